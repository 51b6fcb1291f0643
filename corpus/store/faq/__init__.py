"""FAQ entries, questions with the moderators' answers, as values and in the store."""
