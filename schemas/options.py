"""What a run may be asked for. Imports nothing heavy: the command line reads it before it knows what to do."""

from dataclasses import dataclass
from typing import Literal

NameFinder = Literal["model", "spacy"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What a run is asked for. Runs with other options make other tables, so ``tasks.versions`` records them.

    Attributes:
        fast: whether pages are milled without trafilatura's vote on their blocks: quicker, and less clean.
        names: who finds names. "spacy" also asks spaCy, in the languages that it knows: far slower, and better.
        least_article: documents that are less likely an article become rejects; None: what their model's card says.
            With 0, none does.
    """

    fast: bool = False
    names: NameFinder = "model"
    least_article: float | None = None


DEFAULTS = Options()
