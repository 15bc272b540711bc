"""How fast newsmill is, and how much memory it takes."""
