"""Bodies to the people, organisations and places that they name."""
