"""Bodies to the tables that are extracted from them.

===============  =========================================================================
extract          the order of the steps, for one part of the documents
prose            bodies to paragraphs, in which everything else is found
names            paragraphs to the people, organisations and places that they name
speech           paragraphs and names to what somebody is quoted with, and to sources
grammar          a section of the lexicon to one pattern, and what each of its matches says
patterns         the patterns of a grammar as regular expressions
figures          paragraphs and quotes to the numbers that they state of something
dates            paragraphs to the dates that they mention
periods          what the words of a date mean, as days
publication_day  the day of publication, inferred where nothing gives it
===============  =========================================================================
"""
