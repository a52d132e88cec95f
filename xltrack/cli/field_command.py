"""xltrack field: fields of the office's own."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli import field_add_command, field_choices_command, field_remove_command, field_rename_command
from xltrack.cli.language import message, spoken
from xltrack.cli.options import FILE, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import print_line, say, show_json


@click.group("field", short_help="Add, list, change and remove fields of your own.")
def command() -> None:
    """Add columns of your own, declared in xltrack.toml; every copy has them, like the built-in ones.

    \b
    Example:
      xltrack field add priority
    """


@command.command("list", short_help="List the fields.")
@click.option("--tracker", type=FILE, help="The tracker whose fields are listed, by default those of xltrack.toml.")
@LANGUAGE_OPTION
@JSON_OPTION
def list_command(tracker: Path | None, as_json: bool) -> None:
    """List the fields of a tracker, or those that xltrack.toml declares in this folder.

    A line has the key, the header, the kind, who fills it in, the rule, the sheet and the number of values.

    \b
    Example:
      xltrack field list --tracker tracker.xlsx
    """
    from xltrack.workflows.declare_fields import fields_form, fields_in

    fields = fields_in(Path(), tracker)
    if as_json:
        show_json(fields_form(fields))
        return
    for field, count in fields:
        parts = (field.key, f'"{field.header(spoken())}"', field.kind, field.editor, field.rule, field.sheet)
        print_line("  ".join((*parts, str(count)) if tracker else parts))
    if not fields:
        say(message("field", "none"))


for added in (field_add_command, field_rename_command, field_choices_command, field_remove_command):
    command.add_command(added.command)
