"""xltrack undo: what a merge changed, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    JSON_OPTION,
    counted,
    entry_line,
    findings_json,
    now,
    print_line,
    say,
    show_json,
    tell_findings,
)


@click.command("undo", short_help="Take back what the last merge changed.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.option("--to", "revision", type=int, help="The revision to go back to; the one before the last by default.")
@click.option("--who", default="", help="Who takes it back, for the log.")
@click.option("--dry-run", is_flag=True, help="Only report what would be restored.")
@AS_OF_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path,
    revision: int | None,
    who: str,
    dry_run: bool,
    as_of: date,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Restore exactly what TRACKER said before its last revision (or as of revision --to).

    Cells edited by hand since are left alone and listed. The undo is itself in the log and can be undone.

    \b
    Example:
      xltrack undo tracker.xlsx --dry-run
      xltrack undo tracker.xlsx --to 3
    """
    from xltrack.errors import BaseMissing
    from xltrack.merging.history import undo
    from xltrack.workbook.read import read_master
    from xltrack.workbook.update import update_workbook
    from xltrack.workflows.sync_copies import copies_beside

    own = limits(raised, own=True)
    master = read_master(tracker, limits=own)
    if master.base is None:
        raise BaseMissing("master_base_missing", file=str(tracker))
    result = undo(master.base, revision, when=now(), who=who or master.by, current=master.current)
    if not dry_run:
        update_workbook(tracker, master, result.tracker, as_of=as_of, limits=own)
    findings = (*result.refused, *copies_beside(tracker, master))
    if as_json:
        restored = [entry.model_dump(mode="json", exclude={"row", "digest"}) for entry in result.restored]
        state = {"revision": result.tracker.meta.revision, "restored": restored}
        show_json(state | {"findings": findings_json(findings)})
    else:
        for entry in result.restored:
            print_line(entry_line(entry))
        tell_findings(findings, to_stderr=False)
        would, revision = "would be " if dry_run else "", result.tracker.meta.revision
        say(f"{tracker}: {counted(len(result.restored), 'cell')} {would}restored, revision {revision}.")
    return 1 if findings else 0
