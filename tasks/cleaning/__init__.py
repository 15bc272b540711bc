"""Lines to blocks, and blocks to what is kept and what is cut.

===============  ========================================================================
printed_columns  texts whose columns were spliced line by line
teasers          sentences under the headlines of other articles
owners           whose pack of rules holds for which document
rules            what rules match in lines and blocks
hyphens          words that a hyphen breaks in two, at the end of a line or inside one
unwrap           broken and hard-wrapped lines to blocks
shape            how a block looks
repetition       what recurs in the documents of a source
points           what each kind of evidence is worth, and the run that is probably the article
vocabulary       the words that a block shares with its document
features         what the model looks at
weigh            all evidence to one decision on a block
described        what a page describes, where nothing else of it is kept
tables_of_pages  tables of numbers, each kept or cut as a whole
copies           paragraphs that a document has twice
compose          kept pieces to bodies, all others to removals
===============  ========================================================================
"""
