"""Looking after documents: previews, refreshing from links, archives."""
