"""Bodies to who said what, and to the sources that they cite."""
