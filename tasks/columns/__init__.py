"""Columns of numbers and texts: what the steps share, and what knows nothing about news.

============  =============================================================
windows       sums and neighbours of rows within their document
pairs         pairs of numbers, each once
texts         rows that share a text share a number
patterns      pieces of regular expressions that several modules search for
characters    texts as code points, and the class of each character
hashing       keys of words: hashes of their characters
literals      words without which a pattern cannot match
matches       the matches of a pattern, with their places
joined_texts  the same for large patterns, which learn from part to part
pinned        threads on which patterns stay compiled
============  =============================================================
"""
