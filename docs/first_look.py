"""A first look at the published tables: run it whole, or cell by cell in an editor or a notebook.

    .venv/bin/python docs/first_look.py [FOLDER]

``docs/data-dictionary.md`` says what each column means.
"""

# %% Where the tables are
import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1] if len(sys.argv) == 2 and not sys.argv[1].startswith("-") else "data/processed")
now = (folder / "_current").resolve()  # one snapshot for all tables, even if a run publishes meanwhile
if not now.is_dir():
    sys.exit(f"Nothing is published in {folder} yet: newsmill run, or name the folder that holds the tables.")


def table(name: str) -> pl.LazyFrame:
    """Scan one of the tables; nothing is read before ``collect``."""
    return pl.scan_parquet(now / name / "*.parquet")


def show(title: str, frame: pl.LazyFrame) -> None:
    """Print a frame under a heading."""
    print(f"\n# {title}", frame.collect(), sep="\n")


pl.Config(tbl_rows=60, tbl_width_chars=120, fmt_str_lengths=70)
pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)
articles, paragraphs, removals, rejects, runs = map(table, ["articles", "paragraphs", "removals", "rejects", "runs"])

# %% Articles by source and language
show(
    "Articles by source and language",
    articles.group_by("source", "language")
    .agg(articles=pl.len(), median_words=pl.col("words").median().cast(int))
    .sort("articles", "source", "language", descending=[True, False, False]),
)

# %% A clean body: the article with the most cut characters
cut = removals.group_by("article_id").agg(cuts=pl.len(), cut=pl.col("text").str.len_chars().sum())
article = articles.join(cut, on="article_id").sort("cut", "path", descending=True).first().collect().row(0, named=True)
print(
    f"\n# {article['title']}\n{article['path']}: {article['words']} words, {article['cuts']} cuts\n\n{article['body']}"
)

# %% Cuts by role: the two most frequent kinds of evidence for each
show(
    "Cuts by role and evidence",
    removals.group_by("role", "evidence")
    .agg(cuts=pl.len(), confidence=pl.col("confidence").mean().round(2), example=pl.col("text").sort().first())
    .sort("cuts", "evidence", descending=[True, False])
    .group_by("role", maintain_order=True)
    .head(2),
)

# %% Cuts in their places: kept and cut spans, in the order of the raw text, are the whole document
kept = paragraphs.join(articles.select("article_id", "body"), on="article_id").with_columns(
    text=pl.col("body").str.slice("start", pl.col("end") - pl.col("start"))
)
spans = pl.concat([kept, removals], how="diagonal").filter(article_id=article["article_id"]).sort("raw_start")
from_first_kept = pl.col("raw_start") >= pl.col("raw_start").filter(pl.col("role").is_null()).min()
mark = pl.when(pl.col("role").is_null()).then(pl.lit("  ")).otherwise(pl.format("- {}, {}: ", "role", "evidence"))
text = pl.col("text")
start = pl.when(text.str.len_chars() > 80).then(text.str.head(79) + "…").otherwise(text)
lines = spans.filter(from_first_kept).select(mark + start).collect().to_series()
print("\n# The same article from its first paragraph, with the cuts in their places", *lines, sep="\n")

# %% Captions, with their credits
show(
    "Captions",
    articles.select("source", "captions").explode("captions").drop_nulls().unnest("captions").sort("source").head(10),
)

# %% Who said what about whom: quotations that name somebody else; the speaker is right in nine of ten
quotes, mentions = table("quotes"), table("mentions")
people = mentions.filter(kind="person").select("article_id", about="name", at="start")
about = quotes.filter(pl.col("confidence") >= 0.9).join(people, on="article_id")
about = about.filter(pl.col("at").is_between("start", "end"), pl.col("about") != pl.col("speaker"))
show("Who said what about whom", about.select("speaker", "cue", "about", "text").unique(maintain_order=True).head(10))

# %% Numbers, what they count, and who states them
show(
    "Numbers that somebody states",
    table("figures").drop_nulls("claimant").select("claimant", "approximation", "value", "unit", "noun").head(10),
)

# %% Documents that gave no article, and why
show("Rejects", rejects.group_by("reason").agg(rejects=pl.len(), path=pl.col("path").first()).sort("reason"))

# %% The last run, and its checks
run = runs.sort("started_at").tail(1)
show("The last run", run.select("run_id", "started_at", "ended_at"))
show("Its documents", run.select("outcomes").explode("outcomes").unnest("outcomes"))
show(
    "Its checks",
    run.select("checks")
    .explode("checks")
    .unnest("checks")
    .group_by("suite", "severity", maintain_order=True)
    .agg(checks=pl.len(), passed=pl.col("success").sum()),
)
