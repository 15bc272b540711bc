"""What bodies tell, one module a step; ``tasks.extraction.extract`` calls them in their order.

===========  =============================================================================
prose        bodies to paragraphs, and the matches of a pattern with their places
words        texts to words: places, classes and keys of all at once
gazetteer    the lists that words stand in: places, people, the lexicon
tagger       words to probabilities of names: the sequence model
spacy_names  what spaCy says of words, where it is asked
mentions     bodies to the names in them: people, organisations, places
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
===========  =============================================================================
"""
