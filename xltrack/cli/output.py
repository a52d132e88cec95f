"""Output of commands: plain lines that are safe on a terminal, and JSON."""

from __future__ import annotations

import json
import os
import sys
import time
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

import click

from xltrack.cli.language import any_of, file_words, message, spoken
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.findings import Finding


def safe(text: str) -> str:
    """Make control characters and direction overrides visible, so that they cannot act on a terminal."""
    return "\n".join(line if line.isprintable() else "".join(map(_visible, line)) for line in text.split("\n"))


def _visible(ch: str) -> str:
    acts = unicodedata.category(ch) in ("Cc", "Cs") or "\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069"
    return f"\\u{ord(ch):04x}" if acts else ch


def say(text: str = "") -> None:
    """Print a message to stderr, unless `xltrack --quiet` was asked for. Errors are no messages: they are printed."""
    if not quiet():
        click.echo(safe(text), err=True)


def quiet() -> bool:
    """Return whether `xltrack --quiet` was asked for."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("quiet"))


def print_line(text: str = "") -> None:
    """Print a line of the result to stdout."""
    click.echo(safe(text))


def show_json(value: Any) -> None:
    """Print a result as JSON to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def tell_findings(findings: Iterable[Finding], *, file: str = "", to_stderr: bool = True) -> None:
    """Print one line a finding, gravest first, otherwise in their order, with the option that helps.

    Without a `file` for all of them, each names its own where there are several.
    """
    from xltrack.cli.hints import finding_hint
    from xltrack.findings import gravest_first

    language, labels, findings = spoken(), file_words(), list(findings)
    several = len({finding.file for finding in findings if finding.file}) > 1 and not file
    ranks = catalogue(language).section("terminal", "severity")
    width = max(map(len, ranks.values())) + 1
    for finding in gravest_first(findings):
        name = PurePath(finding.file).name if several else file
        place = f"{name}: " if name else ""
        line = f"{ranks[finding.severity]:<{width}}{place}{finding.text(language, labels.language)}"
        hint = finding_hint(finding)
        click.echo(safe(f"{line} {message('hint', hint=any_of(hint))}" if hint else line), err=to_stderr)


def now() -> datetime:
    """Return this moment, to the second, with its zone; that of SOURCE_DATE_EPOCH for files equal to the byte."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isdecimal():
        return datetime.fromtimestamp(int(stated), UTC)
    return datetime.now().astimezone().replace(microsecond=0)


class Progress:
    """A line on stderr that counts what is done: only on a terminal, and only for what takes over a second."""

    def __init__(self) -> None:
        self._start, self._shown = time.monotonic(), 0.0

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, of: int) -> None:
        moment = time.monotonic()
        if moment - self._start > PATIENCE and moment - self._shown > REPAINT and sys.stderr.isatty() and not quiet():
            self._shown = moment
            click.echo("\r" + message("progress", "reading", done=done, of=of), err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)


PATIENCE, REPAINT = 1.0, 0.1
"""Seconds before progress is shown, and between two times that it is painted."""
