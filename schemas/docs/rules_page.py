"""The page of rules, ``docs/rules.md``: how a rule is written, and every rule there is."""

from __future__ import annotations

from textwrap import fill

from schemas.docs.markdown import format_code, format_table
from schemas.rule import GROUPS, Rule
from schemas.rulebook import Rulebook
from schemas.tables import ROLES

_CUTS = {
    "line": "the line",
    "inline": "the match",
    "tail": "the line and all after it",
    "head": "the line and all before it",
    "after": "the line and those that go with it",
}

_ROLES = fill(
    f"- **role**: {'; '.join(f'`{role}`: {meaning}' for role, meaning in ROLES.items())}.",
    width=120,
    subsequent_indent="  ",
    break_on_hyphens=False,
)

# A rule of the pack en, with comments; the tests compare it with the pack.
_EXAMPLE = r"""
[[rule]]
id = "en.date.ago"        # pack.role.what
role = "date"             # what the line is: see below
scope = "line"            # how much is cut: see below
why = "A page says how old it is on a line of its own; a sentence would say what happened then."
pattern = '''
(?i)^(?:an?|[0-9]{1,3}) ?
(?:m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|months?|y|yrs?|years?) ago$
'''
removes = ["2 hours ago", "5 mins ago", "a day ago"]
keeps = ["2 years ago, the mill burned."]
confidence = 0.93
longest = 30              # characters; optional, like confidence
""".strip()

_INTRODUCTION = f"""# Rules

Made from `schemas/rules/` by `newsmill docs`: do not edit here.

A rule finds what does not belong to the body of an article, such as a share bar or a byline: a line, or a piece of
one. What it cuts goes to the table `removals`. A rule stands in a TOML file, its pack, together with why it is right to
cut this, lines that it must cut (`removes`) and lines that look like them, which this rule must spare (`keeps`). These
examples are tried by the tests, by `newsmill explain` and before a run that has other rules than the last, so a rule
needs no test of its own. This one is in the pack `en`:

```toml
{_EXAMPLE}
```

- **Packs**: `any.toml` for lines in all languages, `<language>.toml` for lines in one language,
  `publishers/<name>.toml` for one outlet. Only the rules of an outlet are kept to its articles: when rules look at a
  line, its language is not known yet.
{_ROLES}
- **why** says in one sentence why such lines can be cut, and why the pattern spares what belongs to the article.
- **pattern** is a [Rust regular expression](https://docs.rs/regex/latest/regex/#syntax) (no look-around, no back
  references) and sees one line without the white space around it. Write it in single quotes; where it holds an
  apostrophe, in three. `{{month}}`, `{{weekday}}`, `{{agency}}` and the name of any list in `[words]` match any one
  word of that list; a name in `[patterns]` is replaced by that piece of pattern, as one group; a
  piece may call those above it. Lists and pieces are those of the pack
  and of `any.toml`, where months, weekdays, `say`, `said` and `past` are those of all languages.
- **A long pattern** is written over several lines, between two lines of three single quotes. A line break vanishes, and
  so does the white space on both sides of it: keep a space that matters inside a line. A comment vanishes too: it
  begins with `#` and a space, at the beginning of a line or after a space, and ends with the line. So write `[#]` for a
  hash between two spaces, and `[ ]` for a space at the beginning or end of a line. A pattern of one line is taken as it
  is.

  ```toml
  pattern = '''
  (?i)^(?:
    share|tweet|print  # buttons
    # "Share this article"
    |(?:share|send) this (?:article|story)
  )\\s*[:.]?$
  '''
  ```
- **unless** (optional) is a pattern too, or a list of them; the rule spares lines in which one of them is found. Use it
  for what a pattern cannot say by itself: "and it is not reported speech". A piece that many rules call is an item of
  its own (`unless = ['{{told}}', '^Comments:$']`): a pattern is compiled once for all rules that have the same one.
- **scope**: `line` cuts the line in which the pattern is found; `inline` cuts only the match; `tail` the line and all
  after it; `head` the line and all before it; `after` the line and those that follow, while they match `follow`.
- **Named groups** feed fields: {", ".join(f"`{group}`" for group in GROUPS)}.
- **Marks around words**: an inline rule with groups `opening`, `kept` and `closing` cuts the first and the last, and
  leaves what is between.
- **Optional**: `follow` (for scope `after`), `confidence` (0.95: how sure a hit is), `longest` (200: lines with more
  characters are not looked at, except by scope `inline`), `once` (for scope `inline`: true if the rule cuts nothing in
  a document in which it hits several lines, as in an interview), `not_first` (true if the rule spares the first line of
  a document that no other rule hits: "Live: Storm hits the coast" is the headline there, and further down a link to
  another article), `agency` (of a rule with groups: the only agency that
  writes such lines, where they do not name it).
- **Several hits**: if several rules hit a line, the surest counts, wherever it is in its pack; but a rule that reaches
  the line from another one (scopes `head` and `tail`) counts last. Rules of scope `inline` all cut what they match:
  those for `markup` first, then the surest.
- **Quick**: begin with `^` or with plain letters; do not bound a `.` by a count where `.*` works; write `{{b}}`, the
  edge of an ASCII word, for `\\b`, which knows every script and takes three times as long.
- **Precision first**: anchor with `^` and `$` where you can, and let `.*` end a pattern only where no main clause can
  follow. Look for news prose that the pattern would hit, and put it into `keeps`. What no rule at all may hit goes into
  `tests/cleaning/plain_news.toml`. Lines that speak to the reader may be somebody's words in the news, or their
  subject ("Sign up for our newsletter was painted on the wall"): spare them by `unless = '{{told}}'`. It is found in
  reported speech (`{{reported}}`: a sign and one of the verbs of saying, `{{say}}`, which are those of
  `schemas/lexicons`, or of the pack's list `said`), in words in quotation marks that a sentence goes on from
  (`{{quoted}}`), in lines with a verb of what happened (the pack's list `past`), and where a sentence of the news goes
  on (`{{goes_on}}`: a verb of the list `present`, as in "Access to the beach ends in May", or a clause such as ", where
  42 people died"). A rule for notes that have such a verb themselves takes `{{reported}}` alone. The tests put tails of
  the news (`tests/cleaning/news_tails.toml`) behind the first words of each line in `removes`: no rule may hit those,
  except of roles that are not tried, such as `caption`.
"""


def make_page(book: Rulebook) -> str:
    """Make the page, in Markdown: the introduction, then a section a pack and a row a rule."""
    packs: dict[str, list[Rule]] = {}
    for rule in book.rules:
        packs.setdefault(rule.id.split(".")[0], []).append(rule)
    sections = "".join(_section_of_pack(name, rules) for name, rules in packs.items())
    return f"{_INTRODUCTION}\n{len(book.rules)} rules in {len(packs)} packs.\n{sections}"


def _section_of_pack(name: str, rules: list[Rule]) -> str:
    rows = [(f"`{rule.id}`", _CUTS[rule.scope], rule.why, format_code(rule.removes[0])) for rule in rules]
    return f"\n## {name}\n\n{_holds_for(rules[0])}\n\n{format_table(('rule', 'cuts', 'why', 'for example'), rows)}\n"


def _holds_for(rule: Rule) -> str:
    if rule.publisher:
        return f"For articles of {rule.publisher}."
    return f"For lines in this language (`{rule.language}`)." if rule.language else "For lines in all languages."
