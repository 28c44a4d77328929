"""The settings page: rows and words in, Markdown out."""
