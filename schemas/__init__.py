"""What comes out: the tables, what is expected of them, and the rules that clean."""
