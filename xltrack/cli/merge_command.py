"""xltrack merge: returned workbooks into the master."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    Progress,
    counted,
    now,
    say,
    show_json,
)

if TYPE_CHECKING:
    from xltrack.merging.merge import MergeResult
    from xltrack.model.tracker import Tracker


@click.command("merge", short_help="Merge returned workbooks into the tracker, losing nothing.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.argument("returned", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here and leave TRACKER as it is.")
@click.option("--dry-run", is_flag=True, help="Only report what would happen.")
@click.option("--base", type=click.Path(path_type=Path), help="The copy that was sent, for returns without a base.")
@click.option(
    "--receipts", type=click.Path(path_type=Path), metavar="DIR", help="Write an answer to each return there."
)
@click.option("--take-completed", is_flag=True, help="Take completions without comment or evidence unasked.")
@click.option("--take-reopened", is_flag=True, help="Take reopened actions unasked.")
@click.option("--take-emptied", is_flag=True, help="Take emptied comments and evidence unasked.")
@click.option("--prefer", type=click.Choice(["latest", "unit-owner"]), help="Which of several values to take unasked.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path,
    returned: tuple[Path, ...],
    output: Path | None,
    dry_run: bool,
    base: Path | None,
    receipts: Path | None,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> int:
    """Merge RETURNED workbooks (files, folders, zip files; any number, in any order) into TRACKER.

    What one return alone changed is taken. What contradicts, and what needs your word, waits on the Decisions
    sheet of TRACKER: pick there in Excel, then run `xltrack resolve`. The same file again changes nothing. What the
    options take unasked may stand in xltrack.toml beside TRACKER: [merge] take_completed = true, prefer = "latest".
    Exit 1 when something waits or needs a look, 2 when no return could be read.

    \b
    Example:
      xltrack merge tracker.xlsx returned/ --dry-run
      xltrack merge tracker.xlsx returned/
    """
    from xltrack.cli.merge_report import offer, report, report_json
    from xltrack.errors import FileError
    from xltrack.merging.merge import merge, preview
    from xltrack.merging.policy import Policy
    from xltrack.workbook.read import read_master, read_workbook
    from xltrack.workbook.update import update_workbook
    from xltrack.workflows.files import load_settings
    from xltrack.workflows.returns import read_returns
    from xltrack.workflows.sync_copies import copies_beside

    if output is not None:
        _check_output(output, tracker, returned, force=force)
    settings = load_settings(tracker.parent)
    policy = Policy.from_settings(settings.merge | {key: value for key, value in options.items() if value})
    own = limits(raised, own=True)
    master = read_master(tracker, limits=own)
    sent = read_workbook(base, limits=own).base if base else None
    roomy = limits(raised).for_actions(len(master.current.actions))
    with Progress("Reading") as progress:
        returns = read_returns(returned, master=tracker, base=sent, limits=roomy, progress=progress)
    if not returns.submissions and not returns.unreadable:
        raise FileError("no_returns", names=", ".join(map(str, returned)))
    result = merge(master, returns.submissions, when=now(), policy=policy)
    known = master.base
    assert known is not None  # or merge has refused it
    read = bool(returns.submissions)
    returns.submissions.clear()  # all that matters of them is in the result, and writing needs the room
    if not dry_run:
        update_workbook(tracker, master, result.tracker, as_of=as_of, output=output, adopted=result.adopted, limits=own)
        if receipts is not None:
            _answer(receipts, known, result, as_of)
    findings = (*result.findings, *returns.findings, *copies_beside(tracker, master))
    if as_json:
        show_json(report_json(result, findings, returns.unreadable))
    else:
        report(result, findings, returns.unreadable, output or tracker, dry_run=dry_run)
        if result.conflicts:
            offer(preview(result.tracker, when=now(), policy=policy))
    if returns.unreadable and not read:
        return 2
    waits = bool(result.conflicts or returns.unreadable or any(finding.needs_attention for finding in findings))
    return 1 if waits else 0


def _check_output(output: Path, tracker: Path, returned: Sequence[Path], *, force: bool) -> None:
    """Refuse what is no workbook, and what would take the place of a return."""
    from xltrack.errors import FileError
    from xltrack.workflows.files import refuse_overwrite

    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise FileError("unknown_format", file=output, suffix=output.suffix, formats=".xlsx, .xlsm")
    folders = [folder.resolve() for folder in returned if folder.is_dir()]
    among = [output] if any(output.resolve().is_relative_to(folder) for folder in folders) else []
    refuse_overwrite(output, tracker, *returned, *among, force=force)


def _answer(folder: Path, known: Tracker, result: MergeResult, as_of: date) -> None:
    from xltrack.workflows.distribute import write_receipts

    names = write_receipts(folder, known, result, as_of)
    say(f"{folder}: {counted(len(names), 'file')} written, as text and as drafts to the senders.")
