"""xltrack check: what is still wrong in workbooks, cell by cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.limits import limits, reading_options
from xltrack.cli.options import AS_OF_OPTION, FILE, FORCE_OPTION, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import say, show_json


@click.command("check", short_help="List what is still wrong in workbooks, cell by cell.")
@click.argument("workbooks", nargs=-1, required=True, type=FILE)
@click.option(
    "--annotate", type=FILE, metavar="OUT.xlsx", help="Write a copy of the workbook with its findings marked."
)
@click.option("--template", type=FILE, help="The template for --annotate.")
@AS_OF_OPTION
@FORCE_OPTION
@LANGUAGE_OPTION
@reading_options
@JSON_OPTION
def command(
    workbooks: tuple[Path, ...], annotate: Path | None, template: Path | None, as_of: date, force: bool,
    raised: tuple[str, ...], scheduler: str, as_json: bool,
) -> int:  # fmt: skip
    """Read each WORKBOOK and list what is wrong in it, cell by cell, with the remedy.

    If a file cannot be read, the others are still checked. Exit 0: nothing to correct, 1: something to look at, 2: a
    file could not be read. --annotate writes a copy with everything the person typed, a mark and a sentence on each
    cell that could not be taken, and a list with links to these cells; send it back to be corrected.

    \b
    Example:
      xltrack check returned/*.xlsx
      xltrack check returned/unit.xlsx --annotate to-fix/unit.xlsx
    """
    from xltrack.cli.check_lines import print_checked
    from xltrack.workflows.check import annotate_workbook, check_workbooks, refuse_annotation

    if annotate is not None:
        if len(workbooks) != 1:
            raise click.UsageError(message("usage", "one_workbook"))
        refuse_annotation(annotate, workbooks[0], force=force)
    report = check_workbooks(workbooks, limits=limits(raised), scheduler="" if annotate else scheduler)
    if as_json:
        show_json(report.as_dict())
    for file in () if as_json else report.files:
        print_checked(file)
    if annotate is not None and (submission := report.files[0].submission):
        annotate_workbook(submission, annotate, as_of=as_of, template=template)
        say(message("check", "annotated", file=annotate))
    return 2 if report.unreadable else int(report.needs_attention)
