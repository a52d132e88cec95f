"""xltrack demo: a month of follow-up on the example plan, with the real commands."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from xltrack.cli.options import FORCE_OPTION
from xltrack.cli.output import print_line

DAY = "2024-06-30"
"""The day the demo plays on: the example's Overdue labels hold then."""

RETURNS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "country-office.xlsx": {
        ("R1.A3", "status"): "completed",
        ("R1.A3", "comments"): "\nBoth districts were visited; the theory of change was adjusted on 12 June.",
        ("R2.A1", "comments"): "\nData of all provinces are in; the report is being printed.",
        ("R2.A1", "proposed_deadline"): "2024/09",
        ("R2.A1", "reason"): "The printer needs eight weeks.",
        ("R3.A2", "status"): "Initiated",
        ("R5.A2", "status"): "nearly done",
    },
    "regional-office.xlsx": {
        ("R3.A2", "status"): "Completed",
        ("R3.A2", "evidence"): "Review report of 3 June 2024",
        ("R5.A3", "status"): "Completed",
    },
    "training-desk.xlsx": {
        ("R2.A3", "status"): "In progress",
        ("R2.A3", "comments"): "\nThe academy has set 14 October for the first course.",
    },
}
"""Texts that staff type into their copies: a word in small letters, a new deadline, a slip, and two who disagree. A
text that begins with a line break is added below what the cell holds."""


@click.command("demo", short_help="Run the whole round on the example plan, saying what it does.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("xltrack-demo"), metavar="[DIR]")
@FORCE_OPTION
def command(folder: Path, force: bool) -> int:
    """Run a month of follow-up in DIR (xltrack-demo): import, returns, check, diff, merge, decisions, summary.

    Every step is a real command, printed before it runs, so that you can repeat it by hand.

    \b
    Example:
      xltrack demo
    """
    from xltrack.errors import FileError
    from xltrack.shipped import shipped_bytes

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        raise FileError("output_exists", file=str(folder))
    returned, tracker, source = folder / "returned", folder / "tracker.xlsx", folder / "response.txt"
    returned.mkdir(parents=True, exist_ok=True)
    source.write_bytes(shipped_bytes("examples", "management_response.txt"))
    _step("1. The plan, as the web system prints it, becomes a workbook.")
    _run("import", source, "-o", tracker, "--as-of", DAY, "--force")
    _step("2. Three copies went out by e-mail and came back filled in (this step plays the staff).")
    for name, edits in RETURNS.items():
        fill_in(tracker, returned / name, edits)
        print_line(f"   {returned / name}: {len(edits)} cells typed")
    _step("3. What is wrong in them, cell by cell?")
    _run("check", *(returned / name for name in RETURNS))
    _step("4. What did the Country Office change?")
    _run("diff", returned / "country-office.xlsx")
    _step("5. All of them into the tracker: what is clear is taken, the rest waits on the sheet Decisions.")
    _run("merge", tracker, returned, "--as-of", DAY)
    _step("6. Decided in Excel, on the sheet Decisions; here on the command line.")
    _run("resolve", tracker, "--as-of", DAY, "--take", "R2.A1.proposed_deadline=1", "--take", "R3.A2.status=2")
    _step("7. The summary for the head of office.")
    _run("summary", tracker, "--as-of", DAY, "--since", 1, "-o", folder / "summary.html", "--force")
    _run("summary", tracker, "--as-of", DAY, "--since", 1, "-o", folder / "summary.xlsx", "--force")
    print_line()
    print_line(f"Look at {tracker} (sheets Actions, Changes, Decisions) and {folder / 'summary.html'}.")
    return 0


def _step(text: str) -> None:
    print_line()
    print_line(text)


def _run(*words: object) -> None:
    """A command as a person would type it, and what it prints."""
    from xltrack.cli.main import cli

    arguments = [str(word) for word in words]
    print_line(f"   $ xltrack {shlex.join(arguments)}")
    cli.main(arguments, prog_name="xltrack", standalone_mode=False)


def fill_in(source: Path, target: Path, edits: Mapping[tuple[str, str], str]) -> None:
    """Write a copy of a tracker with those texts typed into its cells, by ref and column.

    A text that begins with a line break is added below what the cell holds.
    """
    from xltrack.grid.limits import DEFAULT_LIMITS
    from xltrack.storage.atomic import atomic_write
    from xltrack.workbook.patch import Patch
    from xltrack.workbook.read import read_workbook
    from xltrack.xlsx.container import load
    from xltrack.xlsx.zip_writer import write_zip

    sent = read_workbook(source)
    assert sent.base is not None
    patch = Patch(load(source), source.name, DEFAULT_LIMITS, sent.base.meta.language)
    for place, text in edits.items():
        cell = sent.cells[place]
        if text.startswith("\n"):
            text = f"{getattr(sent.current.by_ref[place[0]], place[1])}{text}".strip()
        patch.put(cell.sheet, cell.row, cell.column, text)
    parts = patch.parts(sent.base.meta, sent.base.meta)
    atomic_write(target, lambda out: write_zip(out, parts))
