"""Gaps: refused questions that moderators answer."""
