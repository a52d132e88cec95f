"""xltrack merge: returned workbooks into the master."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.accepting import accept_options
from xltrack.cli.language import speak
from xltrack.cli.limits import limits, reading_options
from xltrack.cli.options import AS_OF_OPTION, DRY_RUN_OPTION, FILE, FORCE_OPTION, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import Progress, now, show_json


@click.command("merge", short_help="Merge returned workbooks into the tracker, losing nothing.")
@click.argument("tracker", type=FILE)
@click.argument("returned", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", type=FILE, help="Write here and leave TRACKER as it is.")
@DRY_RUN_OPTION
@click.option("--base", type=FILE, help="The copy that was sent, for returns that have lost their hidden base.")
@click.option("--receipts", type=FILE, metavar="DIR", help="Write an answer to each return into this folder.")
@accept_options
@click.option("--prefer", type=click.Choice(["latest", "unit-owner"]), help="The value to take where returns differ.")
@AS_OF_OPTION
@FORCE_OPTION
@LANGUAGE_OPTION
@reading_options
@JSON_OPTION
def command(
    tracker: Path, returned: tuple[Path, ...], output: Path | None, dry_run: bool, base: Path | None, as_of: date,
    receipts: Path | None, force: bool, raised: tuple[str, ...], as_json: bool, scheduler: str, **options: Any,
) -> int:  # fmt: skip
    """Merge RETURNED workbooks (files, folders, zip files; any number, in any order) into TRACKER.

    A change that only one return makes is taken. Contradicting changes, and changes that need your approval, wait on
    the Decisions sheet: pick there, then run `xltrack resolve`. Merging the same file again changes nothing. Set
    accept_... and prefer for every merge under [merge] in xltrack.toml. Exit 1: something waits; 2: nothing was read.

    \b
    Example:
      xltrack merge tracker.xlsx returned/ --dry-run
      xltrack merge tracker.xlsx returned/
    """
    from xltrack.cli.merge_lines import print_merge
    from xltrack.workflows.master import Master
    from xltrack.workflows.merge_returns import merge_returns, refuse_merge_output

    refuse_merge_output(output, tracker, returned, force=force)
    master = Master.open(tracker, limits=limits(raised, own=True), return_limits=limits(raised))
    speak(master.tracker.meta.language, master.plan.fields)
    policy = master.policy({key: value for key, value in options.items() if value})
    with Progress() as progress:
        report = merge_returns(master, returned, when=now(), as_of=as_of, policy=policy, sent=base, output=output,
                               receipts=receipts, dry_run=dry_run, progress=progress, scheduler=scheduler)  # fmt: skip
    show_json(report.as_dict()) if as_json else print_merge(report, output or tracker, receipts)
    return 2 if report.nothing_read else int(report.needs_attention)
