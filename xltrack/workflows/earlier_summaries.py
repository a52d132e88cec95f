"""Earlier summaries, read from their .json form: a past month keeps its figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from xltrack.errors import FileError, XltrackError
from xltrack.summary.activity import Earlier, Published, Since
from xltrack.summary.changes import Origin
from xltrack.workflows.files import read_text

SUMMARY_SCHEMAS = "xltrack-summary/"
SUMMARY_FILE = "summary.json"
_FOLDER = re.compile(r"\d{4}-\d{2}")


def read_earlier(path: Path) -> Earlier:
    """Read the day, the revisions and the figures in the .json form of a summary.

    Raises XltrackError for a file that is not such a form.
    """
    try:
        form = json.loads(read_text(path))
        if not str(form["schema"]).startswith(SUMMARY_SCHEMAS):
            raise ValueError(form["schema"])
        revisions = {str(one["id"]): int(one["revision"]) for one in form["sources"] if one["id"] is not None}
        return Earlier(date.fromisoformat(form["as_of"]), revisions, tuple(_published(form, frozenset(revisions))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileError("since_no_summary", file=str(path)) from error


def _published(form: Mapping[str, Any], trackers: frozenset[str]) -> Iterator[Published]:
    """Yield the summary's own figures, then those of its trend.

    A summary without `no_deadline` was counted by older rules for some figures; those are left unknown.
    """
    if "counts" not in form:
        return
    counts, only = form["counts"], str(form.get("only", ""))
    current = "no_deadline" in counts
    plans = form.get("plans") or []
    yield Published(
        day=date.fromisoformat(form["as_of"]),
        trackers=trackers,
        total=int(counts["total"]),
        open=int(counts["open"]),
        overdue=int(counts["overdue"]),
        completed=int(counts["completed"]),
        not_yet_due=int(counts["on_schedule"]) if current else None,
        median=form["ageing"]["median"] if current else None,
        plans_late=sum(bool(plan["counts"]["overdue"]) for plan in plans) if current else None,
        only=only,
    )
    for point in form.get("trend", ()):
        day = date.fromisoformat(point["day"])
        if day < date.fromisoformat(form["as_of"]):
            origin: Origin = "published" if point.get("source") == "published" else "reconstructed"
            total, opened = int(point["total"]), int(point["open"])
            overdue, completed = int(point["overdue"]), int(point["completed"])
            yield Published(day, trackers, total, opened, overdue, completed, only=only, source=origin)


def earlier_folders(folder: Path, as_of: date) -> list[Path]:
    """Return the folders of the months before that of a day, the newest first. Raises FileError where there is none."""
    if not folder.is_dir():
        raise FileError("no_folder", folder=str(folder))
    this = f"{as_of:%Y-%m}"
    return sorted(
        (path for path in folder.iterdir() if _FOLDER.fullmatch(path.name) and path.name < this), reverse=True
    )


def refuse_published(folder: Path, as_of: date) -> None:
    """Raise FileError where the summary of the day's month is there and that of a later month builds on it."""
    this = folder / f"{as_of:%Y-%m}"
    if (this / SUMMARY_FILE).is_file():
        months = sorted(path.name for path in folder.iterdir() if _FOLDER.fullmatch(path.name))
        later = [name for name in months if name > this.name and (folder / name / SUMMARY_FILE).is_file()]
        if later:
            raise FileError("month_published", folder=str(this), later=later[0])


def summary_of_day(folder: Path, since: Since) -> Since:
    """Return the contents of the published summary where `since` is the day it was made for; any other `since`
    unchanged."""
    if not isinstance(since, date):
        return since
    path = folder / f"{since:%Y-%m}" / SUMMARY_FILE
    try:
        earlier = read_earlier(path) if path.is_file() else None
    except XltrackError:
        return since
    return earlier if earlier and earlier.day == since else since


def read_published(folder: Path, as_of: date) -> list[Published]:
    """Read the figures of the summaries in the earlier months' folders of `folder`, the newest first.

    A file that is not a summary is skipped.
    """
    figures: list[Published] = []
    for month in earlier_folders(folder, as_of):
        path = month / SUMMARY_FILE
        if path.is_file():
            try:
                figures += read_earlier(path).published
            except XltrackError:
                continue
    return figures
