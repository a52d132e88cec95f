"""The steps of `xltrack demo`: every one a real command, printed before it runs."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.output import print_line
from xltrack.shipped import shipped_bytes
from xltrack.workflows.example_round import DAY, ISSUED, RETURNS, fill_in


def run_round(folder: Path) -> None:
    """Run a month of follow-up on the example plan in a folder."""
    returned, tracker, source = folder / "returned", folder / "tracker.xlsx", folder / "response.txt"
    returned.mkdir(parents=True, exist_ok=True)
    source.write_bytes(shipped_bytes("examples", "management_response.txt"))
    _step("plan")
    _run("import", source, "-o", tracker, "--as-of", ISSUED, "--force")
    _step("copies")
    for name, edits in RETURNS.items():
        fill_in(tracker, returned / name, edits)
        print_line(f"   {message('demo', 'typed', file=returned / name, count=len(edits))}")
    _step("check")
    _run("check", *(returned / name for name in RETURNS))
    _step("diff")
    _run("diff", returned / "country-office.xlsx")
    _step("merge")
    _run("merge", tracker, returned, "--as-of", DAY)
    _step("decide")
    _run("resolve", tracker, "--as-of", DAY, "--take", "R2.A1.proposed_deadline=1", "--take", "R3.A2.status=2")
    _step("summary")
    _run("summary", tracker, "--as-of", DAY, "--since", 1, "-o", folder / "summary.html", "--force")
    _run("summary", tracker, "--as-of", DAY, "--since", 1, "-o", folder / "summary.xlsx", "--force")
    print_line()
    print_line(message("demo", "look", tracker=tracker, summary=folder / "summary.html"))


def _step(step: str) -> None:
    print_line()
    print_line(message("demo", step))


def _run(*words: object) -> None:
    """Print a command as a person would type it, and run it."""
    from xltrack.cli.main import cli

    arguments = [str(word) for word in words]
    print_line(f"   $ xltrack {shlex.join(arguments)}")
    context = click.get_current_context(silent=True)  # whose language the verb speaks, too
    cli.main(arguments, prog_name="xltrack", standalone_mode=False, parent=context)
