"""What comes out (tables, frames and what is expected of them), and what decides (rules, lexicon), as data.

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
pattern_text      from a pattern as a pack writes it to a regular expression
rule              one rule, and its proof by examples
packs             one rule pack: a TOML file, read and checked
rulebook          all rule packs together
lexicon           the words by which findings in bodies are recognised
markdown          tables in generated pages
dictionary        the page about the tables
rules_page        the page about the rules
generated         all files that are made from these modules, and whether they are up to date
================  ===========================================================================

The folders hold data: expectations, rules, words, lists of names, models and weights. No module imports one that is
listed after it; a test holds the table against the code.
"""
