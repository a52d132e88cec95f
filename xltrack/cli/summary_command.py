"""xltrack summary: the monthly overdue summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.output import AS_OF_OPTION, FORCE_OPTION, JSON_OPTION, say

if TYPE_CHECKING:
    from xltrack.problems import Problem
    from xltrack.summary import Since, Summary
    from xltrack.tracker import Tracker

SUFFIXES = {
    ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx",
    ".md": "markdown", ".txt": "text", ".json": "json", ".eml": "email",
}  # fmt: skip
GROUPINGS = ("responsible", "recommendation", "category", "thematic_area")


@click.command("summary", short_help="Write the monthly overdue summary.")
@click.argument("trackers", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TRACKER...")
@click.option("--since", metavar="DATE|REVISION|FILE", help="Tell what happened since then.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help=f"FILE with {', '.join(SUFFIXES)}.")
@click.option("--by", multiple=True, type=click.Choice(GROUPINGS), help="Only these groupings; may be repeated.")
@click.option("--only-overdue", is_flag=True, help="Only the overdue list and its ageing.")
@click.option("--email", is_flag=True, help="The compact form for mail: .html, .txt, or .eml with both.")
@AS_OF_OPTION
@FORCE_OPTION
@JSON_OPTION
def command(
    trackers: tuple[Path, ...],
    since: str | None,
    output: Path | None,
    by: tuple[str, ...],
    only_overdue: bool,
    email: bool,
    as_of: date,
    force: bool,
    as_json: bool,
) -> int:
    """Summarize TRACKERs (workbooks, folders of them, or plans as text) on a day: what is overdue, since when, whose.

    Without -o it is printed as text. Several trackers give one summary with a table per plan.

    \b
    Example:
      xltrack summary tracker.xlsx --as-of 2024-06-30 --since 2024-05-31 -o june.html
      xltrack summary tracker.xlsx --as-of 2024-06-30 -o june.xlsx
    """
    from xltrack.excel.save import atomic_write
    from xltrack.files import refuse_overwrite
    from xltrack.render import render

    form = _form(output, email, as_json)
    if output is not None:
        refuse_overwrite(output, *trackers, force=force)
    summary = read_summary(trackers, as_of, since)
    page = render(summary, form, only_overdue=only_overdue, by=by or GROUPINGS)
    if output is None:
        click.get_binary_stream("stdout").write(page)
    else:
        atomic_write(output, page)
        say(f"{output}: {len(page) / 1024:.0f} KB, as of {as_of}.")
    return 0


def _form(output: Path | None, email: bool, as_json: bool) -> str:
    from xltrack.errors import XltrackError

    if output is None:
        return "json" if as_json else "text"
    form = SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise XltrackError("unknown_format", file=str(output), suffix=output.suffix, formats=", ".join(SUFFIXES))
    return {"html": "email-html", "text": "email-text"}.get(form, form) if email else form


def read_summary(paths: Sequence[Path], as_of: date, since: str | None = None) -> Summary:
    """The summary of the trackers in these files and folders. Raises XltrackError."""
    from xltrack.summary import summarize

    read = [_tracker(path, as_of) for path in _workbooks(paths)]
    problems = [problem for _, found in read for problem in found if problem.severity != "info"]
    return summarize([tracker for tracker, _ in read], as_of, since=_since(since), problems=problems)


def _workbooks(paths: Sequence[Path]) -> Iterator[Path]:
    from xltrack.files import WORKBOOKS

    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            yield from (
                one for one in inside if one.suffix.lower() in WORKBOOKS and not one.name.startswith((".", "~$"))
            )
        else:
            yield path


def _tracker(path: Path, as_of: date) -> tuple[Tracker, Sequence[Problem]]:
    """What a file says now as a tracker: hand edits that no merge has logged yet are part of it."""
    from xltrack.files import WORKBOOKS, load_plan
    from xltrack.tracker import new_tracker

    if path.suffix.lower() not in WORKBOOKS:
        loaded = load_plan(path)
        return new_tracker(loaded.plan, as_of), loaded.problems
    from xltrack.excel.reader import read_workbook

    one = read_workbook(path)
    if one.base is None:
        return new_tracker(one.current, as_of), one.problems
    return one.base.model_copy(update={"plan": one.current}), one.problems


def _since(text: str | None) -> Since:
    """A day, a revision, or a tracker file as it was."""
    if text is None or text.isdigit():
        return None if text is None else int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    from xltrack.errors import XltrackError

    if not Path(text).exists():
        raise XltrackError("bad_since", found=text)
    return _tracker(Path(text), date.max)[0]
