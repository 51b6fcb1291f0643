"""The questions of FAQs in memory, matched with what somebody types."""
