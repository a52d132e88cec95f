"""xltrack import: a plan in any form an office has it becomes a tracker workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import message
from xltrack.cli.limits import LIMIT_OPTION
from xltrack.cli.options import AS_OF_OPTION, FILE, FORCE_OPTION, JSON_OPTION
from xltrack.i18n.catalogue import LANGUAGES


@click.command("import", short_help="Make a tracker from a plan: Word, PDF, web page, text or your own spreadsheet.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", type=FILE, help="The tracker workbook to write.")
@click.option("--into", type=FILE, help="A tracker of this plan: merge SOURCE, a newer text of it, like a return.")
@click.option("--unit", "units", multiple=True, metavar="NAME", help="The exact name of a unit; may be repeated.")
@click.option("--vocabulary", type=FILE, help="A file with the office's own units and terms.")
@click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="A column's field; ignore leaves it out.")
@click.option("--status", "words", multiple=True, metavar="WORD=CODE", help="The meaning of a status word.")
@click.option("--title", default="", help="The plan's title, whatever the source says.")
@click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="A sheet to read, if not all; may be repeated.")
@click.option("--form", "forms", multiple=True, type=FILE, help="A file with the words of your office's form.")
@click.option("--report", "account", type=FILE, help="Write the import's findings as a workbook, linked to the plan.")
@click.option("--template", type=FILE, help="The workbook to fill instead of the default one.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The workbook's language; else xltrack.toml's, or en.")
@click.option("--protect", is_flag=True, help="Protect the sheets (no password): only staff columns can be edited.")
@click.option("--dry-run", is_flag=True, help="With --into: report what would happen, and write nothing.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(sources: tuple[Path, ...], output: Path | None, into: Path | None, **options: Any) -> int:
    """Make a tracker workbook from the plan in SOURCE: Word, PDF, a saved web page, a text, JSON, or a spreadsheet.

    xltrack recognises the kind of a file by its content; - is standard input. Several files make one plan. A page with
    several plans makes a tracker of each: tracker.xlsx, tracker-2.xlsx. Every word of a source is in the plan or in a
    finding with its place. Give the meaning of a header or a status word with --map and --status; at a terminal you are
    asked for it. Your answers are kept in xltrack.toml beside the output, --title and --sheet for that source only.

    With --into, SOURCE is a newer text of a tracker's plan: it is compared with the tracker and merged like a return.
    Nothing is overwritten; new rows and wordings, and actions that are gone, wait for a decision each.

    \b
    Example:
      xltrack import response.docx -o tracker.xlsx
      xltrack import response.txt -o tracker.xlsx --unit "Country Office" --report account.xlsx
      xltrack import follow-up.xlsx -o tracker.xlsx --map "Q3 update=comments" --status "On track=initiated"
      xltrack import response-2025.txt --into tracker.xlsx --dry-run
    """
    from xltrack.cli.import_lines import run_import

    if bool(output) == bool(into):
        raise click.UsageError(message("usage", "one_target"))
    return run_import(sources, output, into, **options)
