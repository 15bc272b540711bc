"""A page to lines: its visible blocks, and what the page says about itself."""
