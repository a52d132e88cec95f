"""xltrack month: what came back into the tracker, and the month's papers into a dated folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import AS_OF_OPTION, JSON_OPTION, counted, now, print_line, say, show_json

if TYPE_CHECKING:
    from xltrack.workflows.month import Month, Written

FORMS = {"eml": "email", "txt": "email-text", "md": "markdown"}
"""Of an ending of the summary the format, where it has another name."""
FILE_NAMES = 4
"""Messages that the screen has room for; the rest stands in missing.txt."""


@click.command("month", short_help="The whole month: merge what came back, write the papers.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--tracker", type=click.Path(path_type=Path), help="The tracker, if it is not DIR/tracker.xlsx.")
@click.option("--since", metavar="DATE|REVISION|FILE", help="The last summary, if it is not that of an earlier month.")
@click.option("--yes", is_flag=True, help="Change the tracker without asking.")
@click.option("--dry-run", is_flag=True, help="Only report what would happen.")
@AS_OF_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    folder: Path,
    tracker: Path | None,
    since: str | None,
    yes: bool,
    dry_run: bool,
    as_of: date,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Merge DIR/returned/ into DIR/tracker.xlsx and write the month's papers into DIR/2024-06/.

    The papers: the summary (page, workbook, mail draft, text, json), the open decisions, and what is missing. It asks
    before it changes the tracker. Run it again as often as you like: returns that were merged change nothing, the
    papers of the same month are replaced, and one that you edited yourself is kept beside.
    Exit 1 when something waits or could not be used, 2 when no return could be read.

    \b
    Example:
      xltrack month amaria/ --as-of 2024-06-30 --dry-run
      xltrack month amaria/ --as-of 2024-06-30
    """
    from xltrack.workflows.month import refused, work_out
    from xltrack.workflows.summary_sources import read_since

    own = limits(raised, own=True)
    last = read_since(since, own) if since else None
    month = work_out(folder, as_of, when=now(), tracker=tracker, since=last, limits=own, of_returns=limits(raised))
    if not as_json:
        _report(month)
    written = None
    if not dry_run and (yes or not month.changes_master or _agreed(month)):
        month.save()
        if not as_json:
            _saved(month)  # at once: should a paper fail, it is known that the tracker has not
        written = _write(month)
    if as_json:
        show_json(_json(month, written))
    elif written is None:
        say("Nothing was written.")
    else:
        _told(month, written)
    waits = bool(month.result.conflicts) or any(True for _ in refused(month))
    if month.returns.unreadable and not month.returns.submissions:
        return 2
    return 1 if waits or (written is None and not dry_run) else 0


def _agreed(month: Month) -> bool:
    changes, revision = len(month.result.changes), month.result.tracker.meta.revision
    question = f"Change {month.tracker} ({counted(changes, 'change')}, revision {revision})?"
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        say("\nNobody answered. Add --yes to change the tracker without being asked.")
        return False


def _write(month: Month) -> Written:
    from xltrack.rendering.formats import render
    from xltrack.workflows.month import write_pages
    from xltrack.workflows.month_pages import decisions_page, missing_page

    language = month.result.tracker.meta.language
    pages = {
        f"summary.{ending}": render(month.summary, FORMS.get(ending, ending), language=language)
        for ending in month.formats
    }
    pages |= {"decisions.txt": decisions_page(month), "missing.txt": missing_page(month)}
    return write_pages(month.target, pages)


def _report(month: Month) -> None:
    """One screen: what came back, what is overdue, what happened, who was not heard from."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.rendering.compose import headline_text
    from xltrack.workflows.month import refused

    result, returns = month.result, month.returns
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
    _some("Not used", list(refused(month)))


def _some(label: str, messages: Sequence[str]) -> None:
    for at, message in enumerate(messages[:FILE_NAMES]):
        print_line(f"{label if at == 0 else '':<10} {' '.join(message.split())}")
    if messages[FILE_NAMES:]:
        print_line(f"{'':<10} and {counted(len(messages) - FILE_NAMES, 'other')}, in missing.txt")


def _saved(month: Month) -> None:
    meta = month.result.tracker.meta
    state = f"now revision {meta.revision}" if month.changes_master else f"unchanged, revision {meta.revision}"
    say(f"{month.tracker}: {state}.")


def _told(month: Month, written: Written) -> None:
    say(f"{month.target}: {', '.join(written.files)}.")
    if written.replaced:
        say(f"Replaced, from an earlier run: {', '.join(written.replaced)}.")
    for name, kept in written.kept.items():
        say(f"{name} had been edited; it is now called {kept}.")
    if month.result.conflicts:
        say(f"Next: pick on the sheet Decisions of {month.tracker}, save, then: xltrack resolve {month.tracker}")


def _json(month: Month, written: Written | None) -> dict[str, Any]:
    result = month.result
    return {
        "as_of": month.as_of.isoformat(),
        "tracker": str(month.tracker),
        "revision": result.tracker.meta.revision,
        "taken": len(result.changes),
        "waiting": len(result.conflicts),
        "overdue": month.summary.counts.overdue,
        "open": month.summary.counts.open,
        "unheard": list(month.unheard),
        "unreadable": list(month.returns.unreadable),
        "folder": str(month.target),
        "written": written.files if written else [],
        "replaced": written.replaced if written else [],
        "kept": written.kept if written else {},
    }
