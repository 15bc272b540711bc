"""What happens, one module a step, in the order the data goes.

===========  =============================================================================
discover     which raw files are new, changed or gone, and the batches to mill
read         files to documents: unpack, or refuse with a reason
decode       bytes to text: the encoding that a document is in
lines        a text to lines
pages        a page to lines: its visible blocks
metadata     what a page says of itself
join         broken and hard-wrapped lines to blocks
shape        lines to blocks, and how a block looks
matches      the matches of a pattern in the texts of rows
rules        rule packs to evidence: which rule hit which line
compiled     patterns that stay compiled from part to part
repetition   lines that recur within a source, in this run and in those before
points       what each kind of evidence says, in one unit; the run that is probably the article
wording      which words a block shares with the rest of its document
evidence     what the model looks at: look, neighbours, place, wording, the page's tree
model        evidence to a probability of body
weigh        all of it to one decision a block
headline     what stands above a text: headline, captions
authors      whom a text's byline names
published    the day that a text shows
agencies     which news agency a text is by
fields       kept and cut lines to publisher, address, dateline, captions, authors ...
compose      lines to tables: articles, paragraphs, removals
extract      bodies to the tables that tell of them (tasks/extraction has the steps)
refine       the steps above, for one batch
check        promises and expectations: per row in polars, per dataset in Great Expectations
publish      a checked stage to the snapshot that readers see
===========  =============================================================================
"""
