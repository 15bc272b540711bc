"""Finds the people, organisations and places that bodies name.

=============  ===========================================================================
name_lexicon   how names look in a language: [mentions] of its lexicon
words          texts to words: where they are, and where sentences begin
stems          words without the endings of their language
gazetteer      listed places and organisations, and where they are in texts
word_lists     the lists that a word is on, as one number
word_clusters  words that are used alike in much text
observation    the features of each word of a batch
chains         which words may belong to a name
word_features  the features of words and their neighbours, hashed into buckets
name_models    the trained models, and how right they were when measured
tagger         words to probabilities of labels: the sequence model
spacy_names    the labels that spaCy gives words, where it is asked
recognition    which words are names: the model, the lists, spaCy and the article together
name_parts     the parts of names by which persons are compared
canonical      the fullest or usual form of a name
declension     the base form of people's names, where a language declines them
mentions       bodies to the table of names
name_words     dates that are words of names
full_names     names of all articles to which full names are one person's
short_names    family names alone to the persons whom other articles name in full
people         mentions of all articles to the table of people
=============  ===========================================================================

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
