"""Gaps as values and in the store."""
