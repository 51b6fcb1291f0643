"""From a web page, a PDF, an office file, a table, a book or question-answer pairs to Markdown, in a process of its own."""
