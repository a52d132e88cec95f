"""xltrack summary: the monthly overdue summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.limits import limits, reading_options
from xltrack.cli.options import AS_OF_OPTION, FILE, FORCE_OPTION, JSON_OPTION, PAPER_LANGUAGE_OPTION
from xltrack.rendering.formats import ALL_GROUPINGS, SUFFIXES


@click.command("summary", short_help="Write the monthly overdue summary.")
@click.argument("trackers", nargs=-1, required=True, type=FILE, metavar="TRACKER...")
@click.option("--since", metavar="DATE|REVISION|FILE",
              help="The last summary: a day, a revision, an earlier copy, or its .json.")  # fmt: skip
@click.option("-o", "--output", type=FILE, help=f"FILE with {', '.join(SUFFIXES)}.")
@click.option("--by", multiple=True, metavar="FIELD", help=f"Show only this grouping: {', '.join(ALL_GROUPINGS)}, "
              "region or the key of a field of your own; may be repeated.")  # fmt: skip
@click.option("--only-overdue", is_flag=True, help="Only the list of overdue actions and how late they are.")
@click.option("--only", metavar="FIELD=VALUE", help="Only the actions of one unit, person, region or field value.")
@click.option("--units-together", is_flag=True, help="Add up units of the same name in different plans.")
@click.option(
    "--pages", type=FILE, metavar="DIR", help="Write a page for each plan into this folder; .html links to it."
)
@PAPER_LANGUAGE_OPTION
@click.option("--email", is_flag=True, help="The short form for mail: .eml, or .html and the same as .txt.")
@AS_OF_OPTION
@FORCE_OPTION
@reading_options
@JSON_OPTION
def command(
    trackers: tuple[Path, ...], since: str | None, output: Path | None, email: bool, as_of: date, force: bool,
    raised: tuple[str, ...], as_json: bool, **options: Any,
) -> int:  # fmt: skip
    """Summarize TRACKERs (workbooks, folders of them, or plans as text) for a day: what is overdue, since when, whose.

    Without -o the summary is printed as text. Several trackers give one summary with a table of the plans. Edits typed
    into a tracker since its last merge count. Exit 1 when a cell or a file could not be read.

    \b
    Example:
      xltrack summary tracker.xlsx --as-of 2024-06-30
      xltrack summary tracker.xlsx --as-of 2024-06-30 --since 2024-05-31 -o june.html
      xltrack summary kazakhstan.xlsx plans/ -o june.xlsx
      xltrack summary plans/ -o portfolio.html --pages june/
      xltrack summary tracker.xlsx --only "responsible=Country Office" --language fr -o bureau.pdf
    """
    from xltrack.cli.summary_lines import print_summary
    from xltrack.workflows.write_summary import SummaryOptions, write_summary

    text = "email-text" if email else "text"
    printed = "json" if as_json else "" if output else text
    report = write_summary(trackers, as_of=as_of, since=since, output=output, printed=printed, email=email,
                           options=SummaryOptions(**options), force=force, limits=limits(raised, own=True))  # fmt: skip
    print_summary(report, as_of)
    return int(report.incomplete)
