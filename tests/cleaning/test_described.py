"""A page whose description is in its text is an article, however little else speaks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.page.small_pages import meta
from tests.test_cases import tables_of

SAYS = "Guess who has come back to the quay: the old dredger, with a new coat of paint and no crew at all"
LINKS = "".join(f"<li><a href='/{n}'>Post number {n} of this month</a></li>" for n in range(60))
PAGE = f"<html lang=en><head><title>Back again</title>{{}}</head><body><ul>{LINKS}</ul><div>{{}}</div><ul>{LINKS}</ul>"


@pytest.mark.parametrize("description", [SAYS, f"{SAYS[:70]}...", f"{SAYS}. Nobody knows for how long."])
def test_a_page_whose_description_is_in_its_text_is_not_rejected(description: str, tmp_path: Path) -> None:
    page = PAGE.format(meta("og:description", description), SAYS)
    assert tables_of(tmp_path, "quay/back.html", page)["articles"]["body"].to_list() == [SAYS]


def test_a_description_that_is_not_in_the_text_changes_nothing(tmp_path: Path) -> None:
    page = PAGE.format(meta("og:description", "All the news of the quay, every day from the old lighthouse"), "Share")
    assert tables_of(tmp_path, "quay/back.html", page)["articles"].is_empty()
