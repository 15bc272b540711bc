"""What comes out (tables, frames and what is expected of them), and what decides (rules, words, weights), as data.

================  ===========================================================================
errors            what a user can do wrong
options           what a run may be asked for
tables            the tables: their columns, types and limits
arrow             from polars to Arrow, by the declarations of the tables
frames            the frames between the steps
block_frames      blocks, as they grow from shaped to settled
field_frames      the frames that the steps of tasks/fields exchange
candidate_frames  the lines that headline, authors and day are chosen from
suites            what is expected of each table
data              where the data files are, and the one reader of TOML
small_words       words that are looked for in texts of all languages at once
pattern_text      from a pattern as a pack writes it to a regular expression
rule              one rule, and its proof by examples
packs             one rule pack: a TOML file, read and checked
rulebook          all rule packs together
calendars         months in many languages, and days of other calendars
lexicon           the words by which findings in bodies are recognised
coverage          in which languages findings are read
docs              the pages of docs/ that are made from all of these
================  ===========================================================================

No module imports one that is listed after it; a test holds the table against the code. The folders hold data:

================  ===========================================================================
expectations/     what is expected of each table, as suites of Great Expectations
rules/            rule packs by language; ``publishers/`` has those of outlets
lexicons/         words and grammars by language, for what bodies say
weights/          points for evidence, fitted or set by hand, to be read and changed
models/           trees that decide which blocks are body, as training wrote them
names/            the model that finds names, and the lists of places and people beside it
================  ===========================================================================
"""
