"""The FAQ entries of moderators, as values and in the store."""
