"""xltrack field add: a field declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import message, spoken
from xltrack.cli.options import AS_OF_OPTION, FILE, JSON_OPTION, LANGUAGE_OPTION, WHO_OPTION
from xltrack.cli.output import now, say, show_json


@click.command("add", short_help="Declare a field.")
@click.argument("key")
@click.option("--label", metavar="TEXT", help="The column's header; by default the words of the key.")
@click.option("--kind", metavar="KIND", help="text (default), choice, month, date, number, percent, yes_no, person.")
@click.option("--choice", "choices", multiple=True, metavar="TEXT", help="One of the choices; may be repeated.")
@click.option("--editor", metavar="WHO", help="Who fills it in: staff (default) or coordinator.")
@click.option("--rule", metavar="RULE", help="At merge: take (default), append, ask or locked.")
@click.option("--sheet", metavar="SHEET", help="Its sheet: actions (default) or recommendations.")
@click.option("--tracker", type=FILE, help="A tracker in use that gets the column, too.")
@WHO_OPTION
@AS_OF_OPTION
@LANGUAGE_OPTION
@JSON_OPTION
def command(key: str, tracker: Path | None, who: str, as_of: date, as_json: bool, **options: Any) -> None:
    """Declare the field KEY in xltrack.toml, beside the tracker or in this folder.

    These need no more than their key: focal_point, progress, priority, budget, verified_on, verified_by,
    verification_note. With --tracker, the tracker gets the column; one with that header already becomes the field.

    \b
    Example:
      xltrack field add priority
      xltrack field add funding --label "Source of funds" --tracker tracker.xlsx
    """
    from xltrack.workflows.declare_fields import add_field, declared

    folder = tracker.parent if tracker else Path()
    field = declared(folder, key, **{name: value for name, value in options.items() if value})
    report = add_field(folder, field, tracker, when=now(), as_of=as_of, who=who)
    if as_json:
        show_json(report.as_dict())
        return
    for file in report.files:
        say(message("field", "declared", file=file, key=field.key, header=field.header(spoken())))
    if report.taken:
        say(message("field", "taken", count=len(report.taken)))
