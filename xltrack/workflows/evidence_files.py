"""Files beside the returns, matched by their names with those typed in Evidence. None of them is opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from xltrack.findings import Finding, Term
from xltrack.findings.cells import evidence_missing
from xltrack.findings.workbooks import evidence_beside
from xltrack.model.submission import Submission
from xltrack.reading.evidence_form import named_files

_OTHER_FILES = frozenset(
    ("returned_picture", "returned_document", "returned_spreadsheet", "returned_archive", "returned_link")
) | {"not_a_workbook"}
"""Findings about files that are no returns."""
_EVIDENCE = Term.column("actions", "evidence")


def match_evidence(submissions: Iterable[Submission], findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings about files beside the returns: those that Evidence names are called evidence.

    A name typed in this return that none of the files has is a finding of its own.
    """
    returns = [form for submission in submissions for form in (submission, *submission.more)]
    beside = {_plain(finding.found): finding for finding in findings if finding.code in _OTHER_FILES}
    attached = {
        _plain(remark.text) for submission in returns for remark in submission.remarks if remark.kind == "attachment"
    }
    named: dict[str, list[str]] = {}
    missing = [finding for form in returns for finding in _missing(form, {*beside, *attached}, named)]
    matched = {id(beside[name]): refs for name, refs in named.items() if name in beside}
    return [*(_called(finding, matched.get(id(finding), [])) for finding in findings), *missing]


def _called(finding: Finding, refs: list[str]) -> Finding:
    """Return the finding about a file, as one about evidence where rows name it."""
    if not refs:
        return finding
    return evidence_beside(finding.found, ", ".join(dict.fromkeys(refs))).in_file(finding.file)


def _missing(form: Submission, files: set[str], named: dict[str, list[str]]) -> Iterator[Finding]:
    """Note in `named` which rows name which of the files, and report the other names that were typed in a return."""
    sent = form.base.plan.by_ref if form.base is not None else {}
    for action in (*form.current.actions, *form.added):
        text = _plain(action.evidence)
        for name in sorted(files, key=len, reverse=True) if text else ():
            if name in text:
                named.setdefault(name, []).append(action.ref)
                text = text.replace(name, " ")
        before = sent.get(action.ref)
        known = set() if before is None else set(named_files(_plain(before.evidence)))
        for name in named_files(text):
            if name not in known:
                yield evidence_missing(_EVIDENCE, name, action.ref).in_file(form.file)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
