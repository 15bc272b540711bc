"""When it happens: the pipeline on one page, its Prefect flow, and the command line.

=========  ==========================================================
processes  a pool of processes that share the cores
progress   how far a run is, on a terminal or in a log
runners    who carries out the steps: this process, or a pool
mill       the whole pipeline, from raw files to a published snapshot
articles   the same as a Prefect flow
explain    why each line of a document is kept or cut
cli        the command ``newsmill``
=========  ==========================================================

No module imports one that is listed after it; a test holds the table against the code.
"""
