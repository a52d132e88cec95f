"""The lines that `xltrack month` prints, and its question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from xltrack.cli.lines import counted
from xltrack.cli.output import print_line, say
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.workflows.month import Month, Written

SHOWN_MESSAGES = 4
"""Messages that the screen has room for; the rest is in missing.txt."""


def confirm_change(month: Month) -> bool:
    """Ask whether the tracker may be changed; False where nobody answers."""
    changes, revision = len(month.result.changes), month.result.tracker.meta.revision
    question = f"Change {month.tracker} ({counted(changes, 'change')}, revision {revision})?"
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        say("\nNobody answered. Add --yes to change the tracker without being asked.")
        return False


def print_month(month: Month, *, dry_run: bool) -> None:
    """Print one screen: what came back, what is overdue, what happened, from whom nothing came."""
    from xltrack.rendering.compose import headline_text
    from xltrack.workflows.month import unused

    result, returns = month.result, month.returns
    if dry_run:
        print_line("Dry run: nothing is written.")
    files = counted(len(returns.submissions) + len(returns.unreadable), "file")
    taken, waiting = counted(len(result.changes), "change"), counted(len(result.conflicts), "cell")
    print_line(f"Returned   {files}: {taken} taken; {waiting} waiting for your decision")
    print_line(f"Overdue    {headline_text(month.summary, result.tracker.meta.language)}".replace("\u00a0", " "))
    if result.conflicts:
        print_line(f"Waiting    {', '.join(dict.fromkeys(conflict.ref for conflict in result.conflicts))}")
    events = month.summary.happened
    if events is not None:
        words = catalogue()
        told = [f"{words.word('summary', 'happened', name)} {n}" for name, n in events.counts.items() if n]
        print_line(f"Happened   since {events.since}: {', '.join(told) or 'nothing'}")
    if month.unheard:
        print_line(f"Silent     {', '.join(month.unheard)}")
    _some("Not used", list(unused(month)))


def _some(label: str, messages: Sequence[str]) -> None:
    for at, message in enumerate(messages[:SHOWN_MESSAGES]):
        print_line(f"{label if at == 0 else '':<10} {' '.join(message.split())}")
    if messages[SHOWN_MESSAGES:]:
        print_line(f"{'':<10} and {counted(len(messages) - SHOWN_MESSAGES, 'other')}, in missing.txt")


def print_saved(month: Month, *, changed: bool) -> None:
    """Print whether the tracker was changed, and its revision."""
    revision = month.result.tracker.meta.revision
    say(f"{month.tracker}: {f'now revision {revision}' if changed else f'unchanged, revision {revision}'}.")


def print_papers(month: Month, written: Written | None) -> None:
    """Print which papers were written, replaced or kept, and the next step."""
    if written is None:
        say("Nothing was written.")
        return
    say(f"{month.target}: {', '.join(written.files)}.")
    if written.replaced:
        say(f"Replaced, from an earlier run: {', '.join(written.replaced)}.")
    for name, kept in written.kept.items():
        say(f"{name} had been edited; it is now called {kept}.")
    if month.result.conflicts:
        say(f"Next: pick on the sheet Decisions of {month.tracker}, save, then: xltrack resolve {month.tracker}")
