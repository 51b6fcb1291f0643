"""Documents: adding, showing, correcting, withdrawing, refreshing, and telling posted answers what became of theirs."""
