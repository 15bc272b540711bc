"""Finds the numbers that bodies state of something.

=======  ===============================================================
pairs    two numbers that are one figure together
events   what happened to those whom a figure counts
figures  paragraphs and quotes to the numbers that they state of something
ages     ages to the name that they are of
=======  ===============================================================
"""
