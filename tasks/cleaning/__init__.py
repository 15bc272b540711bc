"""Lines to what is kept and what is cut."""
