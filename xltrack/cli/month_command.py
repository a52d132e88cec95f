"""xltrack month: what came back into the tracker, and the month's papers into a dated folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.options import AS_OF_OPTION, DRY_RUN_OPTION, FILE, JSON_OPTION, PAPER_LANGUAGE_OPTION
from xltrack.cli.output import now, show_json


@click.command("month", short_help="Do the whole month: merge what came back, write the papers.")
@click.argument("folder", type=FILE, metavar="DIR")
@click.option("--tracker", type=FILE, help="The tracker, if it is not DIR/tracker.xlsx.")
@click.option("--since", metavar="DATE|REVISION|FILE", help="The last summary, if not that of the last month here.")
@click.option("--yes", is_flag=True, help="Change the tracker without asking.")
@click.option("--force", is_flag=True, help="Replace papers even if a later month builds on them.")
@DRY_RUN_OPTION
@PAPER_LANGUAGE_OPTION
@AS_OF_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    folder: Path, tracker: Path | None, since: str | None, language: str | None, yes: bool, force: bool, dry_run: bool,
    as_of: date, raised: tuple[str, ...], as_json: bool,
) -> int:  # fmt: skip
    """Merge DIR/returned/ into DIR/tracker.xlsx and write the month's papers into DIR/2024-06/.

    The papers are the summary (in the `formats` under [summary] in xltrack.toml, also pdf, docx and md), the open
    decisions, and a list of what is missing. You are asked before the tracker is changed. Run it as often as you like:
    returns merged before change nothing; papers are replaced until a later month has its own; papers that you edited
    are kept under another name. Exit 1 when something waits or could not be used, 2 when no return could be read.

    \b
    Example:
      xltrack month amaria/ --as-of 2024-06-30 --dry-run
      xltrack month amaria/ --as-of 2024-06-30
    """
    from xltrack.cli.month_lines import confirm_change, print_month, print_papers, print_saved
    from xltrack.workflows.month import prepare_month
    from xltrack.workflows.month_pages import write_papers
    from xltrack.workflows.summary_sources import read_since

    own = limits(raised, own=True)
    last = read_since(since, own) if since else None
    month = prepare_month(folder, as_of, when=now(), tracker=tracker, since=last, limits=own, of_returns=limits(raised),
                          language=language or "", rewrite=force or dry_run)  # fmt: skip
    if not as_json:
        print_month(month, dry_run=dry_run)
    written = None
    if not dry_run and (yes or not month.changes_master or confirm_change(month)):
        changed = month.save()
        if not as_json:
            print_saved(month, changed=changed)  # at once: should a paper fail, it is known that the tracker has not
        written = write_papers(month)
    show_json(month.as_dict(written)) if as_json else print_papers(month, written)
    return 2 if month.nothing_read else int(month.needs_attention or (written is None and not dry_run))
