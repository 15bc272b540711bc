"""Work on columns of numbers and texts that several steps need, and that knows nothing about news."""
