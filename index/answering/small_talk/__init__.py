"""What is said to the bot itself and is no question about documents: greetings, insults, sums, keys hit at random."""
