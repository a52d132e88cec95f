"""The calls that read what came back, and list what needs a decision."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from xltrack.grid.calamine import prepared
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.mail.return_status import board
from xltrack.page.fixes import fix_form, is_fixed
from xltrack.page.forms import conflict_form, finding_form, given_form, iso_text, status_form
from xltrack.page.given import Given
from xltrack.page.open_month import CallAnswer, Files, OpenMonth, file_name
from xltrack.storage.master import MasterInMemory
from xltrack.workflows.master import Master
from xltrack.workflows.return_files import FileInMemory, Returns, load_return, return_files
from xltrack.xlsx.container import FOREIGN


def foreign_files(month: OpenMonth, files: Files, name: str) -> CallAnswer:
    """Give the workbooks whose reader may crash on them: this file, or those in the zip file or mail."""
    with ExitStack() as opened:
        found = return_files([FileInMemory(file_name(name), files[0])], None, Returns(), opened, DEFAULT_LIMITS)
        foreign = [file for file in found if PurePath(file.name).suffix.lower() in FOREIGN]
        loaded = [(file.name, load_return(file, DEFAULT_LIMITS)) for file in foreign]
    whole = [(name, data) for name, data in loaded if isinstance(data, bytes)]
    described = [{"name": name, "digest": hashlib.sha256(data).hexdigest()} for name, data in whole]
    return described, [data for _, data in whole]


def foreign_cells(month: OpenMonth, files: Files, name: str) -> CallAnswer:
    """Read the cells of one of the `foreign_files`; called where a crash does no harm."""
    from xltrack.grid import calamine_worker, xls_worker
    from xltrack.grid.xls_outside import MOST_OUTSIDE

    cells = calamine_worker.answer(files[0], DEFAULT_LIMITS.rows, DEFAULT_LIMITS.cells)
    if name.lower().endswith(".xls"):
        cells["outside"] = xls_worker.xls_answer(files[0], MOST_OUTSIDE)
    return cells, []


def add(
    month: OpenMonth, files: Files, names: Sequence[str], prepared_cells: Mapping[str, Any] | None = None
) -> CallAnswer:
    """Read what came back: each file in turn, so that none costs another's edits.

    `prepared_cells` are, by the digests of `foreign_files`, the answers of `foreign_cells` from elsewhere. The open
    tracker itself is no return once its sheet of decisions has picks: it is named as `decided`, to be opened again.
    """
    answers = []
    for name, data in zip(names, files, strict=True):
        with prepared(prepared_cells):
            returns = month.master.read_returns([FileInMemory(file_name(name), data)])
        read = Given(name, returns.submissions, returns.unreadable, returns.findings)
        decided = _is_decided(month, read, data)
        if not decided:
            month.given[name] = read
        answers.append({**given_form(read, month.language), "decided": decided})
    return answers, []


def _is_decided(month: OpenMonth, given: Given, data: bytes) -> bool:
    bases = [submission.base for submission in given.submissions if submission.base]
    if not any(base.meta.id == month.master.tracker.meta.id and base.conflicts for base in bases):
        return False
    return bool(Master.open(MasterInMemory(file_name(given.name), data)).picks()[0])


def set_aside(month: OpenMonth, files: Files, name: str) -> CallAnswer:
    """Forget a file that was added."""
    month.given.pop(name, None)
    return None, []


def return_status(month: OpenMonth, files: Files, as_of: str) -> CallAnswer:
    """Return the return status, and the outcome of every file that was added."""
    master = month.master
    state = master.tracker.model_copy(update={"plan": master.plan})
    status = board(state, month.returns(), date.fromisoformat(as_of))
    rows = [status_form(row) for row in status.rows]
    forms = [given_form(read, month.language) for read in month.given.values()]
    known = _known_since(month)
    return {"rows": rows, "strangers": list(status.strangers), "files": forms, "known": known}, []


def _known_since(month: OpenMonth) -> str | None:
    """Return when the last of what came back was merged, None if some of it is new."""
    merged = {return_.key: return_.when for return_ in month.master.tracker.received}
    records = [merged.get(submission.key) for submission in month.returns()]
    return iso_text(max((record for record in records if record), default=None)) if all(records) else None


def findings(month: OpenMonth, files: Files) -> CallAnswer:
    """List every finding in what came back, with its cell, its remedy, and what may stand there."""
    tracker, language = month.master.tracker, month.language
    return [
        finding_form(finding, language)
        | {"fix": fix_form(finding, tracker, language), "remark": finding.values.get("remark", "")}
        for returned in month.returns()
        for finding in returned.findings
        if finding.severity != "info" and not is_fixed(finding, returned, tracker)
    ], []


def decide(month: OpenMonth, files: Files, when: str, as_of: str = "") -> CallAnswer:
    """Merge everything that came back, and list what needs a decision on that day and what is clear."""
    returns, day = month.returns(), date.fromisoformat(as_of or when[:10])
    result = month.attempt().merge(returns, when=datetime.fromisoformat(when))
    read = {submission.key: submission for whole in returns for submission in (whole, *whole.more)}
    return {
        "clear": month.changes(result.changes),
        "conflicts": [
            conflict_form(conflict, result.tracker, day, month.language, read) for conflict in result.conflicts
        ],
        "findings": [
            finding_form(finding, month.language) for finding in result.findings if finding.severity != "info"
        ],
    }, []
