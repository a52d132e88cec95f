"""xltrack field remove: a field taken out of a tracker, its values kept in the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.options import AS_OF_OPTION, FILE, JSON_OPTION, LANGUAGE_OPTION, WHO_OPTION
from xltrack.cli.output import now, say, show_json


@click.command("remove", short_help="Remove a field.")
@click.argument("key")
@click.option("--tracker", type=FILE, help="A tracker in use that loses the column, too.")
@click.option("--force", is_flag=True, help="Remove it even if it has values; the log keeps them.")
@WHO_OPTION
@AS_OF_OPTION
@LANGUAGE_OPTION
@JSON_OPTION
def command(key: str, tracker: Path | None, force: bool, who: str, as_of: date, as_json: bool) -> None:
    """Remove the field KEY from xltrack.toml and, with --tracker, from a tracker.

    The tracker's log keeps the values, and `xltrack undo` brings the field back with them. A field that has values is
    only removed with --force.

    \b
    Example:
      xltrack field remove priority --tracker tracker.xlsx --force
    """
    from xltrack.workflows.declare_fields import remove_declared

    report = remove_declared(
        tracker.parent if tracker else Path(), key, tracker, when=now(), as_of=as_of, who=who, force=force
    )
    if as_json:
        show_json(report.as_dict())
        return
    for file in report.files:
        say(message("field", "removed" if file == tracker else "undeclared", file=file, key=key))
    if report.taken:
        say(message("field", "emptied", count=len(report.taken), file=tracker))
