"""`--accept-completed` and the like: changes that a merge may take without asking, one option each."""

from __future__ import annotations

from typing import Any

import click

_ACCEPTED = {
    "completed": "Accept completions without comment or evidence.",
    "reopened": "Accept reopened actions without asking.",
    "cleared": "Accept cleared comments and evidence without asking.",
    "withdrawn": "Accept withdrawn actions without a reason.",
}


def accept_options(command: Any) -> Any:
    """Give a command the options `--accept-completed` and so on."""
    for name, explanation in reversed(_ACCEPTED.items()):
        command = click.option(f"--accept-{name}", is_flag=True, help=explanation)(command)
    return command
