"""xltrack help: the help of a command."""

from __future__ import annotations

import click

from xltrack.cli.output import print_line


@click.command("help", short_help="Show the help of a command.")
@click.argument("verb", required=False)
@click.pass_context
def command(context: click.Context, verb: str | None) -> int:
    """Show the help of VERB, as `xltrack VERB --help` does; without it, the list of commands.

    \b
    Example:
      xltrack help merge
    """
    parent = context.find_root()
    assert isinstance(parent.command, click.Group)
    if verb is None:
        print_line(parent.get_help())
        return 0
    name, verb_command, _ = parent.command.resolve_command(parent, [verb])
    assert verb_command is not None
    print_line(verb_command.get_help(click.Context(verb_command, info_name=name, parent=parent)))
    return 0
