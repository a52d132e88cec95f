"""Writes a manual page for xltrack and for each of its verbs, from their help. Usage: python docs/man.py FOLDER"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from xltrack import __version__
from xltrack.cli.main import COMMANDS, cli


def manual_pages() -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of each page."""
    root = click.Context(cli, info_name="xltrack", **cli.context_settings)
    yield "xltrack.1", _page("xltrack", "follow up an evaluation's management response in Excel", cli.get_help(root))
    for verb, short in COMMANDS.items():
        command = cli.get_command(root, verb)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=verb, parent=root))
        yield f"xltrack-{verb}.1", _page(f"xltrack {verb}", short.rstrip("."), text)


def _page(name: str, short: str, text: str) -> str:
    """Return a page in man's own form. The help is laid out already, so it is shown as it is."""
    shown = text.replace("\\", "\\e").replace("-", "\\-")
    lines = ("\\&" + line if line.startswith((".", "'")) else line for line in shown.splitlines())
    dashed = name.replace(" ", "\\-")
    head = (
        f'.TH "{dashed.upper()}" 1 "" "xltrack {__version__}"\n.SH NAME\n{dashed} \\- {short}\n.SH DESCRIPTION\n.nf\n'
    )
    return head + "\n".join(lines) + "\n.fi\n"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for name, page in manual_pages():
        (target / name).write_text(page, encoding="utf-8")
