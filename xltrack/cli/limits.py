"""`--limit NAME=VALUE`: a limit on what a file may hold, raised for one run."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits

_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_VALUE = re.compile(r"(\w+)=(\d{1,15})(?:([KMG])(?:i?B)?)?", re.IGNORECASE)

LIMIT_OPTION = click.option(
    "--limit",
    "raised",
    multiple=True,
    metavar="NAME=VALUE",
    help="Raise a limit on what a file may hold: rows=40000, file_bytes=80MiB. See docs/limits.md.",
)

SCHEDULER_OPTION = click.option(
    "--scheduler", default="", metavar="ADDRESS", help="Let a dask cluster read the files: tcp://host:8786."
)


def reading_options(command: Any) -> Any:
    """Give a command the options of verbs that read many files: their limits, and a cluster to read them."""
    return SCHEDULER_OPTION(LIMIT_OPTION(command))


def limits(raised: tuple[str, ...], *, own: bool = False) -> Limits:
    """Return the limits in force: those for a file that somebody sent, or for your own, as raised by `--limit`.

    Raises XltrackError for an unknown name and a value that is not a number.
    """
    from xltrack.errors import SettingsError
    from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS

    standard = OWN_LIMITS if own else DEFAULT_LIMITS
    values: dict[str, Any] = {}
    for text in raised:
        match = _VALUE.fullmatch(text.strip())
        if match is None or match[1] not in asdict(standard):
            raise SettingsError("bad_limit", found=text, names=", ".join(asdict(standard)))
        values[match[1]] = int(match[2]) * _UNITS[(match[3] or "").upper()]
    return replace(standard, **values)
