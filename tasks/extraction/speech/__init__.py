"""Finds who says what in bodies, and the sources that they cite.

====================  ======================================================================
character_bits        what each character is to speech
stream                the paragraphs of a part as one text
quotation             the stretches in quotation marks
dialogue              what is quoted without marks: behind a dash, or credited by the next line
tokens                the narrative around them to words
particles             family names that begin with small words
word_classes          the class of each word, and the sentences
phrases               the noun phrases, and which may be subjects
word_index            the words and phrases near others
ways                  the first of several ways that finds something
sayings               the words of saying, and their subjects
speakers              who says each quotation
stretches             the parts of sentences between commas
after_sayings         the words after sayings that decide where a reported clause begins
clauses_past_that     ... past "that"
clauses_past_sources  ... past a source that opens the sentence
clauses_right_after   ... right after the saying
clause_ends           where it ends
negations             which sayings are negated, or deny their clause
clauses               what is reported without quotation marks
phrase_parts          what a noun phrase is made of
coreference           whom a noun phrase names
plain_sayings         who says a quotation, by patterns, in languages that have no grammar
attribution           all of it, once for quotes and citations
quotes                the table of quotes
citations             the table of citations
====================  ======================================================================

There is no parser and no model, but a series of steps over arrays, each of which adds to the results of the steps
before. This is one paragraph after each step; one person is mentioned in it by name, at a place in the stream.

>>> import numpy as np, polars as pl
>>> from schemas.lexicon import load_speech
>>> text = 'Ines Calloway said the pier was wet. "It was dark," she added.'
>>> mentions = pl.DataFrame({"doc": [0], "begin": [0], "stop": [13], "kind": ["person"], "name": ["Ines Calloway"]})
>>> english = load_speech("en")

``stream``: all paragraphs of a part become one text, so that a place in them is a number.

>>> from tasks.extraction.speech.stream import Stream
>>> stream = Stream.of(pl.Series([text]))

``quotation``: the stretches in quotation marks, as places with and without their marks.

>>> from tasks.extraction.speech.quotation import find_quotations
>>> quotations = find_quotations(stream)
>>> quotations.select("outer", "outer_end", "inner", "inner_end", "text").rows()
[(37, 51, 38, 50, 'It was dark,')]

``tokens``: the narrative, which is all the rest, becomes words. A quotation is one word in it.

>>> from tasks.extraction.speech.tokens import tokenize
>>> tokens = tokenize(stream, np.array([True]), quotations, english)
>>> print(*tokens.texts())
Ines Calloway said the pier was wet . " she added .

``word_classes``: each word has a class, from the lexicon of the language or by its look, and a sentence.

>>> from tasks.extraction.speech.word_classes import CODES, classify_words
>>> words = classify_words(stream, tokens, quotations, mentions, english)
>>> names = list(CODES)
>>> print(*(names[code] for code in words.code))
name name say article word passive word stop quote pronoun say stop
>>> print(*words.sentence_first)
0 0 0 0 0 0 0 0 8 8 8 8

``phrases``: the noun phrases, by their first and last words. A subject has a verb after it.

>>> from tasks.extraction.speech.phrases import find_phrases
>>> phrases = find_phrases(words, english.capitalised_nouns)
>>> [" ".join(tokens.texts()[first : last + 1]) for first, last in zip(phrases.first, phrases.last)]
['Ines Calloway', 'the pier', 'she']
>>> phrases.subject.tolist(), phrases.human.tolist()
([True, True, True], [True, False, True])

``word_index``: finds the words and phrases near others, for the steps that follow.

>>> from tasks.extraction.speech.word_index import WordIndex
>>> near = WordIndex(words, phrases)

``sayings``: the words of saying (by place), their subjects (by phrase), and the ways in which these were found.

>>> from tasks.extraction.speech.sayings import find_sayings
>>> sayings = find_sayings(near, english)
>>> sayings.word.tolist(), sayings.phrase.tolist(), sayings.way.tolist()
([2, 10], [0, 2], ['beside', 'beside'])

``speakers``: for each quotation, who says it (by phrase), the saying that shows it, and the way in which it was found.

>>> from tasks.extraction.speech.speakers import find_speakers
>>> docs = np.zeros(len(words.code), int)
>>> quoted = find_speakers(near, sayings, docs, english)
>>> quoted.phrase.tolist(), quoted.saying.tolist(), quoted.method.tolist()
([2], [1], ['after'])

``clauses``: what is reported without marks, by first and last word, with its saying and way.

>>> from tasks.extraction.speech.clauses import find_clauses
>>> clauses = find_clauses(near, sayings, english)
>>> clauses.first.tolist(), clauses.last.tolist(), clauses.saying.tolist(), clauses.way.tolist()
([3], [6], [0], ['clause'])

``coreference``: whom phrases name.

>>> from tasks.extraction.speech.coreference import name_phrases
>>> used = np.concatenate([sayings.phrase, quoted.phrase])
>>> named = name_phrases(near, stream, docs, used, used, mentions, english)
>>> named.select("phrase", "text", "name", "how").rows()
[(0, 'Ines Calloway', 'Ines Calloway', 'name'), (2, 'she', 'Ines Calloway', 'pronoun')]

``attribution`` takes all these steps, once for each language of a part. ``quotes`` and ``citations`` make their tables
from the results.

>>> from tasks.extraction.prose import BODY_PARAGRAPHS
>>> from tasks.extraction.speech.attribution import read_speech
>>> from tasks.extraction.speech.quotes import find_quotes
>>> paragraphs = pl.DataFrame([(0, 0, 0, text, "en")], BODY_PARAGRAPHS, orient="row")
>>> found = mentions.select(pl.col("doc").cast(pl.UInt32), "kind", "name", start="begin", end="stop")
>>> for row in find_quotes(read_speech(paragraphs, found)).select("text", "speaker", "cue", "method").rows():
...     print(row)
('the pier was wet', 'Ines Calloway', 'said', 'clause.beside')
('It was dark,', 'Ines Calloway', 'added', 'after.beside')
"""
