"""Asking, and what is done with a reply: votes, receipts, giving an unsure answer up."""
