"""Tables to a checked snapshot that readers see."""
