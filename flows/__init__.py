"""When it happens: the pipeline on one page, its Prefect flow, and the command line."""
