"""The frames of candidates: possible answers to what a text's headline, authors and day of publication are.

A model chooses among them. A row of ``HeadlineCandidates``, ``BylineCandidates`` or ``DayCandidates`` is one possible
answer with its features: the columns that the model gives points for (``schemas/weights/headline.toml``,
``authors.toml`` and ``shown_day.toml``). Their names are those of the trained models. A feature that is null counts
as 0.

``schemas/frames.py`` explains how frames are declared. The "first sentence" is the first block of the body that is more
than a short line (``tasks.fields.layout``); distances are in blocks.
"""

from __future__ import annotations

import polars as pl

from schemas.frames import COUNT, FLAG, INDEX, NAMES, NUMBER, TEXT, Columns, OfBlock, alike

SIGNED, FEW = pl.Int32(), pl.Int8()
_PROBABILITY: Columns = {
    "probability": (NUMBER, "How probably it is the answer; those of a document add up to less than 1."),
}


# The headline


class HeadlineCandidates(
    OfBlock,
    columns={
        "text": (TEXT, "The line."),
        "plain": (TEXT, "The line in small letters, without the marks before it."),
        # Its place
        "any": (SIGNED, "Always 1: the points that every candidate gets."),
        "distance": (COUNT, "How far above the first sentence it is; negative below it."),
        "at": (COUNT, "Its number in the document, from 0."),
        "gap": (INDEX, "How many blank lines are before it."),
        **alike(
            FLAG,
            inside="It is in the run of blocks that is probably the article.",
            keep="It was kept for the body.",
            opens_copy="It is the first line of a copied text that nothing else explains, and no sentence.",
            in_head="The document's first line, often the title of the window, holds it.",
        ),
        # Its look
        "words": (SIGNED, "Its words."),
        "separators": (SIGNED, "How many separators of menus it has."),
        **alike(
            NUMBER,
            small="The share of its words that start with a small letter.",
            capitals="The share of its characters that are capitals.",
            digits="The share of its characters that are digits.",
        ),
        **alike(
            FLAG,
            is_heading="A mark such as `## ` was cut from it.",
            bullet="It begins with a bullet or a number of a list.",
            ended="It ends like a sentence.",
            asks="It ends with a question or an exclamation mark.",
            stops="It ends with a full stop.",
            hangs="It ends with a comma, a colon, a dash or an ellipsis.",
            quotes="It has a quotation mark.",
            colon="It has a colon.",
            bracket="It begins with a bracket, a stroke or a bar.",
            small_first="It begins with a small letter.",
            pipe="It has a bar or a dash between spaces.",
            crumbs="It has an arrow or a stroke of a breadcrumb.",
            address="It has an address of the net.",
            dated="It shows a day or a time.",
        ),
        # Rules and repetition
        **alike(
            FLAG,
            ruled="A rule hit it.",
            known="That rule knows this very line, not one that opens or ends the text.",
            repeated="It recurs within its source.",
        ),
        # The lines beside it
        **alike(SIGNED, words_before="The words of the line before it.", words_next="The words of the next line."),
        "gap_next": (INDEX, "How many blank lines are after it."),
        "like_around": (NUMBER, "How many of three lines before and after it look like a headline."),
        **alike(
            FLAG,
            prose_next="The next line is prose.",
            ended_next="The next line ends like a sentence.",
            keep_next="The next line was kept.",
            ruled_next="A rule hit the next line.",
            bullet_next="The next line has a bullet.",
            bullet_before="The line before it has a bullet.",
            section_before="The line before it is a breadcrumb.",
            dated_next="The next line shows a day or a time.",
            dated_below="One of the next four lines does.",
            dated_above="One of the two lines before it does.",
            by_below="One of the next four lines is a byline.",
        ),
        # Its words
        **alike(
            NUMBER,
            shared_words="How many of its longer words other blocks of the lead have.",
            shared_early="The share of its longer words that the first two blocks of the lead have.",
            shared_often="In how many blocks of the lead a word is, at most 4, on average.",
        ),
        # Beside the other lines of its document
        **alike(
            INDEX,
            times="How many lines of the document say the same.",
            rank_words="Its rank by `words` among the candidates; the longest has 1.",
            rank_shared="Its rank by `shared_words`.",
            rank_early="Its rank by `shared_early`.",
        ),
        **alike(
            FLAG,
            begins_longer="A longer candidate begins with the same characters.",
            begins_shorter="A shorter one does.",
            ends_longer="A longer candidate ends with the same characters.",
            ends_shorter="A shorter one does.",
        ),
    },
):
    """A line of a text that may be its headline."""


class LikelyHeadlines(HeadlineCandidates, columns=_PROBABILITY):
    """A line of a text with the probability that it is the headline."""


# Authors


class BylineCandidates(
    OfBlock,
    columns={
        "names": (NAMES, "The names in it."),
        "key": (TEXT, "The names as one text: lines that give the same answer share it."),
        # Its place
        "any": (SIGNED, "Always 1: the points that every candidate gets."),
        **alike(
            NUMBER,
            above="How far above the first sentence it is; negative below it.",
            under_text="How far below the last paragraph it is; negative above it.",
            under_title="How far below the headline it is; null above it.",
            over_title="How far above the headline it is; null below it.",
        ),
        "between": (FLAG, "It is between the headline and the first sentence."),
        "gap": (INDEX, "How many blank lines are before it."),
        **alike(
            FLAG,
            inside="It is in the run of blocks that is probably the article.",
            keep="It was kept for the body.",
            nearest="No other candidate is nearer to the headline.",
            nearest_first="No other candidate is nearer to the first sentence.",
        ),
        # Its look
        **alike(
            INDEX,
            rest="How many characters follow the names.",
            persons="How many names it has.",
            parts="How many words the first name has.",
        ),
        "capitals": (NUMBER, "The share of the first name's characters that are capitals."),
        **alike(
            FLAG,
            by="A word such as `by` is before the names.",
            first_by="It is the first such line of its document.",
            bullet="It begins with a bullet or a number of a list.",
            ended="It ends like a sentence.",
            trade="A trade such as `reporter` follows the names.",
            date_in="It shows a day or a time.",
        ),
        # Rules and repetition
        **alike(
            FLAG,
            opens_copy="It has a word such as `by`, and is shortly above the text of a copied text.",
            is_byline="A rule says that it is a byline.",
            is_other="A rule says that it is something else.",
            reached="A rule knows only that it is beside a line that opens or ends the text.",
            repeated="It recurs within its source.",
        ),
        # The lines beside it
        "words_next": (SIGNED, "The words of the next line."),
        "gap_next": (INDEX, "How many blank lines are after it."),
        **alike(
            FLAG,
            keep_next="The next line was kept.",
            prose_next="The next line is prose.",
            date_next="The next line shows a day or a time.",
            date_near="The line before it shows one, or the second before or after it.",
            label_before="The line before it is only a word such as `by`.",
            caption_before="The line before it is a caption.",
            trade_under="A trade is in the short line below it.",
            again_under="The line below it begins with the same name.",
        ),
        "list": (FEW, "How many candidates are one or two lines before or after it: 0 to 2."),
        # Its words
        "shared_words": (NUMBER, "How many words of the names other blocks of the lead have."),
        **alike(
            INDEX,
            times="How many candidates of the document have the same names.",
            shown="How many lines near the text begin with the same characters.",
        ),
    },
):
    """A line of a text that can be read as names."""


class LikelyBylines(BylineCandidates, columns=_PROBABILITY):
    """A line of a text with the probability that it names the authors."""


# The day of publication


class DayCandidates(
    OfBlock,
    columns={
        "day": (pl.Date(), "The day."),
        "other": (pl.Date(), "The other reading of it, where nothing shows the order of day and month."),
        # The place of its line
        "any": (SIGNED, "Always 1: the points that every candidate gets."),
        **alike(
            SIGNED,
            above="How far above the first sentence the line is; negative below it.",
            under="How far below the last kept block it is; negative above it.",
            under_title="How far below the headline it is; null above it.",
            over_title="How far above the headline it is; null below it.",
            kept_before="1 if the block before it was kept, else 0.",
            kept_next="1 if the block after it was kept, else 0.",
        ),
        "between": (FLAG, "It is between the headline and the first sentence."),
        **alike(
            FLAG,
            keep="The line was kept for the body.",
            nearest="No other day is nearer to the first sentence.",
            opens="No other day is shown earlier in the document.",
        ),
        # Its place in the line
        **alike(
            FLAG,
            starts="Nothing is before the day in its line.",
            keep_starts="Nothing is before it, in a kept line.",
            keep_reads="It opens a kept paragraph.",
            second="It is not the first day of its line.",
        ),
        # The look of its line
        "rest": (COUNT, "How many words the line has beside its days, at three words each."),
        **alike(
            FLAG,
            clock="The line shows a time.",
            bullet="The line begins with a bullet or a number of a list.",
        ),
        # How it is written
        **alike(
            FLAG,
            named="The month is written as a word.",
            iso="It is written as 2025-03-05.",
            unclear="Day and month could change places.",
        ),
        # The words before it
        **alike(
            FLAG,
            says_published="They say that it is the day of publication.",
            says_updated="They say that it is the day of the last change.",
            says_other="They say that it is the day of something else.",
            tells="It is inside of a sentence that says nothing of publication or change.",
            linked="It is in brackets below the text, without a time: that of an older article.",
        ),
        # Rules and repetition
        **alike(
            FLAG,
            is_date="A rule says that the line is a date or a dateline.",
            is_byline="A rule says that it is a byline.",
            is_legal="A rule says that it is legal text.",
            is_comment="A rule or a thread of comments says that it is a comment.",
            is_other="A rule says that it is a link, an advertisement, a caption or the like.",
            reached="A rule knows only that it is beside a line that opens or ends the text.",
            repeated="It recurs within its source.",
        ),
        # Beside the other days of its document
        "near": (FEW, "How many of the days before and after it are in a line near by: 0 to 2."),
        **alike(
            INDEX,
            times="How often the document shows the day.",
            days="How many different days the document shows.",
        ),
        **alike(
            FLAG,
            latest="It is the latest of them.",
            earliest="It is the earliest of them.",
            outdated="It is the day of the last change, and another day is beside it.",
            mailed="It is in the head of a mail, and the document shows another day.",
            outdone="Another day of the document is said to be that of publication, and this one is not.",
        ),
    },
):
    """A day that a text shows outside of its sentences; a row for each time that it is shown."""


class LikelyDays(DayCandidates, columns=_PROBABILITY):
    """A day that a text shows, with the probability that the text was published on it."""
