"""Arbitrary texts and pages: prose that a mill must keep, among whatever may stand around it or break a parser."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.reading.page.small_pages import BROKEN, STRAY

ENTITIES = (
    "Tom &amp; Ines said the price of 5&nbsp;crowns would stay, &quot;as long as it can&quot;, &such; and &#8217; too."
)
MOJIBAKE = (
    "Der BÃ¼rgermeister sagte, dass die FÃ¤hre wieder fÃ¤hrt, also â€œab sofortâ€\x9d, wie es im Rathaus heiÃ\x9ft."
)
# Two plain sentences, a quotation, a dateline, another language, no spaces, right to left, and two to be repaired.
PROSE = (
    "The ferry to Odmar sailed again on Tuesday after eleven days in dock, the harbour office said in a short note.",
    "Divers had replaced a bearing on the left shaft, and the first crossing carried forty lorries and a school class.",
    "“We are a day ahead of what we promised,” said Ines Korvald, who runs the line with her brothers from the quay.",
    "SALT HARBOUR, March 5 (XNA) -- The ferry to Odmar sailed again on Tuesday after eleven days in dock, it was said.",
    "Die Fähre nach Odmar fährt wieder, sagte das Hafenamt am Dienstag, nachdem sie elf Tage lang im Dock gelegen war.",
    "台風の影響で島と本土を結ぶ連絡船は三日間にわたり欠航していたが、五日の朝から運航を再開したと港務局が発表した。",
    "عادت العبارة إلى العمل يوم الثلاثاء بعد أحد عشر يوما في الحوض الجاف كما قال مكتب الميناء في بيان صدر صباح اليوم.",
    ENTITIES,
    MOJIBAKE,
)
# Short pieces that rules cut, that repairs touch, or that break parsers.
MARKS = (
    "&nbsp;", "&nbsp; &nbsp;", "&amp;", "&#160;&#8203;", "Share", "## Heading of the day", "* one of a list", "1.",
    "[1]", "Read more: https://owl.example/a", "Photo: Ines Korvald", "[Photo: I. K.]", "Related:", "Advertisement",
    "-- ", "By Ines Korvald", "© 2031 The Owl. All rights reserved.", "Â", "Ã\xa0", "Home > News > Odmar", "| | |",
    "https://owl.example/news/2031/05/04/ferry", "(Reporting by Ines; editing by Tom)", "Comments", "Subscribe to us",
    "$\\url{http://owl.example/a}$", "**bold**", "</div>", "\u200b", "\ufeff", "\x1c", "\x1b[31m", "\u200e\u200f",
    "e\u0301\u0302", "🙂👨\u200d👩\u200d👧", "\ufffd", "and then, when it was", ", a comma first",
    "in small letters it goes on and on for as long as a line may be, and then ends",
)  # fmt: skip
SPACES = (
    *("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n \n", "\n" * 9),
    *("", " ", "\t", "\u3000", "\xa0", "\x1d"),
)

characters = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
# What is named twice is drawn twice as often: most of a document is prose.
text_pieces = st.sampled_from(PROSE) | st.sampled_from(PROSE) | st.sampled_from(MARKS) | characters
long_lines = st.builds(lambda sentence, times: f"{sentence} " * times, st.sampled_from(PROSE), st.integers(2, 400))
texts = st.lists(st.tuples(text_pieces | long_lines, st.sampled_from(SPACES)), max_size=15).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)
)

tags = st.sampled_from(
    ("p", "p", "div", "li", "h1", "td", "a", "b", "nav", "script", "figcaption", "blockquote", "pre", "section", "x-y")
)
strays = st.sampled_from([*STRAY, *BROKEN]) | tags.map("<{}>".format) | tags.map("</{}>".format)
# Markup in which every tag is whole: parsers of pages agree on its text.
whole_tags = st.sampled_from(STRAY) | tags.map("<{}>".format) | tags.map("</{}>".format)
whole_markup = st.lists(st.sampled_from([*PROSE, *MARKS]) | whole_tags, max_size=25).map("".join)
markup = st.lists(text_pieces | strays, max_size=25).map("".join)
