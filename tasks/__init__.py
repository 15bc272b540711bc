"""What happens to articles: one room per stage, in the order in which they build on each other; two serve them all.

==========  =============================================================================
columns     helpers for polars and numpy that know nothing about news
models      how trained weights are applied
reading     raw files to documents, and documents to lines
cleaning    lines to blocks, each kept or cut
fields      blocks to the columns of articles: title, authors, day, publisher ...
extraction  bodies to mentions, quotes, figures, dates and citations; all of them to people
publishing  tables to a checked snapshot that readers see
refine      the steps of all these rooms, for one part of the documents
versions    what decides what comes out: code, data and libraries
parts       batches and parts with their files: what a process or a Prefect task is given
==========  =============================================================================

A document goes from ``reading`` to ``publishing``; ``refine`` has the order of the steps. No module imports one that is
listed after it, here and in each room; tests hold these tables against the code.
"""
