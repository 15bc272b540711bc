"""The pages of docs/ that are made from declarations and rules.

==========  ===========================================================================
markdown    tables in Markdown
dictionary  the page about the tables
languages   the page about languages
rules_page  the page about the rules
generated   all files that are made from ``schemas``, and whether they are up to date
==========  ===========================================================================
"""
