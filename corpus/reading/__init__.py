"""From the text of a file to a document: Markdown, front matter, and text that was pasted."""
