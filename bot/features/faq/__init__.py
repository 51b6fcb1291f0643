"""The FAQ: looking entries up, and writing them."""
