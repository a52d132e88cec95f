"""The calls that report: the overdue summary of one tracker, and several trackers in one table."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, get_args

from xltrack.errors import SummaryError, XltrackError
from xltrack.grid.calamine import prepared
from xltrack.merging.history import plan_at
from xltrack.model.tracker import Tracker
from xltrack.page.forms import headline_form, overdue_count, tracker_form
from xltrack.page.open_month import CallAnswer, Files, OpenMonth, file_name, packed
from xltrack.page.opening import MASTERS
from xltrack.storage.master import MasterInMemory
from xltrack.summary.history import previous_month_end
from xltrack.workflows.earlier_summaries import SUMMARY_FILE, refuse_published
from xltrack.workflows.files import RETURN_SUFFIXES
from xltrack.workflows.master import Master
from xltrack.workflows.month import last_summary
from xltrack.workflows.month_pages import PAPER_FORMS
from xltrack.workflows.return_files import FileInMemory
from xltrack.workflows.returns import read_returns
from xltrack.workflows.settings import SummaryFormat
from xltrack.workflows.summary_sources import summary_sources

if TYPE_CHECKING:
    from xltrack.summary.figures import Summary

ENDINGS = [ending for ending in get_args(SummaryFormat) if ending != "pdf"]
"""The endings that a report can have; the browser's own print makes a PDF."""
JOINT_ENDINGS = ("html", "xlsx")


def earlier_months(month: OpenMonth, files: Files, names: Sequence[str]) -> CallAnswer:
    """Keep the summaries (.json) of earlier months; each file is named after its month's folder, "2024-05"."""
    for name, data in zip(names, files, strict=True):
        month.workplace("months", name, SUMMARY_FILE).write_bytes(data)
    return {"names": list(names)}, []


def summary(month: OpenMonth, files: Files, as_of: str, form: str, since: str = "", language: str = "") -> CallAnswer:
    """Render the overdue summary of the open tracker, and list the endings that `report` takes.

    `since` is the day compared with, else that of the last summary; `language` is that of the summary, else the page's.
    """
    from xltrack.rendering.formats import render

    found, spoken = _summary(month, date.fromisoformat(as_of), since), month.speaking(language)
    return headline_form(found, spoken) | {"endings": ENDINGS}, [render(found, form, language=spoken)]


def report(
    month: OpenMonth, files: Files, as_of: str, endings: Sequence[str], since: str, how: str, language: str = ""
) -> CallAnswer:
    """Render the summary as files with these endings, delivered as `how` says; `language` as in `summary`.

    In the month's folder they have the names that `xltrack month` gives them, and summary.json is always among them:
    later months read their earlier figures in it. Raises FileError where a later month builds on the one that is there.
    """
    from xltrack.rendering.formats import render_all

    day, downloads = date.fromisoformat(as_of), month.is_downloaded(how)
    if not downloads:
        refuse_published(month.months, day)
        endings = [*endings, "json"]
    forms = _forms(endings)
    made = render_all(_summary(month, day, since), forms.values(), language=month.speaking(language))
    stem = f"summary-{as_of}" if downloads else "summary"
    written = {f"{stem}.{ending}": made[form] for ending, form in forms.items()}
    names, data = month.deliver("", written, day, how)
    if data and not downloads:
        month.workplace("months", f"{day:%Y-%m}", SUMMARY_FILE).write_bytes(made["json"])
    return {"names": names}, data


def _summary(month: OpenMonth, day: date, since: str) -> Summary:
    """Summarize the open tracker, with the figures that the summaries of earlier months gave."""
    last = date.fromisoformat(since) if since else last_summary(month.months, day)
    return month.master.summary(day, last, folder=month.months)


def portfolio(
    month: OpenMonth, files: Files, names: Sequence[str], as_of: str, prepared_cells: Mapping[str, Any] | None = None
) -> CallAnswer:
    """Describe each file: a tracker with its figures, what came back with its trackers' ids, or why it is unreadable.

    `prepared_cells` are, by the digests of `foreign_files`, the answers of `foreign_cells` from elsewhere.
    """
    day = date.fromisoformat(as_of)
    with prepared(prepared_cells):
        return [_row(month, name, data, day) for name, data in zip(names, files, strict=True)], []


def joint_report(
    month: OpenMonth, files: Files, names: Sequence[str], as_of: str, endings: Sequence[str] = JOINT_ENDINGS
) -> CallAnswer:
    """Render one summary of several trackers as files with these endings; one that cannot be read is named in it.

    Raises SummaryError when two files are copies of one tracker: its actions would count twice.
    """
    from xltrack.rendering.formats import render_all
    from xltrack.workflows.summary_sources import read_trackers

    day = date.fromisoformat(as_of)
    with tempfile.TemporaryDirectory() as name:
        for number, (given, data) in enumerate(zip(names, files, strict=True), 1):
            Path(name, f"{number:02} {file_name(given)}").write_bytes(data)
        try:
            joint = read_trackers([Path(name)], day).summary(day)
        except SummaryError as error:
            raise SummaryError(error.code, **{key: _short(text) for key, text in error.values.items()}) from error
    forms = _forms(endings)
    made = render_all(joint, forms.values(), language=month.language)
    written = [(f"summary-of-all-{as_of}.{ending}", made[form]) for ending, form in forms.items()]
    found, data_out = packed(written, f"summary-of-all-{as_of}.zip")
    return {"names": found}, data_out


def _forms(endings: Sequence[str]) -> dict[str, str]:
    """Return the format of the summary under each ending, as `xltrack month` writes it."""
    return {ending: PAPER_FORMS.get(ending, ending) for ending in endings}


def _short(text: object) -> object:
    """Return the given name of a file, if a message names the path in the folder it was put into."""
    return PurePath(text).name[3:] if isinstance(text, str) and PurePath(text).is_absolute() else text


def _row(month: OpenMonth, name: str, data: bytes, day: date) -> dict[str, Any]:
    try:
        if not name.lower().endswith(MASTERS):
            return _returned(month, name, data)
        sheets = Master.open(MasterInMemory(file_name(name), data)).sheets
        tracker, findings = summary_sources(sheets, day)
        form = tracker_form(sheets, tracker, findings, day, month.language)
        return {"name": name, "kind": "tracker", **form, **_since(tracker, day)}
    except XltrackError as error:
        if error.code in ("copy_as_master", "master_base_missing"):
            return _returned(month, name, data)
        return {"name": name, "kind": "unreadable", "error": error.message(month.language)}


def _since(tracker: Tracker, day: date) -> dict[str, Any]:
    """Tell by how many overdue actions the number differs from that at the end of the month before, if the log can."""
    before = previous_month_end(day)
    then = overdue_count(plan_at(tracker, before), before) if tracker.meta.issued <= before else None
    change = None if then is None else overdue_count(tracker.plan, day) - then
    return {"since": before.isoformat(), "change": change}


def _returned(month: OpenMonth, name: str, data: bytes) -> dict[str, Any]:
    """Describe a file of returns: the ids of the trackers that its forms were made from."""
    returns = read_returns([FileInMemory(file_name(name), data)])
    forms = [form for submission in returns.submissions for form in (submission, *submission.more)]
    trackers = {form.base.meta.id if form.base else form.tracker for form in forms} - {""}
    if trackers:
        return {"name": name, "kind": "returned", "trackers": sorted(trackers)}
    readable = name.lower().endswith(RETURN_SUFFIXES)
    reasons = [*returns.unreadable, *(() if readable else returns.findings)]
    if not reasons:  # a mail, or a list without the form: only its own tracker knows its rows
        return {"name": name, "kind": "unknown"}
    return {"name": name, "kind": "unreadable", "error": " ".join(reason.message(month.language) for reason in reasons)}
