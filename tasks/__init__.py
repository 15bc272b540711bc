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
rules        rule packs to evidence: which rule hit which line
repetition   lines that recur within a source, in this run and in those before
points       what each kind of evidence says, in one unit; the run that is probably the article
wording      which words a block shares with the rest of its document
evidence     what the model looks at: look, neighbours, place, wording, the page's tree
model        evidence to a probability of body
weigh        all of it to one decision a block
headline     what stands above a text: headline, captions
authors      whom a text's byline names
published    the day that a text shows
fields       kept and cut lines to publisher, address, dateline, captions, authors ...
words        texts to words: places, classes and keys of all at once
gazetteer    the lists that words stand in: places, people, the lexicon
tagger       words to probabilities of names: the sequence model
mentions     bodies to the names in them: people, organisations, places
compose      lines to tables: articles, paragraphs, removals
quotation    which stretches of a body stand in quotation marks
tokens       what stands outside of them to words and signs
phrases      words to their classes, sentences and noun phrases
sayings      words that tell of saying, and who says
speakers     whose a quotation is
clauses      what is reported without marks
coreference  whom a phrase names: names in full, roles, pronouns
attribution  the seven above, once for quotes and citations
quotes       what somebody is quoted with, and who
citations    the sources that an article leans on
grammar      a language's expressions, from its lexicon to one pattern, and what each says
figures      bodies to the numbers that they state: value, unit, what is counted, who claims it
dates        bodies to the dates that they mention, each as the days that can be meant
dated        the day of publication from an article's address or dateline, or a window
refine       the steps above, for one batch
check        promises and expectations: per row in polars, per dataset in Great Expectations
publish      a checked stage to the snapshot that readers see
===========  =============================================================================
"""
