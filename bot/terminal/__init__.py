"""The command `landscape`: everything that the operator does in a terminal."""
