"""Bodies to the tables that are extracted from them.

===============  =====================================================================
prose            bodies to paragraphs, the rows that all other steps read
names            paragraphs to the people, organisations and places that they name
speech           paragraphs and names to quotations, their speakers, and cited sources
grammars         grammars that are data, and what reads by them: dates and figures do
figures          paragraphs and quotes to the numbers that they state of something
dates            paragraphs to the dates that they mention; the day of publication
sentences        paragraphs to sentences, and the sentence of each row that was found
extract          the order of the steps, for one part of the documents
===============  =====================================================================
"""
