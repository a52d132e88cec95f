"""xltrack field choices: other choices for a field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.options import AS_OF_OPTION, FILE, JSON_OPTION, LANGUAGE_OPTION, WHO_OPTION
from xltrack.cli.output import now, say, show_json


@click.command("choices", short_help="Give a field other choices.")
@click.argument("key")
@click.argument("choices", nargs=-1, required=True)
@click.option("--tracker", type=FILE, help="A tracker in use whose dropdown is renewed, too.")
@WHO_OPTION
@AS_OF_OPTION
@LANGUAGE_OPTION
@JSON_OPTION
def command(key: str, choices: tuple[str, ...], tracker: Path | None, who: str, as_of: date, as_json: bool) -> None:
    """Give the field KEY these CHOICES in place of those it has. Its values stay, so their choices must stay, too.

    A copy that was sent before keeps its list; what it says beyond the new one is reported and not taken.

    \b
    Example:
      xltrack field choices priority High Medium Low None --tracker tracker.xlsx
    """
    from xltrack.workflows.declare_fields import change_declared_choices

    folder = tracker.parent if tracker else Path()
    report = change_declared_choices(folder, key, choices, tracker, when=now(), as_of=as_of, who=who)
    if as_json:
        show_json(report.as_dict())
        return
    for file in report.files:
        say(message("field", "rechosen", file=file, key=key, choices=", ".join(report.field.choices)))
