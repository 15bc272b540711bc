"""Pages to lines, one for each visible block, and to what each page says about itself.

``lines`` puts it together: ``parse``, then ``blocks`` (with ``places``), then ``metadata`` (with ``linked_data``,
``title``, ``people`` and ``day``), then ``vote``.
"""
