"""Plain text without markup, most often pasted from a web page: its title, headings, lists and furniture."""
