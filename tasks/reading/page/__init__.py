"""Pages to lines, one for each visible block, and to what each page says about itself.

===========  =================================================================
parse        the source of a page to its tree
places       class and tag names to the places that they mean
blocks       the tree to its visible blocks, and to the elements with metadata
linked_data  the article that JSON-LD describes
title        the headline
outlet       the name of the outlet
people       the authors
day          the day of publication
metadata     all that a page says about itself, and which source counts
vote         which blocks trafilatura keeps
page_lines   all of it, for the pages of a part
===========  =================================================================
"""
