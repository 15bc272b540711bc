"""Raw files to documents, and documents to lines.

==========  ==================================================================
files       what a file holds, by its name; its path as tables write it
away        which errors are those of a share or disk, and not a file's own
manifest    what a run knew about the raw files
discover    which files are new, changed or gone, and the batches to mill
decode      bytes to text
markup      texts that are markup in truth
sources     the outlet that a document comes from
read        files to documents: unpacked and decoded, or refused with a reason
text_lines  texts to lines
drop_caps   lines of texts whose first letter is a drop cap
page        pages to lines, and to what they say about themselves
repairs     repairs of characters in one text, by kind
mend        lines and fields with their characters mended
==========  ==================================================================
"""
