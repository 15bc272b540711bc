"""From blocks to the columns of ``articles``: title, authors, day, publisher and the others.

``roles.assign_headline`` runs as soon as blocks are weighed: the place of the headline decides where the text begins.
All other fields are gathered by ``gather.gather_fields``. Four modules serve several fields:

=============  ================================================================
layout         where a line is: from the first sentence, from the headline
lead           the words of the first paragraphs
written_days   days as lines write them
roles          blocks that hold a field get its role, and are no body
=============  ================================================================

Every other module finds one field. The frames that they exchange are declared in ``schemas/field_frames.py``.

Blocks have some fifty columns, so a step takes the columns first: ``blocks.select(pl.col("doc", "text").filter(...))``.
With ``blocks.filter(...).select("doc", "text")`` all columns are filtered: 6 ms for 300,000 blocks, where that takes
0.3. On the small frames of texts that rules matched it makes no difference.
"""
