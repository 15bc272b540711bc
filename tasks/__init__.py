"""What happens, one module a step, in the order the data goes.

===========  =============================================================================
discover     which raw files are new, changed or gone, and the batches to mill
read         files to documents: unpack, or refuse with a reason
decode       bytes to text: the encoding that a document is in
lines        a text to lines
pages        a page to lines: its visible blocks, and what the page says of itself
join         broken and hard-wrapped lines to blocks
shape        lines to blocks, and how a block looks
rules        rule packs to evidence: which rule hit which line
repetition   lines that recur within a source
weigh        all evidence to one decision a block
headline     what stands above a text: headline, captions, byline
fields       kept and cut lines to publisher, address, dateline, captions, authors ...
compose      lines to tables: articles, paragraphs, removals
refine       the steps above, for one batch
check        promises and expectations: per row in polars, per dataset in Great Expectations
publish      a checked stage to the snapshot that readers see
===========  =============================================================================
"""
