"""Bodies to the tables that are extracted from them.

================  =====================================================================
prose             bodies to paragraphs, the rows that all other steps read
names             paragraphs to the people, organisations and places that they name
speech            paragraphs and names to quotations, their speakers, and cited sources
grammar_patterns  the patterns of a grammar as regular expressions
grammar           a section of the lexicon to one pattern, and a reader of its matches
addresses         what is around the number of a house, which is no figure and no year
numerals          digits and words to numbers
readings          the words of a figure to its number and unit
figure_pairs      two numbers that are one figure together
events            what happened to those whom a figure counts
figures           paragraphs and quotes to the numbers that they state of something
periods           the words of a date to the days that they can mean
day_words         the words of dates: runs of them, cut into words with meanings
day_fields        words of dates to the fields of a phrase
day_phrases       words of dates to phrases, whatever their order
day_resolution    a phrase and the day of publication to the days that are meant
day_rows          paragraphs to the phrases of dates in them
dates             paragraphs to the dates that they mention
publication_day   the day of publication, inferred where the document does not show it
sentences         paragraphs to sentences, and the sentence of each row that was found
extract           the order of the steps, for one part of the documents
================  =====================================================================
"""
