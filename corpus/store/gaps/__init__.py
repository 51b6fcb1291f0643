"""Gaps, the questions that the documents did not answer, as values and in the store."""
