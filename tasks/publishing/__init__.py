"""Tables to a checked snapshot that readers see.

===========  =============================================================================
stamp        the run's stamp on every row
accept       a part's tables as declared, and a reject for each document without an article
row_checks   row-level expectations, as polars expressions
ledger       the sums of documents and characters; spans that do not hold their text
folders      the output folder: what is where
lock         one writer at a time
stage        where a run makes its tables, and what a killed run left there
files        parts, written whole; links
assembly     new parts and unchanged ones to one snapshot
gate         a snapshot's tables judged as a whole, by Great Expectations
runs         the row of ``runs``
snapshots    which snapshot readers see, and the flip to the next
===========  =============================================================================
"""
