"""xltrack export: a tracker's plan in a form other programs read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.output import AS_OF_OPTION, FORCE_OPTION, count, say, tell_problems


@click.command("export", short_help="Write a tracker's plan as JSON, text or CSV.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="FILE.json, FILE.txt, FILE.csv, or -."
)
@click.option(
    "--format", "form", type=click.Choice(["json", "txt", "csv"]), help="The form, where the name does not say it."
)
@AS_OF_OPTION
@FORCE_OPTION
def command(tracker: Path, output: Path, form: str | None, as_of: date, force: bool) -> int:
    """Write the plan that TRACKER's sheets say now as .json, .txt or .csv.

    The text has the form of the imported response, with Overdue labels for the as-of date; what that form
    cannot carry is said. In CSV, text that a spreadsheet would compute gets an apostrophe in front.

    \b
    Example:
      xltrack export tracker.xlsx -o response.txt --as-of 2024-06-30
      xltrack export tracker.xlsx -o - --format json
    """
    from xltrack.errors import XltrackError
    from xltrack.files import EXPORTS, export_text, load_plan, refuse_overwrite, write_text

    suffix = f".{form}" if form else output.suffix.lower()
    if suffix not in EXPORTS:
        raise XltrackError("unknown_format", file=str(output), suffix=suffix, formats=", ".join(EXPORTS))
    refuse_overwrite(output, tracker, force=force)
    loaded = load_plan(tracker)
    text = export_text(loaded.plan, suffix, as_of)
    problems = loaded.problems
    if suffix == ".txt":
        from xltrack.text import cannot_hold

        problems += cannot_hold(loaded.plan, as_of)
    write_text(text, output, form=suffix)
    tell_problems((p for p in problems if p.severity != "info"), file=str(tracker))
    say(f"{output}: {count(len(loaded.plan.actions), 'key action')}, as of {as_of}.")
    return 1 if any(problem.severity != "info" for problem in problems) else 0
