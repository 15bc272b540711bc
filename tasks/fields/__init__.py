"""Kept and cut lines to the columns of articles."""
