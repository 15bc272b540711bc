"""The command ``newsmill``. Each command imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import NewsmillError
from schemas.options import DEFAULTS, NameFinder, Options

if TYPE_CHECKING:
    from rich.table import Table

    from flows.mill import Outcome

app = typer.Typer(
    help="Raw news in, validated Parquet out.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

# How Prefect behaves under this command, unless the environment says otherwise.
PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # on a busy machine the default of 20 is too short
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # its log goes to the server
}


def main() -> None:
    """Run the command line. It exits with 0 if all is well, 1 after a refusal, and 2 after a wrong call."""
    try:
        app()
    except NewsmillError as refusal:
        sys.exit(f"newsmill: {refusal}")


def _time_of(text: str) -> datetime:
    """A time in ISO 8601; in UTC unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time; write 2024-03-05 or 2024-03-05T06:00+00:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@app.command()
def run(
    raw: Annotated[Path, typer.Argument(help="Folder of raw articles.")] = Path("data/raw"),
    out: Annotated[Path, typer.Option(help="Folder of the tables.")] = Path("data/processed"),
    track: Annotated[bool, typer.Option("--track", help="A Prefect flow run, also without PREFECT_API_URL.")] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(parser=_time_of, metavar="TIME", help="Run as if it were then (ISO 8601; UTC unless it says)."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Pages without trafilatura's vote: quicker, less clean.")
    ] = DEFAULTS.fast,
    names: Annotated[
        NameFinder,
        typer.Option(help="Who finds names: our model, or with it spaCy, in English and French (newsmill\\[names])."),
    ] = DEFAULTS.names,
    least_article: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="P",
            show_default=False,
            help="Reject what is less likely an article than P; 0 rejects nothing. By default, what the model says.",
        ),
    ] = DEFAULTS.least_article,
) -> None:
    """Mill RAW into tables, check them, and publish them in OUT."""
    from rich.console import Console

    mill = _mill_tracked if track or os.environ.get("PREFECT_API_URL") else _mill_plainly
    outcome = mill(raw, out, as_of, Options(fast=fast, names=names, least_article=least_article))

    console = Console(highlight=False, soft_wrap=True)
    if outcome.run_id is None:
        console.print(f"Nothing new in {raw}; the tables in {out} are those of the run before.")
    else:
        console.print(*_summary_of(outcome, out), sep="\n")


def _mill_plainly(raw: Path, out: Path, as_of: datetime | None, options: Options) -> Outcome:
    """Mill without Prefect, which takes seconds to import."""
    from flows.mill import mill_folder
    from flows.processes import process_pool
    from flows.progress import show_progress
    from flows.runners import PoolRunner

    with process_pool() as pool, show_progress() as report:
        runner = PoolRunner(pool=pool, report=report)
        return mill_folder(raw, out, as_of=as_of or datetime.now(UTC), options=options, runner=runner)


def _mill_tracked(raw: Path, out: Path, as_of: datetime | None, options: Options) -> Outcome:
    """Mill as a Prefect flow run. On the terminal, only newsmill speaks."""
    for setting, value in PREFECT.items():
        os.environ.setdefault(setting, value)
    from flows.articles import mill_articles

    outcome: Outcome = mill_articles(str(raw), str(out), as_of, **asdict(options))
    return outcome


def _summary_of(outcome: Outcome, out: Path) -> list[Table | str]:
    """What came out, for a person: documents by outcome, rows by table, warnings, and where the tables are."""
    from rich.table import Table

    documents = Table(box=None, pad_edge=False)
    documents.add_column("documents")
    documents.add_column(f"{sum(outcome.documents.values()):,}", justify="right")
    for name, count in sorted(outcome.documents.items(), key=lambda item: (item[0] != "article", -item[1], item[0])):
        documents.add_row("articles" if name == "article" else f"[yellow]rejected: {name}[/]", f"{count:,}")

    rows = Table(box=None, pad_edge=False)
    rows.add_column("table")
    rows.add_column("rows", justify="right")
    for name, count in outcome.rows.items():
        rows.add_row(name, f"{count:,}")

    warnings = [
        f"[yellow]warning[/] {check['suite']}: {check['expectation']}"
        + (f" of {check['column']}" if check["column"] else "")
        + (f", observed {check['observed']}" if check["observed"] is not None else "")
        for check in outcome.checks
        if not check["success"]
    ]
    passed = len(outcome.checks) - len(warnings)
    return [
        documents,
        "",
        rows,
        "",
        *warnings,
        f"{passed} of {len(outcome.checks)} checks passed",
        f"published in {out} as {outcome.run_id}, {outcome.seconds:.1f} s",
    ]


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A raw article, or `file.jsonl#17`.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the tables: lines recur in what they hold, not in files near by.")
    ] = None,
) -> None:
    """Show a text with every line's role, the evidence for it, and how sure it is."""
    from rich.console import Console

    from flows.explain import explain_file as lines

    console = Console(highlight=False, soft_wrap=True)
    for line in lines(file, out):
        console.print(line)


@app.command()
def docs(
    check: Annotated[bool, typer.Option("--check", help="Only compare; 1 when a file is out of date.")] = False,
) -> None:
    """Write the generated docs and suites: run it after a change to a table or a rule."""
    from schemas import rulebook
    from schemas.docs import generated

    rulebook.prove()  # a rule that fails its examples does not get into the docs
    root = Path(__file__).parents[1]
    if check:
        if stale := generated.find_stale(root):
            raise NewsmillError(f"out of date: {', '.join(stale)}. Run: make docs")
        return
    for path in generated.write_files(root):
        print(f"written: {path}")
