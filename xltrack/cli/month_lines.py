"""The lines that `xltrack month` prints, and its question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from xltrack.cli.language import labelled, listed, message, sheet_name, speak, spoken
from xltrack.cli.merge_lines import print_done_at_the_save
from xltrack.cli.output import print_line, say
from xltrack.i18n.catalogue import catalogue
from xltrack.i18n.plain_text import run_on
from xltrack.model.fields import field_label
from xltrack.model.remark import remark_title

if TYPE_CHECKING:
    from xltrack.model.tracker import Conflict
    from xltrack.workflows.month import Month, Written

SHOWN_MESSAGES = 4
"""Messages that the screen has room for; the rest is in missing.txt."""


def confirm_change(month: Month) -> bool:
    """Ask whether the tracker may be changed; False where nobody answers."""
    changes, revision = len(month.result.changes), month.result.tracker.meta.revision
    question = message("month", "confirm", file=month.tracker, count=changes, revision=revision)
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        say(f"\n{message('month', 'nobody_answered')}")
        return False


def print_month(month: Month, *, dry_run: bool) -> None:
    """Print one screen: what came back, what is overdue, what happened, from whom nothing came."""
    from xltrack.rendering.compose import headline_text
    from xltrack.workflows.month import unused

    result, returns = month.result, month.returns
    speak(result.tracker.meta.language, result.plan.fields)
    if dry_run:
        print_line(message("dry_run"))
    files = len(returns.submissions) + len(returns.unreadable)
    returned = message("month", "files", files=files, taken=len(result.changes), waiting=len(result.conflicts))
    _line("returned", returned)
    _line("overdue", headline_text(month.summary, spoken()).replace("\u00a0", " "))
    if result.conflicts:
        _line("waiting", listed(list(dict.fromkeys(map(_waiting, result.conflicts)))))
    events = month.summary.happened
    if events is not None:
        words = catalogue(spoken())
        shown = listed([labelled(words.word("summary", "happened", name), n) for name, n in events.counts.items() if n])
        _line("happened", message("month", "since" if shown else "since_nothing", day=events.since, events=shown))
    if month.unheard:
        _line("silent", listed(list(month.unheard)))
    _some("not_used", list(unused(month)))


def _waiting(conflict: Conflict) -> str:
    """Name a conflict: its action, or for a remark about no action its kind and author, or a sort."""
    words, remark = catalogue(spoken()), conflict.claims[0].remark
    return conflict.ref or (remark_title(remark, words) if remark else field_label(conflict.field, words))


_LABELS = ("returned", "overdue", "waiting", "happened", "silent", "not_used")


def _line(key: str, text: str) -> None:
    """Print a text behind its label; an empty key continues the line before."""
    from xltrack.rendering.columns import padded, width

    columns = max(width(message("month", label)) for label in _LABELS) + 1
    print_line(f"{padded(message('month', key) if key else '', max(columns, 11))}{text}")


def _some(key: str, messages: Sequence[str]) -> None:
    for at, text in enumerate(messages[:SHOWN_MESSAGES]):
        _line(key if at == 0 else "", run_on(" ".join(line.split()) for line in text.splitlines()))
    if messages[SHOWN_MESSAGES:]:
        _line("", message("month", "more", count=len(messages) - SHOWN_MESSAGES))


def print_saved(month: Month, *, changed: bool) -> None:
    """Print whether the tracker was changed, its revision, and what the save put right."""
    revision = month.result.tracker.meta.revision
    say(message("month", "saved" if changed else "unchanged", file=month.tracker, revision=revision))
    print_done_at_the_save(month.master.save_findings)


def print_papers(month: Month, written: Written | None) -> None:
    """Print which papers were written, replaced or kept, and the next step."""
    if written is None:
        say(message("month", "nothing_written"))
        return
    say(message("month", "papers", folder=month.target, files=listed(written.files)))
    for name in (name for name in written.files if name.endswith(".eml")):
        say(message("summary", "draft", file=name))
    if written.replaced:
        say(message("month", "replaced", files=listed(written.replaced)))
    for name, kept in written.kept.items():
        say(message("month", "kept", name=name, kept=kept))
    if month.result.conflicts:
        say(message("month", "next", sheet=sheet_name("decisions"), file=month.tracker))
