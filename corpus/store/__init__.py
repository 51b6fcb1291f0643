"""What is kept, in one SQLite database: documents, history, replies, settings, FAQ and gaps."""
