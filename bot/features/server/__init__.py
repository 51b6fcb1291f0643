"""What a server sets and sees of itself: setup, statistics, digest, privacy, help."""
