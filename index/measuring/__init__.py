"""Measuring: benchmarks, their figures, and how long things take. Nothing that answers questions imports this."""
