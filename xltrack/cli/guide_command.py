"""xltrack guide: the one-page guide for staff."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.options import FILE, FORCE_OPTION
from xltrack.cli.output import print_line
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES


@click.command("guide", short_help="Write the one-page guide for staff, to print or to send.")
@click.option("-o", "--output", type=FILE, default=Path("guide.pdf"), show_default=True, help="A .pdf or .html file.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True,
              help="The language of its words.")  # fmt: skip
@FORCE_OPTION
def command(output: Path, language: str, force: bool) -> int:
    """Write the guide for staff: what to do with the workbook, on one A4 page.

    A PDF needs Chromium, Chrome, Edge or LibreOffice.

    \b
    Example:
      xltrack guide -o guide.pdf
      xltrack guide --language fr -o guide.html
    """
    from xltrack.workflows.write_guide import write_guide

    write_guide(output, language, force=force)
    print_line(str(output))
    return 0
