"""Raw files to documents, and documents to lines.

Plan what to read: ``files``, ``manifest``, ``discover``. Read it: ``read``, ``decode``, ``sources``. Make lines of it:
``lines`` for texts, ``page`` for pages.
"""
