"""Bodies to the people, organisations and places that they name.

===========  =============================================================================
characters   texts as code points, and the class of each character
hashing      the keys of words: hashes of their characters
lexicon      how names look in a language: [mentions] of its lexicon
words        texts to words: where they are, and where sentences begin
gazetteer    listed places and organisations, and where they are in texts
word_lists   the lists that a word is on, as one number
observation  what is looked at in the words of a batch
chains       which words may belong to a name
features     what is looked at, hashed into the buckets of a model
models       the trained models, and what was measured of them
tagger       words to probabilities of labels: the sequence model
spacy_names  what spaCy says of words, where it is asked
recognition  which words are names: the model, the lists, spaCy and the article together
canonical    the fullest or usual form of a name
mentions     bodies to the table of names
===========  =============================================================================

>>> import polars as pl
>>> from tasks.extraction.names.mentions import find_names
>>> from tasks.extraction.prose import split_paragraphs
>>> body = "Harbour master Ines Calloway spoke in Paris. Calloway left."
>>> bodies = pl.DataFrame({"doc": [0], "body": [body], "language": ["en"]})
>>> for mention in find_names(split_paragraphs(bodies)).select("text", "kind", "name", "country").rows():
...     print(*mention)
Ines Calloway person Ines Calloway None
Paris place Paris FR
Calloway person Ines Calloway None
"""
