"""The steps of `xltrack demo`: every one a real command, printed before it runs."""

from __future__ import annotations

import shlex
from pathlib import Path

from xltrack.cli.output import print_line
from xltrack.shipped import shipped_bytes
from xltrack.workflows.example_round import DAY, ISSUED, RETURNS, fill_in


def run_round(folder: Path) -> None:
    """Run a month of follow-up on the example plan in a folder."""
    returned, tracker, source = folder / "returned", folder / "tracker.xlsx", folder / "response.txt"
    returned.mkdir(parents=True, exist_ok=True)
    source.write_bytes(shipped_bytes("examples", "management_response.txt"))
    _step("1. The plan, as the web system prints it, becomes a workbook.")
    _run("import", source, "-o", tracker, "--as-of", ISSUED, "--force")
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


def _step(text: str) -> None:
    print_line()
    print_line(text)


def _run(*words: object) -> None:
    """Print a command as a person would type it, and run it."""
    from xltrack.cli.main import cli

    arguments = [str(word) for word in words]
    print_line(f"   $ xltrack {shlex.join(arguments)}")
    cli.main(arguments, prog_name="xltrack", standalone_mode=False)
