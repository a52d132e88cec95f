"""xltrack template: the default tracker template, to restyle."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.language import message, speak
from xltrack.cli.options import FORCE_OPTION
from xltrack.cli.output import print_line
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES


@click.command("template", short_help="Write the default tracker template, to restyle in Excel.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("tracker_template.xlsx"), show_default=True,
    help="The file to write.",
)  # fmt: skip
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True,
              help="The language of its words.")  # fmt: skip
@FORCE_OPTION
def command(output: Path, language: str, force: bool) -> int:
    """Write the default tracker template.

    Restyle it in Excel (logo, colours, header words, column order and width, your own columns and sheets), then name it
    with `xltrack import --template`, or in xltrack.toml.

    \b
    Example:
      xltrack template -o our-template.xlsx
      xltrack template -o notre-modele.xlsx --language fr
    """
    from xltrack.workflows.write_template import write_template

    write_template(output, language, force=force)
    speak(language)
    print_line(message("template", "written", file=output))
    return 0
