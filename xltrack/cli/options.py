"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import choose_language, message, speak_as_papers
from xltrack.cli.limits import LIMIT_OPTION
from xltrack.i18n.catalogue import LANGUAGES

FILE = click.Path(path_type=Path)
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON (see docs/json.md).")
_LANGUAGE: dict[str, Any] = {"type": click.Choice(LANGUAGES), "is_eager": True}
"""The option is read before the others, so that a mistake in those is reported in this language."""
LANGUAGE_OPTION = click.option("--language", **_LANGUAGE, callback=choose_language, expose_value=False,
                               help="The language of messages; else the system's, or the file's.")  # fmt: skip
PAPER_LANGUAGE_OPTION = click.option("--language", **_LANGUAGE, callback=speak_as_papers,
                                     help="The language of papers and messages; else the tracker's.")  # fmt: skip
FORCE_OPTION = click.option("--force", is_flag=True, help="Replace the output file if it exists.")
DRY_RUN_OPTION = click.option("--dry-run", is_flag=True, help="Report what would happen, and write nothing.")
WHO_OPTION = click.option(
    "--who", default="", help="Your name for the log; else that of whoever saved the tracker last."
)


def _day(ctx: click.Context, param: click.Parameter, value: str) -> date:
    if value == "today":
        return date.today()  # noqa: DTZ011 - the person's own calendar day is meant
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(message("usage", "not_a_day", found=value), ctx, param) from None


def optional_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Turn the value of an option that takes a day, and may be left out, into that day."""
    return None if value is None else _day(ctx, param, value)


DAY: dict[str, Any] = {"callback": optional_day, "metavar": "DATE"}
"""An option that takes a day, and may be left out."""
AS_OF_OPTION = click.option("--as-of", callback=_day, default="today", show_default=True, metavar="DATE",
                            help="The day for which overdue is counted, such as 2024-06-30.")  # fmt: skip


def changing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of all those that change a tracker and log it."""
    for option in (JSON_OPTION, LIMIT_OPTION, LANGUAGE_OPTION, AS_OF_OPTION, DRY_RUN_OPTION, WHO_OPTION):
        command = option(command)
    return command
