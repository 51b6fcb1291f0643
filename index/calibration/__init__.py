"""Fitting both thresholds to a server's own documents."""
