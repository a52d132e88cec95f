"""The JSON forms of reports: values, and the words of findings and errors. docs/json.md lists what `FORMS` holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltrack.errors import XltrackError
    from xltrack.findings import Finding
    from xltrack.merging.account import Receipt
    from xltrack.model.plan import Plan
    from xltrack.model.tracker import Conflict, LogEntry

_FINDING = {
    "code": "text: the kind of finding, see findings.md",
    "severity": "text: error (not taken), warning (taken, but look at it) or info (how it was understood)",
    "file": "text: the file",
    "sheet": "text or null: the sheet",
    "cell": "text or null: the cell, such as F7",
    "line": "number or null: the line of a text",
    "found": "text: the words or the value there",
    "message": "text: the finding in words",
    "remedy": "text: what to do about it",
}
_ERROR = {
    "code": "text: the kind of error",
    "message": "text: the reason and the remedy in words",
    "values": "object: what the message speaks of, by name",
}
_CHANGE = {
    "ref": "text: the action or recommendation",
    "field": "text or null: the field; null where a whole row came or went",
    "before": "text or null: the value before; months as 2024-12, days as 2024-06-30",
    "after": "text or null: the value now",
    "kind": "text: progress, completed, reopened, withdrawn, suspicious, appended, rewritten, moved, set, cleared, "
    "edited, added or missing",
}
_EDIT = _CHANGE | {
    "kind": _CHANGE["kind"] + "; where the value stayed, what became of the edit: agreed, rejected",
    "by": "text: the person or unit",
    "file": "text: the file it came in",
}
_CONFLICT = {
    "id": "text: the decision's id, as on the sheet Decisions",
    "ref": "text: the action or recommendation",
    "field": "text or null: the field; null where a new action is proposed",
    "ours": "text or null: the value in the tracker",
    "reason": "text: why a person must decide, as a code",
    "claims": [
        {
            "by": "text: the person or unit",
            "file": "text: the file it came in",
            "value": "text or null: the value they ask for",
        }
    ],
}
_RETURN = {
    "file": "text: the file",
    "by": "text: the person who saved it",
    "to": "text: the unit or person it was written for; empty when that cannot be told",
    "state": "text: merged, nothing_new, base_rebuilt, same_file, other_tracker, newer_return, base_missing "
    "or unreadable",
    "taken": "number: edits taken",
    "agreed": "number: edits that the tracker held already",
    "waiting": "number: edits that wait for a decision",
    "refused": "number: edits that could not be taken",
    "earlier": "number: edits that this file brought before",
    "unchanged": "number: actions without an edit",
    "missing": ["text: an action that it was sent and has no row for"],
    "error": "object or null: for an unreadable file, the error (code, message, values)",
}
_ENTRY = {
    "revision": "number: the revision that it made",
    "when": "text: the moment",
    "outcome": "text: taken, agreed, decided, edited, rejected, asked, undone or added",
    "ref": "text: the action or recommendation",
    "field": "text or null: the field",
    "before": "text or null: the value before",
    "after": "text or null: the value after",
    "by": "text: the person or unit",
    "file": "text: the file it came in",
    "reason": "text: the reason as a code or in the coordinator's words",
}
_REVISION = "number: the tracker's revision now (of a dry run, the one it would have)"

_MERGED = {
    "revision": _REVISION,
    "files": [_RETURN],
    "changes": [_EDIT],
    "agreements": [_EDIT],
    "conflicts": [_CONFLICT],
    "silent": ["text: a unit or person from whom nothing came back"],
}
_SAVED = {"revision": _REVISION, "findings": [_FINDING]}
_EDITED = _SAVED | {"changes": [_EDIT]}
FORMS: Mapping[str, Mapping[str, Any]] = {
    "xltrack-error/1": _ERROR,
    "xltrack-import/1": {
        "files": [
            {
                "file": "text: the tracker that was written",
                "id": "text: its form id",
                "title": "text: the plan's title",
                "recommendations": "number: recommendations in it",
                "actions": "number: key actions in it",
                "units": ["text: a responsible unit"],
                "as_of": "text: the day overdue was counted for",
                "overdue": "number: overdue actions",
                "labels_hold": "list or null: of a text, the first and the last day that its Overdue labels fit",
            }
        ],
        "findings": [_FINDING | {"tracker": "text: the tracker of the plan that it is about"}],
    },
    "xltrack-field/1": {
        "field": "object: the declaration: key, label, kind, choices, editor, rule, sheet",
        "files": ["text: a file that declares the field now"],
        "revision": "number or null: the tracker's revision now, where one was given",
        "changes": [_EDIT],
    },
    "xltrack-fields/1": {
        "fields": ["object: a declaration as in xltrack-field/1, with values: their number in the tracker"],
    },
    "xltrack-check/1": {
        "files": [
            {
                "file": "text: the workbook",
                "id": "text or null: the tracker's form id",
                "revision": "number or null: the revision it was written from",
                "by": "text: the person who saved it",
                "actions": "number: key actions in it",
                "edits": "number or null: cells that differ from what was sent; null where that cannot be told",
                "error": "object or null: the error, where it could not be read",
            }
        ],
        "findings": [_FINDING],
    },
    "xltrack-diff/1": {
        "changes": [
            _CHANGE
            | {
                "months": "number or null: months by which a deadline moved; negative is earlier",
                "late": "number or null: months after its deadline in which an action was closed",
            }
        ],
        "findings": [_FINDING],
    },
    "xltrack-merge/1": {**_MERGED, "findings": [_FINDING]},
    "xltrack-resolve/1": _EDITED | {"conflicts": [_CONFLICT]},
    "xltrack-undo/1": _EDITED,
    "xltrack-state/1": {
        **_SAVED,
        "before": "text: the state until now: draft, approved or closed",
        "state": "text: the state now",
        "open": ["text: an action that is neither completed nor withdrawn"],
        "waiting": "number: open decisions",
    },
    "xltrack-rename-unit/1": _EDITED,
    "xltrack-action/1": _EDITED | {"refs": ["text: a row that has the action now"]},
    "xltrack-carry/1": {
        "revision": "number: the old tracker's revision now (of a dry run, the one it would have)",
        "into_revision": "number: the new tracker's revision now",
        "carried": [{"from": "text: the action in the old plan", "to": "text: the action in the new one"}],
        "left": ["text: an open action that was left; of --undo, one that was changed since"],
        "findings": [_FINDING],
    },
    "xltrack-history/1": {"revision": "number: the tracker's revision", "entries": [_ENTRY]},
    "xltrack-distribute/1": {
        "revision": "number: the tracker's revision",
        "return_by": "text: the day the copies are to be back",
        "files": [
            {
                "to": "text: the unit or person",
                "file": "text: the workbook",
                "language": "text: its language",
                "actions": ["text: an action in it"],
                "drafts": [
                    {
                        "file": "text: the mail draft",
                        "name": "text: the addressee",
                        "email": "text: the address",
                    }
                ],
            }
        ],
        "findings": [_FINDING],
    },
    "xltrack-status/1": {
        "state": "text: the plan's: draft, approved or closed",
        "copies": [
            {
                "to": "text: the unit or person",
                "state": "text: sent, returned, merged or never",
                "flags": ["text: partial, late, twice or earlier"],
                "revision": "number: the revision it was written from",
                "actions": "number: actions in it",
                "file": "text: the workbook that was sent",
                "contacts": ["text: somebody who was written to, by name or address"],
                "sent_on": "text or null: the day it was sent",
                "return_by": "text or null: the day it is to be back",
                "returned_on": "text or null: the day it was saved last",
                "returns": ["text: a file that came back"],
                "edits": "number: edits in returns that were not merged yet",
                "missing": "number: rows that did not come back",
                "refused": "number: edits that could not be taken",
            }
        ],
        "counts": "object: the number of copies by state and flag",
        "strangers": ["text: a returned file that was made from no copy that was sent"],
        "files": [{"file": "text: a file that could not be read", "error": "object: the error"}],
        "drafts": "object or null: names of reminders: written, and those that were there before",
        "findings": [_FINDING],
    },
    "xltrack-month/1": {
        "as_of": "text: the day the papers are for",
        "tracker": "text: the tracker",
        **_MERGED,
        "open": "number: open actions",
        "overdue": "number: overdue actions",
        "folder": "text: the folder of the papers",
        "written": ["text: a paper"],
        "replaced": ["text: a paper of an earlier run that was replaced"],
        "kept": "object: papers that somebody had edited, with the names under which they were kept",
        "findings": [_FINDING],
    },
}
"""Schema with version -> key -> description of its value; a list shows the form of its elements."""


def json_form(schema: str, **values: Any) -> dict[str, Any]:
    """Return a form under its schema's name."""
    return {"schema": schema} | values


def findings_form(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as their JSON form."""
    return [finding.as_dict() for finding in findings]


def edits_form(entries: Iterable[LogEntry], before: Plan, after: Plan) -> list[dict[str, Any]]:
    """Return log entries as edits; their kinds are those of the changes between the two plans."""
    from xltrack.model.compare import diff  # not every form needs the models
    from xltrack.model.fields import plain

    kinds = {(change.ref, change.field): change.kind for change in diff(before, after)}
    return [
        {
            "ref": entry.ref,
            "field": entry.field,
            "before": plain(entry.before),
            "after": plain(entry.after),
            "kind": kinds.get((entry.ref, entry.field), entry.outcome),
            "by": entry.who,
            "file": entry.file,
        }
        for entry in entries
    ]


def conflicts_form(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """Return conflicts as their JSON form: the decisions that wait, each with the claims on its cell."""
    from xltrack.model.fields import plain

    return [
        {
            "id": conflict.id,
            "ref": conflict.ref,
            "field": conflict.field,
            "ours": plain(conflict.ours),
            "reason": conflict.reason,
        }
        | {"claims": [{"by": claim.by, "file": claim.file, "value": plain(claim.value)} for claim in conflict.claims]}
        for conflict in conflicts
    ]


def returns_form(receipts: Iterable[Receipt], unreadable: Sequence[XltrackError]) -> list[dict[str, Any]]:
    """Return everything that came back, the files that could not be read last."""
    forms: list[dict[str, Any]] = [
        {"file": receipt.file, "by": receipt.by, "to": receipt.to, "state": receipt.state}
        | dict(receipt.counts)
        | {"unchanged": receipt.unchanged, "missing": list(receipt.missing), "error": None}
        for receipt in receipts
    ]
    empty = dict.fromkeys(("taken", "agreed", "waiting", "refused", "earlier"), 0)
    return [
        *forms,
        *(
            {"file": str(error.values.get("file", "")), "by": "", "to": "", "state": "unreadable"}
            | empty
            | {"unchanged": 0, "missing": [], "error": error.as_dict()}
            for error in unreadable
        ),
    ]


def entry_form(entry: LogEntry) -> dict[str, Any]:
    """Return one log entry."""
    form = entry.model_dump(mode="json", include=set(_ENTRY))
    return {key: form[key] if key != "by" else entry.who for key in _ENTRY}
