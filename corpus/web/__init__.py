"""Fetching documents from links, and from nowhere but the public internet."""
