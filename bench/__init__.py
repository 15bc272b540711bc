"""Measurements of newsmill: none passes or fails. ``bench/README.md`` has the commands.

- ``bench.speed``: how fast it is, and how much memory it takes. Its parts are ``work`` (what is measured), ``inputs``
  (of what), ``stopwatch`` (the time of each step), ``measurement`` and ``markdown``.
- ``bench.learning``: what it learns of outlets from run to run, and what that costs.
- ``bench.quotes``: how often the speakers of quotations are right.
- ``bench.compare``: whether two checkouts make the same tables.
"""
