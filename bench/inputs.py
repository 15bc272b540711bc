"""Makes raw files to measure with, from our own sample articles or from a Parquet file.

::

    python -m bench.inputs FOLDER MEDIA COUNT          copies of data/raw
    python -m bench.inputs FOLDER MEDIA COUNT FILE     documents of a Parquet file

MEDIA is ``text`` or ``html``. The same arguments give the same files.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

import polars as pl

from tasks.reading import discover, read

RAW = Path(__file__).parents[1] / "data" / "raw"
SUFFIX = {"text": "txt", "html": "html"}

Document = tuple[str, str]  # its source, which becomes its folder, and its text


def copy_samples(media: str) -> Iterator[Document]:
    """Give copies of our sample articles without end.

    Each copy of them all is in sources of its own, and its long lines have their words in another order.
    """
    (found,) = read.read_documents(RAW, list(discover.walk(RAW)[0]))
    originals = found.filter((pl.col("media") == media) & pl.col("reason").is_null()).select("folder", "text").rows()
    for copy in count():
        for number, (source, text) in enumerate(originals):
            yield f"{source}-{copy}", shuffle_long_lines(text, random.Random(f"{copy} {source} {number}"))


def shuffle_long_lines(text: str, chance: random.Random) -> str:
    """Put the words of long runs of text in another order; short ones, as most boilerplate is, stay.

    >>> shuffle_long_lines("<p>Rain.</p>", random.Random(0))
    '<p>Rain.</p>'
    """

    def shuffled(run: re.Match[str]) -> str:
        if run["words"] is None:
            return run[0]
        first, *inner, last = run["words"].split(" ")
        chance.shuffle(inner)
        return " ".join([first, *inner, last])

    return re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>|(?P<words>(?:[^\s<>]+ ){7,}[^\s<>]+)", shuffled, text)


def draw_documents(file: Path, media: str, most: int) -> Iterator[Document]:
    """Draw documents of a Parquet file with ``text`` or ``html``; ``domain`` and ``renderer`` name the source."""
    frame = pl.scan_parquet(file)
    known = [name for name in ("domain", "renderer") if name in frame.collect_schema()]
    source = pl.concat_str([pl.lit("of"), *known], separator=".", ignore_nulls=True)
    whole = frame.select(source.str.replace_all(r"[^\w.-]", "_"), text=media).drop_nulls().collect()
    yield from whole.sample(min(most, whole.height), seed=0).iter_rows()


def write_documents(documents: Iterable[Document], folder: Path, media: str) -> None:
    """Write documents as raw files, in a folder for each source."""
    for number, (source, text) in enumerate(documents):
        (folder / source).mkdir(parents=True, exist_ok=True)
        (folder / source / f"{number}.{SUFFIX[media]}").write_text(text, "utf-8", newline="")


def main() -> None:
    """Write the files that the command line asks for."""
    match sys.argv[1:]:
        case [folder, media, most]:
            write_documents(islice(copy_samples(media), int(most)), Path(folder), media)
        case [folder, media, most, file]:
            write_documents(draw_documents(Path(file), media, int(most)), Path(folder), media)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
