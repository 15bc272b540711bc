"""Finds the line of a text that names its authors.

A byline has a word before it ("By"), a day beside it, or a place under the headline. A name alone on its line, as in a
menu or a list of columnists, has none of these. Every line of a text that can be read as names is a candidate with
features, and a conditional logit (``tasks.models.logit``) weighs the candidates of a text against each other.
``tasks.fields.authors`` makes names of the line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas.block_frames import Settled
from schemas.candidate_frames import BylineCandidates, LikelyBylines
from schemas.field_frames import Bylines, Lead
from schemas.frames import Caught, Pages
from tasks.columns import windows
from tasks.columns.windows import Array, ByDocument, Rows
from tasks.fields.authors import names_between, split_names
from tasks.fields.layout import distances_to_title, first_sentences
from tasks.fields.lead import shared_with_lead
from tasks.fields.written_days import SHOWS_TIME
from tasks.models import logit
from tasks.models.byline_lines import PERSON
from tasks.models.copied import is_copied_text

# The lines that are candidates: set by hand, before the model was trained.
WORDS, CHARACTERS = 24, 160  # a longer line is a paragraph
BLOCKS_ABOVE, BLOCKS_BELOW = 40, 25  # above headline and first sentence, and below the last paragraph

# Below this probability nobody is named. From it up, a line is given for .68 of labelled texts of publishers held out,
# and right for .64 (`python -m training.choices authors`).
LEAST_PROBABILITY = 0.4

# A line with a word such as "by" shortly above the text of a copied text, which has hardly any line around it: the
# labelled texts are whole pages, where such lines are of other articles, too. Set by hand.
LEAST_IN_COPY = 0.1
ABOVE_IN_COPY = (1, 4)  # blocks above the first sentence

# Between two authors, each on a line: a comma or a conjunction, a note, a trade. Set by hand.
MOST_REST = 20  # characters after a name: more are a headline, or a sentence
PASSED = 2  # such lines in a row, at most
LINK = (
    r"(?i)^[–—-]?\s?(?:[,|;/&•·+]|and|und|et|y|e|en|i|og|och|и|та|[0-9]{1,2}"
    r"|journalist(?:in)?|reporter(?:in)?|redakteur(?:in)?)$"
)

# For the features: set by hand; the model is trained on them as they are.
SAME_CHARACTERS = 16  # with which two lines begin if they show the same name
UNDER_WORDS = 12  # a line under a name with no more may give a trade
LIST_BLOCKS = 2  # between two names of a list

HAN_PERSON = r"\p{Han}{2,4}"
# A line may be in any language: ``tasks/fields/authors.py`` says why other places have fewer conjunctions.
BETWEEN = names_between(marks=[r"\+"], words=["og", "och", "a", "та"])
BULLETS = r"^(?:[-*+•◦▪■□☆★●○·‣–»>|]\s*)+"
# The text after the names: a trade, a place, a day, an outlet.
AFTER = (
    r"(?:\s*[,|·•(/@–—-].*|\s*\d.*|\s+(?:For|FOR|for)\s.*"
    r"|\s+(?i:follow|twitter|x|updated|published|aktualisiert|stand)\b.*|:?)"
)
COUNTER = r"^\s*[(\[][0-9]+[)\]]$"  # after the name of a tab or a section: "Comments (6)"
# A paragraph of the text has a quotation of several words, where a nickname is shorter; or a verb behind who it is.
# With a form of "be" or "write" there it may be a note on the author.
SAYS = r"^[^,]+, [^,]{3,90}, \p{Ll}+ (?:[^ ]+ ){2,}[^ ]+[.!?…]$"
COPULAS = (
    "is|was|writes|reports|covers|ist|war|schreibt|berichtet|est|était|écrit|es|era|escribe|è|scrive|é|escreve|jest|är"
)
IS = rf"^[^,]+, [^,]{{3,90}}, (?:{COPULAS}) "
QUOTES = r"[\"“”„«»‘’「『](?:[^\"“”„«»「『\s]+\s+){2,}[^\"“”„«»「『]*[\"“”»«’」』]"
LOOKED_AT = ("doc", "block", "text", "gap", "bullet", "ended", "keep", "inside", "rule_role", "reach", "recurs")


class Landmarks(NamedTuple):
    """The rows of each document that candidates are measured from; below 0 where it has none."""

    first_sentence: Rows
    headline: Rows
    last_paragraph: Rows


def find_bylines(settled: ByDocument[Settled], lead: Lead, caught: Caught, pages: Pages | None = None) -> Bylines:
    """Find the line that names the authors, if one is likely enough: of each text, and of pages that name nobody."""
    candidates = weigh_candidates(byline_candidates(settled, lead, caught, pages))
    return _with_lines_beside(choose_bylines(candidates), candidates, settled)


def byline_candidates(
    settled: ByDocument[Settled], lead: Lead, caught: Caught, pages: Pages | None = None
) -> BylineCandidates:
    """List the lines of texts, and of pages that name nobody, that can be read as names, each with its features."""
    landmarks = _landmarks(settled)
    nameless = [] if pages is None else pages["doc"].filter(pages["page_authors"].list.len() == 0).to_list()
    lines = _lines_near(settled, landmarks, nameless)
    starts_by = lines["plain"].str.contains(rf"^(?i:{_words_before_names()})")
    named = _lines_with_names(lines, _names_by_rules(caught), starts_by)
    shares = shared_with_lead(named.select("doc", "block", text=pl.col("key").str.to_lowercase()), lead)
    rows = named["row"].to_numpy()
    candidates = (
        named.with_columns(
            shares["shared_words"],
            **_columns_of_landmarks(rows, landmarks, settled.docs),
            **_features_by_neighbours(rows, lines, starts_by, settled),
        )
        .join(_times_shown(lines, named), on="begins", how="left", maintain_order="left")
        .with_columns_seq(**_features_by_place(), **_features_by_look(), **_features_among_candidates())
        .with_columns(**_features_by_rules())
        .select(*BylineCandidates.declared)
    )
    return BylineCandidates.of(candidates)


def weigh_candidates(candidates: BylineCandidates) -> LikelyBylines:
    """Add the probability that a line names the authors.

    The probabilities of a text add up to less than 1; the rest is that no line names them.
    """
    return LikelyBylines.of(logit.add_probabilities(candidates, "authors"))


def choose_bylines(candidates: LikelyBylines) -> Bylines:
    """Choose the most probable byline of each text, unless even that is improbable.

    The probabilities of lines with the same names are added up, and the most probable of these lines is taken.
    """
    answers = candidates.group_by("doc", "key", maintain_order=True).agg(
        pl.col("probability").sum(),
        pl.col("block", "names").sort_by("probability", "block").last(),
        pl.col("opens_copy").any(),
    )
    least = pl.when("opens_copy").then(LEAST_IN_COPY).otherwise(LEAST_PROBABILITY)
    return Bylines.of(
        answers.filter(pl.col("probability") >= least)
        .sort("doc", "probability", maintain_order=True)
        .unique("doc", keep="last", maintain_order=True)
        .select("doc", "block", "names")
    )


def _with_lines_beside(bylines: Bylines, candidates: LikelyBylines, settled: ByDocument[Settled]) -> Bylines:
    """The bylines with the names on the lines beside: renderers give each author of an article a line of their own."""
    blocks, docs = settled
    is_short = ~pl.col("bullet") & (pl.col("rest") <= MOST_REST) & ~pl.col("date_in").fill_null(False)
    says_by = set(candidates["block"].filter(candidates["by"].fill_null(False)))
    named = candidates.filter(is_short & pl.col("doc").is_in(bylines["doc"].implode()))
    names_of = dict(zip(blocks["block"].search_sorted(named["block"]).to_list(), named["names"].to_list(), strict=True))
    rows, texts = blocks["block"].search_sorted(bylines["block"]).to_list(), blocks["text"]
    found = []
    for row, (doc, block, names) in zip(rows, bylines.rows(), strict=True):
        # Below "By Ana Sol" the outlet may be named; a comma or a conjunction says that it is another author.
        least = 1 if block in says_by else 0
        before = _names_on(range(row - 1, docs.first[row] - 1, -1), names_of, texts, least)
        after = _names_on(range(row + 1, docs.last[row] + 1), names_of, texts, least)
        found.append((doc, block, list(dict.fromkeys([*reversed(before), *names, *after]))))
    return Bylines.of(pl.DataFrame(found, Bylines.columns_and_types(), orient="row"))


def _names_on(rows: range, names_of: Mapping[int, Sequence[str]], texts: pl.Series, least: int) -> list[str]:
    """The names on the first of some rows, with nothing but commas, conjunctions and trades between.

    At least so many of these must be between (``least``), and no more than PASSED.
    """
    names: list[str] = []
    passed = 0
    for row in rows:
        if passed > PASSED:
            break
        if passed >= least and (beside := names_of.get(row)):
            names += reversed(beside) if rows.step < 0 else beside
            passed = 0
        elif re.match(LINK, texts[row]):
            passed += 1
        else:
            break
    return names


def _landmarks(settled: ByDocument[Settled]) -> Landmarks:
    blocks, docs = settled
    return Landmarks(
        first_sentence=first_sentences(settled),
        headline=windows.first_row(blocks["title"].is_not_null().to_numpy(), docs),
        last_paragraph=windows.last_row((blocks["keep"] & blocks["prose"]).to_numpy(), docs),
    )


def _lines_near(settled: ByDocument[Settled], landmarks: Landmarks, pages: Sequence[int]) -> pl.DataFrame:
    """The short lines of texts, and of some pages, around headline and text, with their ``row`` in the part.

    ``plain`` is the line without bullets; lines that begin with the same characters share ``begins``.
    """
    blocks, docs = settled
    row = np.arange(blocks.height)
    begins, headline, last = landmarks
    top = np.where(headline >= 0, np.minimum(begins, headline), begins)[docs.owner] - BLOCKS_ABOVE
    bottom = last[docs.owner] + BLOCKS_BELOW
    is_short = (pl.col("words") <= WORDS) & (pl.col("text").str.len_bytes() <= CHARACTERS)
    is_dateline = (pl.col("role") == "dateline").fill_null(False)
    is_asked = (pl.col("media") == "text") | pl.col("doc").is_in(pages)
    may_be = blocks.select(is_asked & is_short & ~is_dateline).to_series().to_numpy()
    near = np.flatnonzero(may_be & (row >= top) & (row <= bottom))
    return (
        blocks.select(pl.col(LOOKED_AT).gather(near))
        .with_columns(
            row=near,
            copied=blocks.select(is_copied_text().gather(near)).to_series(),
            plain=pl.col("text").str.replace(BULLETS, ""),
        )
        .with_columns(begins=pl.struct("doc", pl.col("plain").str.head(SAME_CHARACTERS)).hash())
    )


def _words_before_names() -> str:
    """A pattern for the words before names, such as "by", the longest first."""
    words = logit.load_model("authors")["words"]["by"]
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _names_by_rules(caught: Caught) -> pl.DataFrame:
    """The ``ruled_names`` that rules matched in bylines, by ``block``."""
    names = caught.filter(pl.col("role") == "byline").select("block", ruled_names="caught_authors")
    return names.drop_nulls().unique("block", keep="first", maintain_order=True)


def _lines_with_names(lines: pl.DataFrame, ruled: pl.DataFrame, starts_by: pl.Series) -> pl.DataFrame:
    """The lines that can be read as names.

    Adds ``names``; ``key`` (these as one text); ``one`` (the first of them); ``by`` (whether a word such as "by" is
    before them); and the text ``after`` them.
    """
    plain, said, alone = pl.col("plain"), pl.col("said").struct, pl.col("alone").struct
    persons = rf"(?:{PERSON}|{HAN_PERSON})(?:{BETWEEN}(?:{PERSON}))*"
    with_by = rf"^(?i:{_words_before_names()})\s?(?::\s?|\s|$)(?P<first>{persons})(?P<after>{AFTER}|:\s.*)?$"
    without_by = rf"^(?P<first>{PERSON}(?:{BETWEEN}{PERSON})*)(?P<after>{AFTER})?$"
    # Most lines do not begin like this: the whole patterns are for the others.
    may_be = starts_by | lines["plain"].str.contains(f"^{PERSON}")
    is_ruled = pl.col("block").is_in(ruled["block"].implode())
    return (
        lines.with_columns(starts_by=starts_by)
        .filter(may_be | is_ruled)
        .pipe(_without_text)
        .with_columns_seq(
            said=pl.when("starts_by").then(plain).str.extract_groups(with_by),
            alone=plain.str.extract_groups(without_by),
        )
        .join(ruled, on="block", how="left", maintain_order="left")
        .with_columns(
            written=pl.coalesce("ruled_names", said.field("first"), alone.field("first")),
            after=pl.coalesce(said.field("after"), alone.field("after"), pl.lit("")),
            by=said.field("first").is_not_null(),
        )
        .filter(pl.col("written").is_not_null() & (pl.col("by") | ~pl.col("after").str.contains(COUNTER)))
        .with_columns(names=_split_names(pl.col("written")))
        .filter(pl.col("names").list.len() > 0)
        .with_columns(key=pl.col("names").list.join("\n"), one=pl.col("names").list.first())
        .drop("said", "alone", "written")
    )


def _without_text(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines without those that are kept and are a paragraph of the text, though a name opens it."""
    line = lines["plain"]
    says = line.str.contains(QUOTES) | (line.str.contains(SAYS) & ~line.str.contains(IS))
    return lines.filter(~(lines["keep"] & lines["ended"] & says))


def _split_names(written: pl.Expr) -> pl.Expr:
    """The names in a text. A part with a word that no name has is left out."""
    no_name = rf"(?:^|\s)(?:{'|'.join(logit.load_model('authors')['words']['no_name'])})(?:\s|$)"
    is_name = pl.element().str.contains(r"\p{L}{2}") & ~pl.element().str.to_lowercase().str.contains(no_name)
    parts = split_names(written, BETWEEN)
    return parts.list.eval(pl.element().str.strip_chars(" .,;:|").filter(is_name))


def _times_shown(lines: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """How many lines begin as a candidate does (``shown``), by ``begins``."""
    alike = lines.select("begins").join(named.select("begins").unique(), on="begins", how="semi")
    return alike.group_by("begins").agg(shown=pl.len())


def _columns_of_landmarks(rows: Rows, landmarks: Landmarks, docs: windows.Bounds) -> dict[str, pl.Series | Array]:
    """The number of some rows in their document (``at``), and those of its landmarks; null where there is none."""
    first = docs.first[rows]

    def in_document(landmark: Rows) -> pl.Series:
        row = landmark[docs.owner[rows]]
        return pl.Series(np.where(row < 0, np.nan, row - first), nan_to_null=True)

    return {
        "at": rows - first,
        "first": in_document(landmarks.first_sentence),
        "title_at": in_document(landmarks.headline),
        "last": in_document(landmarks.last_paragraph),
    }


def _features_by_neighbours(
    rows: Rows, lines: pl.DataFrame, starts_by: pl.Series, settled: ByDocument[Settled]
) -> dict[str, pl.Series | pl.Expr | Array]:
    """Features of some rows of blocks: the lines beside each; a line outside of the document counts as 0.

    ``under`` is the text of the next line, if that is short.
    """
    blocks, docs = settled
    dated = _is_dated(lines, rows, blocks.height)
    labels = lines.filter(starts_by).filter(pl.col("text").str.contains(rf"(?i)^(?:{_words_before_names()})\s?:?$"))
    is_label = _marked(blocks.height, labels["row"])

    def beside(values: Array, step: int) -> Array:
        return windows.neighbour(values, docs, rows, step, 0)

    words_next = beside(blocks["words"].to_numpy(), 1)
    below = np.minimum(rows + 1, docs.last[rows])
    is_short = pl.Series((words_next > 0) & (words_next <= UNDER_WORDS))
    before = np.maximum(rows - 1, docs.first[rows])
    return {
        "date_in": dated[rows],
        "date_next": beside(dated, 1),
        "date_near": np.maximum(np.maximum(beside(dated, 2), beside(dated, -1)), beside(dated, -2)),
        "label_before": beside(is_label, -1),
        "keep_next": beside(blocks["keep"].to_numpy(), 1),
        "prose_next": beside(blocks["prose"].to_numpy(), 1),
        "gap_next": beside(blocks["gap"].to_numpy(), 1),
        "words_next": words_next,
        "caption_before": (blocks["rule_role"].gather(before) == "caption").fill_null(False) & pl.Series(before < rows),
        "under": pl.when(is_short).then(blocks["text"].gather(below)).otherwise(pl.lit("")),
    }


def _is_dated(lines: pl.DataFrame, rows: Rows, height: int) -> Array:
    """Whether each block shows a day or a time. Only lines around ``rows`` are looked at."""
    is_near = np.zeros(height, bool)
    for step in range(-2, 3):
        is_near[np.clip(rows + step, 0, height - 1)] = True
    shows = pl.col("text").str.contains(SHOWS_TIME) | pl.col("rule_role").is_in(["date", "dateline"]).fill_null(False)
    return _marked(height, lines.filter(pl.Series(is_near[lines["row"].to_numpy()])).filter(shows)["row"])


def _marked(height: int, rows: pl.Series) -> Array:
    """An array that is true in some rows."""
    marked = np.zeros(height, bool)
    marked[rows.to_numpy()] = True
    return marked


def _features_by_place() -> dict[str, pl.Expr]:
    """Features: where a line is, from ``at`` and the landmarks."""
    at, title_at, first = pl.col("at"), pl.col("title_at"), pl.col("first")
    to_title, to_first = (title_at - at).abs(), (first - at).abs()
    return {
        "any": pl.lit(1),
        "above": first - at,
        "under_text": at - pl.col("last"),
        **distances_to_title(),
        "nearest": to_title == to_title.min().over("doc"),
        "nearest_first": to_first == to_first.min().over("doc"),
    }


def _features_by_look() -> dict[str, pl.Expr]:
    """Features: the names, and the words beside them."""
    one = pl.col("one")
    trade = rf"(?i)(?:^|\P{{L}})(?:{'|'.join(logit.load_model('authors')['words']['role'])})(?:\P{{L}}|$)"
    return {
        "rest": pl.col("after").str.len_chars(),
        "persons": pl.col("names").list.len(),
        "parts": one.str.count_matches(" ") + 1,
        "capitals": one.str.count_matches(r"\p{Lu}") / one.str.len_chars(),
        "trade": pl.col("after").str.contains(trade),
        "trade_under": pl.col("under").str.contains(trade),
        "again_under": pl.col("under").str.starts_with(one),
    }


def _features_by_rules() -> dict[str, pl.Expr]:
    """Features: the evidence of rules and repetition on a line."""
    role = pl.col("rule_role").fill_null("")
    return {
        "opens_copy": pl.col("copied") & pl.col("by") & pl.col("above").is_between(*ABOVE_IN_COPY),
        "is_byline": role == "byline",
        "is_other": (role != "") & (role != "byline"),
        "reached": pl.col("reach") > 0,
        "repeated": pl.col("recurs") > 0,
    }


def _features_among_candidates() -> dict[str, pl.Expr]:
    """Features: a line compared with the other candidates of its document."""
    doc, at, by = pl.col("doc"), pl.col("at"), pl.col("by")
    is_near = ((doc == doc.shift(1)) & (at - at.shift(1) <= LIST_BLOCKS)).fill_null(False)
    return {
        "list": is_near.cast(pl.Int8) + is_near.shift(-1).fill_null(False).cast(pl.Int8),
        "times": pl.len().over("doc", "key"),
        "first_by": by & (by.cast(pl.Int32).cum_sum().over("doc") == 1),
    }
