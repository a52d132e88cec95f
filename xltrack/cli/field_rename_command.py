"""xltrack field rename: a field's column under another header."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message, spoken
from xltrack.cli.options import AS_OF_OPTION, FILE, JSON_OPTION, LANGUAGE_OPTION, WHO_OPTION
from xltrack.cli.output import now, say, show_json


@click.command("rename", short_help="Give a field's column another header.")
@click.argument("key")
@click.argument("label")
@click.option("--tracker", type=FILE, help="A tracker in use whose column is renamed, too.")
@WHO_OPTION
@AS_OF_OPTION
@LANGUAGE_OPTION
@JSON_OPTION
def command(key: str, label: str, tracker: Path | None, who: str, as_of: date, as_json: bool) -> None:
    """Give the column of the field KEY the header LABEL, in every language. The key stays, and so do the values.

    \b
    Example:
      xltrack field rename priority Urgency --tracker tracker.xlsx
    """
    from xltrack.workflows.declare_fields import rename_declared

    report = rename_declared(
        tracker.parent if tracker else Path(), key, label, tracker, when=now(), as_of=as_of, who=who
    )
    if as_json:
        show_json(report.as_dict())
        return
    for file in report.files:
        say(message("field", "renamed", file=file, key=key, header=report.field.header(spoken())))
