"""Threads and chats: how they are written down, who says what in them, and what of it may be quoted."""
