"""From a question to an answer, a refusal or help."""
