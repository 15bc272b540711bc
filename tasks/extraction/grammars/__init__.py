"""Reads words and numbers by grammars that are data: sections of ``schemas/lexicons``.

========  ===================================================================
patterns  the patterns of a grammar as regular expressions
grammar   a section of the lexicon to one pattern, and a reader of its matches
numerals  digits and words to numbers
readings  the words of a figure to its number and unit
streets   patterns of streets beside a number, which is then a house
========  ===================================================================
"""
