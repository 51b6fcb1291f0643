"""What members see, whichever feature shows it: replies, quotes, cards, and text made harmless."""
