"""How the models, weights and lists in ``schemas/`` were made. Nothing here runs when newsmill mills.

These commands train on labelled files of your own, and print how right the result is on publishers or texts held out:

- ``training.blocks`` trains the models that decide which blocks of a document are its body (``schemas/models``).
- ``training.articles`` trains the models that say whether a document is an article at all (``schemas/models``).
- ``training.choices`` fits the points by which headline, authors and day are chosen (``schemas/weights``).
- ``training.page_days`` does so for the day that a page shows.
- ``training.names`` trains the models that find names (``schemas/names``). ``training.gold_names`` and
  ``training.silver_names`` make the files that it learns from, ``training.name_clusters`` and
  ``training.shared_clusters`` its clusters of words.

These need no labels: ``training.people`` fits how likely a family name means somebody whom other articles name in full
(``schemas/weights``), and ``training.name_lists`` makes the lists of places and people beside the models of names.

The other modules are parts of these: ``corpus`` (raw files to surveyed parts), ``folds``, ``calibration``,
``block_labels``, ``block_figures``, ``block_errors``, ``doubts``, ``logit_fit``, ``name_recipes``, ``name_labels``,
``name_learning``, ``name_fitting``, ``name_figures`` and ``word_kinds``.
"""
