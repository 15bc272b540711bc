"""Finds the day on which a text was published, among the days in lines around it and at the start of a paragraph.

A day inside a sentence of the text is no evidence, and neither is a day without its year. Every other day is a
candidate with features, and a conditional logit (``tasks.models.logit``) weighs the candidates of a text against each
other. ``tasks.fields.written_days`` reads the days.
"""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from schemas.block_frames import Settled
from schemas.candidate_frames import DayCandidates, LikelyDays
from schemas.field_frames import Days, Languages
from schemas.rulebook import Rulebook
from tasks.columns.windows import Array, ByDocument, by_document
from tasks.fields.layout import add_positions, distances_to_title, neighbour_value
from tasks.fields.written_days import CLOCK_TIME, DIGITS, find_written_days, shown_order
from tasks.models import logit

# Below this probability there is no day. Measured on labelled news texts of publishers held out: with .6, .78 of all
# texts get the right day, and .937 of those that get any; with .7, .76 and .955
# (`python -m training.choices shown_day`).
LEAST_PROBABILITY = 0.6
SURE_OF_ORDER = 0.7  # how likely the order of day and month is right where only the language shows it: set by hand

# The lines that may show the day, and the features: set by hand, before the model was trained.
WORDS = 45  # a longer line is a paragraph
BYLINE_WORDS = 12  # a kept line with no more words, that is no sentence, may be a byline
LABEL_WORDS = 4  # a line above a day with no more words may say what day it is
NEAR = 3  # blocks between two days beside each other
SENTENCE_WORDS = 6  # a shorter sentence is no part of a story
DAY_WORDS = 3  # of a day, as written

# A paragraph that opens as "25 January 2022 | Berlin - The plan ..." or "Report by A. Person, 25.1.2022 - The plan ..."
# In "In an email dated Feb. 12, 2012 — seven months before ..." the sentence goes on.
OPENING = r"^(.{0,40}(?:19|20)[0-9][0-9])\s*[|–—-]\s+[^\s\p{Ll}]"
# The head of a mail: its date, and the lines beside it, in the languages of mail programs.
MAIL_DATE = (
    r"(?i)^[>*\s]*(?:date|sent|datum|gesendet|envoyé|enviado(?: el| em)?|fecha|data|inviato|verzonden|wysłano|дата|"
    r"отправлено|дата відправлення|odesláno|skickat|sendt|tarih|gönderildi|日期|发送时间|日時|送信日時)\*?\s?[:：]"
)
MAIL_HEAD = (
    r"(?i)^[>*\s]*(?:from|to|subject|von|an|betreff|de|à|objet|para|asunto|da|a|oggetto|assunto|van|aan|onderwerp|od|do|"
    r"temat|от|кому|тема|від|předmět|från|till|ämne|fra|til|emne|kimden|kime|konu|发件人|收件人|主题|差出人|宛先|件名)\*?\s?[:：]"
)
MAIL_LINES = 4  # of the head of a mail, before or behind its date
# A day in numbers whose order may be open; and a clock as Americans write it, beside which the month comes first.
OPEN_ORDER = r"[0-9]/[0-9]{1,2}/[0-9]"
AMERICAN_CLOCK = r"(?i)[0-9]:[0-9]{2}(?::[0-9]{2})?\s?[ap]\.?m\b|\b[ECMP](?:[SD])?T\b"
# In these scripts a word may be written to the next one: it is looked for without spaces around it.
SPACELESS = "[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
LOOKED_AT = (
    "doc", "block", "text", "words", "bullet", "keep", "prose", "sentence", "rule_role", "reach", "recurs", "thread",
    "title", "digit",
)  # fmt: skip


def find_likely_days(blocks: Settled, languages: Languages, rulebook: Rulebook) -> LikelyDays:
    """Find the days that texts show outside of their sentences, and how likely each is that of publication."""
    return weigh_candidates(day_candidates(blocks, languages, rulebook))


def day_candidates(blocks: Settled, languages: Languages, rulebook: Rulebook) -> DayCandidates:
    """List the days that texts show outside of their sentences, with features: a row for each time one is shown."""
    lines = _with_order(_lines_with_digits(blocks, languages), blocks, rulebook)
    candidates = (
        find_written_days(lines, rulebook)
        .with_columns(
            **_features_by_place(),
            **_features_by_look(),
            **_features_by_rules(),
            **_features_by_words(),
            **_features_among_days(),
        )
        .with_columns(**_features_by_features())
        .select(*DayCandidates.declared)
    )
    return DayCandidates.of(candidates)


def weigh_candidates(candidates: DayCandidates) -> LikelyDays:
    """Add the probability that a day is that of publication.

    The probabilities of a text add up to less than 1; the rest is that no day is that of publication.
    """
    return LikelyDays.of(logit.add_probabilities(candidates, "shown_day"))


def choose_days(candidates: LikelyDays) -> Days:
    """Choose the most probable day of each text, unless even that is improbable.

    A day that is shown several times has several candidates: their probabilities are added up, and ``day_block`` is
    that of the most probable one.
    """
    sure = pl.when(pl.col("day_other").is_null()).then(1.0).otherwise(SURE_OF_ORDER)
    days = candidates.group_by("doc", "day").agg(
        day_confidence=pl.col("probability").sum().clip(0, 1),
        day_other=pl.col("other").sort_by("probability", "block").last(),
        day_block=pl.col("block").sort_by("probability", "block").last(),
    )
    likely = days.filter(pl.col("day_confidence") >= LEAST_PROBABILITY)
    return Days.of(likely.with_columns(pl.col("day_confidence") * sure))


def _lines_with_digits(blocks: Settled, languages: Languages) -> pl.DataFrame:
    """The lines of texts that may show the day, with their language, landmarks and neighbours.

    Adds ``at`` and the numbers of landmarks of the document: ``first``, ``last`` (the last kept line) and ``title_at``;
    ``language``; ``reads`` (whether the line is a kept paragraph: only its opening is left as ``text``); ``label``, the
    line above it; ``kept_next`` and ``kept_before``.
    """
    text = pl.col("text")
    of_texts = by_document(blocks.select(LOOKED_AT).filter(blocks["media"] == "text"))
    numbered = add_positions(of_texts)
    last = numbered.filter("keep").group_by("doc", maintain_order=True).agg(last=pl.col("at").last())
    title = numbered.filter(pl.col("title").is_not_null()).unique("doc", keep="first", maintain_order=True)
    is_label = neighbour_value("words", 1).is_between(1, LABEL_WORDS)
    reads = pl.col("keep") & ((pl.col("words") > BYLINE_WORDS) | pl.col("prose") | pl.col("sentence"))
    lines = (
        numbered.with_columns(
            reads=reads,
            label=pl.when(is_label).then(text.shift(1)).otherwise(pl.lit("")),
            kept_next=neighbour_value("keep", -1),
            kept_before=neighbour_value("keep", 1),
        )
        .with_row_index("row")
        .filter("digit")
        .with_columns(pl.when("reads").then(text.str.extract(OPENING)).otherwise(text))
        .filter((pl.col("reads") | (pl.col("words") <= WORDS)) & text.str.contains(DIGITS))
    )
    lines = lines.with_columns(in_mail_head=_in_mail_heads(lines, of_texts)).drop("row")
    for columns in (last, title.select("doc", title_at="at"), languages.select("doc", "language")):
        lines = lines.join(columns, on="doc", how="left", maintain_order="left")
    return lines


def _in_mail_heads(lines: pl.DataFrame, of_texts: ByDocument[pl.DataFrame]) -> Array:
    """Whether each line is the date in the head of a mail: another line of the head is beside it.

    Takes ``text`` and the ``row`` in ``of_texts``. Few lines are such dates: only their neighbours are looked at.
    """
    blocks, docs = of_texts
    is_date = lines["text"].str.contains(MAIL_DATE).to_numpy()
    rows = lines["row"].to_numpy()[is_date].astype(np.int64)
    steps = [step for step in range(-MAIL_LINES, MAIL_LINES + 1) if step]
    near = np.clip(rows[:, None] + steps, docs.first[rows][:, None], docs.last[rows][:, None])
    is_head = blocks["text"].gather(near.ravel()).str.contains(MAIL_HEAD).to_numpy().reshape(near.shape)
    in_head = is_date.copy()
    in_head[is_date] = (is_head & (near != rows[:, None])).any(axis=1)
    return in_head


def _with_order(lines: pl.DataFrame, blocks: Settled, rulebook: Rulebook) -> pl.DataFrame:
    """Add ``month_first`` to English lines: whether they write the month before the day, where something shows it."""
    is_open = (lines["language"] == "en") & lines["text"].str.contains(OPEN_ORDER)
    docs = lines["doc"].filter(is_open).unique()
    is_asked = pl.col("digit") & pl.col("doc").is_in(docs.implode())
    order = shown_order(blocks.select(pl.col("doc", "text").filter(is_asked)), rulebook)
    by_clock = pl.when(is_open & lines["text"].str.contains(AMERICAN_CLOCK)).then(True)
    with_order = lines.join(order, on="doc", how="left", maintain_order="left")
    return with_order.with_columns(month_first=pl.coalesce(by_clock, "month_first"))


def _features_by_place() -> dict[str, pl.Expr]:
    """Features: where the line of a day is, and where the day is in it."""
    at, first, starts = pl.col("at"), pl.col("first"), _starts_line()
    to_first = (first - at).abs()
    return {
        "any": pl.lit(1),
        "above": first - at,
        "under": at - pl.col("last"),
        **distances_to_title(),
        "nearest": to_first == to_first.min().over("doc"),
        "opens": at == at.min().over("doc"),
        "starts": starts,
        "keep_starts": pl.col("keep") & starts,
        "keep_reads": pl.col("reads"),
        "second": pl.col("nth") > 1,
    }


def _features_by_look() -> dict[str, pl.Expr]:
    """Features: how a day and its line are written."""
    return {
        "rest": pl.col("words") - DAY_WORDS * pl.len().over("block"),
        "clock": pl.col("text").str.contains(CLOCK_TIME),
        "named": pl.col("kind") == "named",
        "iso": pl.col("kind") == "iso",
    }


def _features_by_rules() -> dict[str, pl.Expr]:
    """Features: the evidence of rules and repetition on the line."""
    role = pl.col("rule_role").fill_null("")
    return {
        "is_date": role.is_in(["date", "dateline"]),
        "is_byline": role == "byline",
        "is_legal": role == "legal",
        "is_comment": (role == "comment") | pl.col("thread"),
        "is_other": role.is_in(["related", "promo", "navigation", "share", "caption", "url"]),
        "reached": pl.col("reach") > 0,
        "repeated": pl.col("recurs") > 0,
    }


def _features_by_words() -> dict[str, pl.Expr]:
    """Features: what the words before a day say about it. If it starts its line, they are those of the label above."""
    beside = pl.when(_starts_line()).then("label").otherwise("before").str.to_lowercase()
    words = pl.concat_str(pl.lit(" "), beside.str.replace_all(r"[\s:,;.|()•·–—-]+", " "), pl.lit(" "))
    in_brackets = pl.col("before").str.ends_with("(")
    says = {
        f"says_{kind}": words.str.contains_any(_between_spaces(known))
        for kind, known in logit.load_model("shown_day")["words"].items()
    }
    # Links to older articles have their day in brackets, without a time.
    is_below = pl.col("at") > pl.col("last")
    return {**says, "linked": is_below & in_brackets & ~pl.col("text").str.contains("[0-9]:[0-9]")}


def _features_among_days() -> dict[str, pl.Expr]:
    """Features: a day compared with the other days of its document."""
    in_mail_head = pl.col("in_mail_head")
    day = pl.col("day")
    return {
        "near": _is_near(1).cast(pl.Int8) + _is_near(-1).cast(pl.Int8),
        "times": pl.len().over("doc", "day"),
        "days": day.n_unique().over("doc"),
        "latest": day == day.max().over("doc"),
        "earliest": day == day.min().over("doc"),
        # A mail that forwards an article has a day of its own, which counts where the article shows none.
        "mailed": in_mail_head & (~in_mail_head).any().over("doc"),
    }


def _features_by_features() -> dict[str, pl.Expr]:
    """Features that are made of other features."""
    published, updated = pl.col("says_published"), pl.col("says_updated")
    owns = [_is_near(step) & ~pl.col("is_other").shift(step).fill_null(True) for step in (1, -1)]
    is_in_sentence = pl.col("sentence") & ~pl.col("starts") & (pl.col("words") >= SENTENCE_WORDS)
    return {
        # A day in a sentence that was cut belongs to its story, unless the words before it are about publication or
        # change.
        "tells": is_in_sentence & ~(published | updated),
        # A day of the last change is not the one if another day is near it, and no caption's.
        "outdated": updated & (pl.any_horizontal(owns) | (pl.len().over("block") > 1)),
        # A day is not the one if another day is said to be that of publication, and this one is not.
        "outdone": ~published & published.any().over("doc"),
    }


def _starts_line() -> pl.Expr:
    """Whether nothing is before a day in its line."""
    return pl.col("before").str.strip_chars() == ""


def _between_spaces(words: list[str]) -> list[str]:
    """Words as they are looked for: between spaces, in the scripts that have them."""
    return [word if re.search(SPACELESS, word) else f" {word} " for word in words]


def _is_near(step: int) -> pl.Expr:
    """Whether the day before (1) or behind (-1) is in another line near by."""
    gap = (pl.col("at") - pl.col("at").shift(step)).abs()
    return ((pl.col("doc") == pl.col("doc").shift(step)) & (gap <= NEAR) & (gap > 0)).fill_null(False)
