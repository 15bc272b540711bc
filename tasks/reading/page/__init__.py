"""Pages to lines, one for each visible block, and to what each page says about itself.

============  =================================================================
parse         the source of a page to its tree
places        class and tag names to the places that they mean
inline_marks  footnote marks, exponents, quotation marks, drop caps
blocks        the tree to its visible blocks, and to the elements with metadata
flawed_json   JSON that is nearly right
linked_data   the article that JSON-LD describes
title         the headline
outlet        the name of the outlet
people        the authors
written       days as people write them
stamps        times as pages give them to machines and to readers
order         whether the day or the month comes first
shown         the days that a page shows its readers
local_day     the day in the zone of the outlet's readers
day           when it was published and changed
metadata      all that a page says about itself, and which source counts
unshown       the article of a page that a script would show
vote          which blocks trafilatura keeps
page_lines    all of it, for the pages of a part
============  =================================================================
"""
