"""Columns of numbers and texts: what the steps share, and what knows nothing about news."""
