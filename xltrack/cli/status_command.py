"""xltrack status: the return board, and drafts of reminders."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    counted,
    optional_day,
    print_line,
    say,
    show_json,
    tell_findings,
)

if TYPE_CHECKING:
    from xltrack.mail.return_status import ReturnStatus
    from xltrack.model.tracker import Tracker
    from xltrack.workflows.distribute import Drafted

_FILE = click.Path(path_type=Path)


@click.command("status", short_help="Show who has returned what, and draft reminders.")
@click.argument("tracker", type=_FILE)
@click.argument("returned", nargs=-1, type=_FILE)
@click.option("-o", "--output", type=_FILE, metavar="FILE.xlsx", help="Write the board as a workbook, too.")
@click.option("--drafts", type=_FILE, metavar="DIR", help="Draft reminders, as they are due, into this folder.")
@click.option("--contacts", type=_FILE, help="A newer contacts table than the one the copies were sent with.")
@click.option(
    "--return-by", "--due", callback=optional_day, metavar="DATE", help="Another day of return than was told."
)
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path,
    returned: tuple[Path, ...],
    output: Path | None,
    drafts: Path | None,
    contacts: Path | None,
    return_by: date | None,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Show what became of each copy of TRACKER that was sent: sent, returned, merged, partial, late, twice, never.

    RETURNED are the files and folders where returns lie; what was merged before is known without them. Reminders
    follow the rhythm under [reminders] in xltrack.toml (30, 14 and 7 days before, on the day, weekly after it). A
    draft that is in DIR already is not written again, so this may run every day.
    Exit 1 when something never came, is incomplete or could not be read.

    \b
    Example:
      xltrack status tracker.xlsx returned/
      xltrack status tracker.xlsx returned/ --drafts reminders/ -o board.xlsx
    """
    from xltrack.errors import BaseMissing
    from xltrack.mail.return_status import board
    from xltrack.workbook.read import read_master
    from xltrack.workflows.files import refuse_overwrite
    from xltrack.workflows.returns import read_returns

    if output is not None:
        refuse_overwrite(output, tracker, *returned, force=force)
    master = read_master(tracker, limits=limits(raised, own=True))
    if master.base is None:
        raise BaseMissing("master_base_missing", file=str(tracker))
    roomy = limits(raised).for_actions(len(master.current.actions))
    returns = read_returns(returned, master=tracker, limits=roomy)
    state = master.base.model_copy(update={"plan": master.current})
    found = board(state, returns.submissions, as_of, return_by=return_by)
    if output is not None:
        _write(found, output, state.plan.title, as_of)
    drafted = _remind(drafts, contacts, tracker.parent, state, found, as_of) if drafts else None
    if as_json:
        told = {"written": drafted.written, "there": drafted.there} if drafted else None
        rows = [row.as_dict() for row in found.rows]
        show_json(
            {"rows": rows, "counts": found.counts, "strangers": list(found.strangers), "unreadable": returns.unreadable}
            | {"drafts": told}
        )
    else:
        _print(found, returns.unreadable, drafts, drafted)
    wrong = found.counts["never"] or found.counts["partial"] or found.strangers or returns.unreadable
    return 1 if wrong else 0


def _write(found: ReturnStatus, output: Path, title: str, as_of: date) -> None:
    from xltrack.rendering.return_status import board_xlsx
    from xltrack.storage.atomic import atomic_write

    atomic_write(output, board_xlsx(found, title, as_of))


def _remind(
    folder: Path, contacts: Path | None, home: Path, state: Tracker, found: ReturnStatus, as_of: date
) -> Drafted:
    from xltrack.mail.reminders import Rhythm
    from xltrack.workflows.distribute import read_contacts, write_reminders
    from xltrack.workflows.files import load_settings

    rhythm = Rhythm.from_settings(load_settings(home).reminders)
    people, findings = read_contacts(contacts) if contacts else ((), ())
    tell_findings(findings)
    return write_reminders(folder, state, found, rhythm, as_of, people)


def _print(found: ReturnStatus, unreadable: list[str], folder: Path | None, drafted: Drafted | None) -> None:
    from xltrack.i18n.catalogue import catalogue
    from xltrack.rendering.return_status import board_lines

    words = catalogue()
    if found.rows:
        for line in board_lines(found):
            print_line(line)
    else:
        print_line(words.word("board", "none_sent"))
    for file in found.strangers:
        print_line(words.word("board", "stranger", file=file))
    for message in unreadable:
        print_line(f"Could not be read: {message}")
    if drafted is not None:
        there = f", {counted(len(drafted.there), 'draft')} there already" if drafted.there else ""
        say(f"{folder}: {counted(len(drafted.written), 'reminder')} drafted{there}.")
        for unit in drafted.unreachable:
            say(f"No address for {unit}: name one with --contacts FILE.")
