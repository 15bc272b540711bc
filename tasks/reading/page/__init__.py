"""Pages to lines, one for each visible block, and to what each page says about itself.

============  =================================================================
parse         the source of a page to its tree
places        class and tag names to the places that they mean
inline_marks  footnote marks, exponents, quotation marks, drop caps
blocks        the tree to its visible blocks, and to the elements with metadata
flawed_json   JSON that is nearly right
linked_data   the article that JSON-LD describes
title         the headline
people        the authors
day           the day of publication
metadata      all that a page says about itself, and which source counts
unshown       the article of a page that a script would show
vote          which blocks trafilatura keeps
page_lines    all of it, for the pages of a part
============  =================================================================
"""
