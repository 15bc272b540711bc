"""Tables to a checked snapshot that readers see.

==========  ==============================================================================
stamp       the run's stamp on every row
row_checks  row-level expectations, as polars expressions
ledger      the sums of documents and characters; spans that do not hold their text
accept      a part's tables as declared, and a reject for each document without an article
folders     the output folder: what is where
lock        one writer at a time
files       parts, written whole; links
stage       where a run makes its tables, and what a killed run left there
gate        a snapshot's tables judged as a whole, by Great Expectations
runs        the row of ``runs``
snapshots   which snapshot readers see, and the flip to the next
assembly    new parts and unchanged ones to one snapshot
==========  ==============================================================================
"""
