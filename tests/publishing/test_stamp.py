"""The stamp on rows: ids that stay, and the moment when a file was first seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from tasks.publishing.stamp import Stamp, article_id, stamp_rows

AS_OF = datetime(2031, 5, 4, 6, 0, tzinfo=UTC)


def stamped_rows(*paths: str, **first_seen: datetime) -> pl.DataFrame:
    """A row for each path, stamped; ``first_seen`` names files without `.txt`."""
    documents = pl.DataFrame({"path": paths, "raw_sha256": ["0" * 64] * len(paths)})
    return stamp_rows(documents, Stamp("run", AS_OF, "rules", {f"{name}.txt": at for name, at in first_seen.items()}))


def test_an_id_is_of_path_and_bytes() -> None:
    ids = {article_id(path, digest) for path in ("a.txt", "b.txt") for digest in ("0" * 64, "1" * 64)}
    assert len(ids) == 4
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in ids)
    assert stamped_rows("a.txt", a=AS_OF)["article_id"].to_list() == [article_id("a.txt", "0" * 64)]


def test_rows_have_the_run_and_its_time() -> None:
    row = stamped_rows("a.txt", a=AS_OF - timedelta(days=3)).row(0, named=True)
    assert (row["run_id"], row["rules_version"], row["refined_at"]) == ("run", "rules", AS_OF)
    assert row["first_seen_at"] == AS_OF - timedelta(days=3)


def test_a_line_of_a_container_was_seen_with_it_unless_a_file_has_its_name() -> None:
    documents = pl.DataFrame({"path": ["feed.jsonl#7", "feed.jsonl#8"], "raw_sha256": ["0" * 64] * 2})
    seen = {"feed.jsonl": AS_OF, "feed.jsonl#8": AS_OF + timedelta(days=1)}
    stamped = stamp_rows(documents, Stamp("run", AS_OF, "rules", seen))
    assert stamped["first_seen_at"].to_list() == [AS_OF, AS_OF + timedelta(days=1)]
