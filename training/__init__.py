"""How the models, weights and lists in ``schemas/`` were made. Nothing here runs when newsmill mills.

Five commands train on labelled files of your own, and print how right the result is on publishers or texts held out:

- ``training.blocks`` trains the models that decide which blocks of a document are its body (``schemas/models``).
- ``training.articles`` trains the models that say whether a document is an article at all (``schemas/models``).
- ``training.choices`` fits the points by which headline, authors and day are chosen (``schemas/weights``).
- ``training.page_days`` does so for the day that a page shows.
- ``training.names`` trains the models that find names (``schemas/names``). ``training.silver_names`` makes one of the
  files that it learns from.

``training.name_lists`` makes the lists of places and people beside those models; it needs no labels.

The other modules are parts of these: ``corpus`` (raw files to surveyed parts), ``folds``, ``calibration``,
``block_labels``, ``block_figures``, ``doubts``, ``logit_fit``, ``name_labels``, ``name_learning`` and ``name_figures``.
"""
