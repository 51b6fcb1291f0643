"""Finding, judging and answering: from a question to an `Answer` or a `Refusal`."""
