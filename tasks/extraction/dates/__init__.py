"""Finds the dates that bodies mention, and infers the day of publication where nothing shows it.

===============  ===================================================================
periods          the words of a date to the days that they can mean
words            the words of dates: runs of them, cut into words with meanings
fields           words of dates to the fields of a phrase
phrases          words of dates to phrases, whatever their order
resolution       a phrase and the day of publication to the days that are meant
rows             paragraphs to the phrases of dates in them
dates            paragraphs to the dates that they mention
publication_day  the day of publication, inferred where the document does not show it
===============  ===================================================================
"""
