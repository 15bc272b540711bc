"""From blocks to the columns of ``articles``: title, authors, day, publisher and the others.

=============  ===========================================================
layout         how far a line is from the first sentence and the headline
lead           the words of the first paragraphs
written_days   days as lines write them
page_headline  which block of a page is the headline
headline       which line of a text is the headline
caption_lines  whether a line under a headline is a caption or a standfirst
captions       captions of pictures, standfirsts, and kickers above the text
authors        the authors' names
bylines        the line that names the authors
shown_day      the day of publication that a text shows
datelines      place, month, day and agency of a dateline
publication    when it was published and changed: by record, page or line
agencies       the news agency that a text is by
addresses      the addresses of the article and of its publisher
sections       the sections, from a breadcrumb or the address
publisher      the publisher that a text names or is signed with
language       the language of the body
articlehood    how likely a document is an article at all
roles          the roles of blocks that hold a field and are no body
gather         all fields of a document, each from the source that counts
=============  ===========================================================

``roles.assign_headline_and_captions`` runs as soon as blocks are weighed, because the text begins at the headline.
All other fields are gathered by ``gather.gather_fields``. The frames that they exchange are declared in
``schemas/field_frames.py`` and ``schemas/candidate_frames.py``.

Blocks have some fifty columns, so a step takes the columns first: ``blocks.select(pl.col("doc", "text").filter(...))``.
With ``blocks.filter(...).select("doc", "text")`` all columns are filtered: that takes 6 ms for 300,000 blocks, and not
0.3. On the small frames of texts that rules matched it makes no difference.
"""
