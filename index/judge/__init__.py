"""Judging whether passages answer a question, and how surely: the two readers and the probability made of what they say."""
