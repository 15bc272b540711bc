"""What ``newsmill explain`` shows of a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.explain import explain_file
from schemas.errors import NewsmillError

STORY = """Keeper of the lighthouse retires after forty winters

The keeper of the lighthouse on Gannet Rock, Tilda Morrow, handed over her keys on Friday after forty winters.

She had not missed a night, she said, except for the one in which her daughter was born.

Share on Facebook
"""


def shown_lines(file: Path) -> list[str]:
    return [line.plain for line in explain_file(file)]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A container: an article, a blank line, a record without a text."""
    file = tmp_path / "feed.jsonl"
    file.write_text(f"{json.dumps({'text': STORY})}\n\n{json.dumps({'title': 'no text'})}\n", "utf-8")
    return file


def test_each_line_has_its_role_its_confidence_and_why_it_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "keeper.txt"
    file.write_text(STORY, "utf-8")
    lines = shown_lines(file)
    assert [text in line for text, line in zip(filter(None, STORY.splitlines()), lines, strict=True)] == [True] * 4
    assert [line.split()[0] for line in lines] == ["title", "body", "body", "share"]
    assert all(0 < float(line.split()[1]) <= 1 for line in lines)
    assert ".share." in lines[-1]  # the rule
    assert "   (" in lines[1]  # the reasons


def test_a_line_of_a_container_is_a_document(feed: Path) -> None:
    assert len(shown_lines(feed.with_name("feed.jsonl#1"))) == 4
    with pytest.raises(NewsmillError, match=r"gives no article \(no_text\)"):
        shown_lines(feed.with_name("feed.jsonl#3"))
    with pytest.raises(NewsmillError, match=r"has no document feed\.jsonl#2\. Lines count from 1"):
        shown_lines(feed.with_name("feed.jsonl#2"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NewsmillError, match="There is no file"):
        shown_lines(tmp_path / "nowhere.txt")
