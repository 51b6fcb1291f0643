"""Which refused questions are one, and whether the documents answer one by now."""
