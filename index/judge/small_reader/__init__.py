"""The small reader: MiniLM in 8 bits, which reads many windows so that the judge need read only the best."""
