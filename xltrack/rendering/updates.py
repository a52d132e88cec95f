"""Changes since an earlier state, action by action, as blocks to paste into the fields of another system.

The values stand alone on their lines and exactly as they are: nothing is escaped, shortened or wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue
from xltrack.model.compare import Change, diff
from xltrack.model.fields import PLAN_REF, Value, field_label, plain, value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import value_of

ALWAYS = ("status", "comments")
"""Fields that the form of a management response asks for at every update."""


def format_updates(before: Plan, after: Plan, since: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return a block for every row of `after` that differs from `before`, in plan order; rows that are gone come last.

    A block names its action, says which fields changed, and gives status, comments and every changed field. `since`
    names the earlier state in the first line. Raises nothing.
    """
    words = catalogue(language)
    changes: dict[str, list[Change]] = {}
    for change in diff(before, after, smart_quotes=False):
        changes.setdefault(change.ref, []).append(change)
    rows_of = ((rec.ref, *(action.ref for action in rec.actions)) for rec in after.recommendations)
    order = [PLAN_REF, *(ref for refs in rows_of for ref in refs)]
    refs = [ref for ref in order if ref in changes] + [ref for ref in changes if ref not in set(order)]
    head = words.word("updates", "none" if not refs else "head", since=since, count=len(refs))
    rows, own = _rows(after), after.fields
    number = {
        ref: {"ref": ref or field_label(changes[ref][0].field, words), "number": at, "count": len(refs)}
        for at, ref in enumerate(refs, 1)
    }
    blocks = (
        _block(rows.get(ref), changes[ref], words.word("updates", "block", **number[ref]), words, own) for ref in refs
    )
    return "\n".join([after.title, head, "", *blocks]).lstrip("\n")


def _rows(plan: Plan) -> dict[str, KeyAction | Recommendation]:
    return {rec.ref: rec for rec in plan.recommendations} | dict(plan.by_ref)


def _block(
    row: KeyAction | Recommendation | None,
    changes: list[Change],
    title: str,
    words: Catalogue,
    own_fields: Sequence[OwnField],
) -> str:
    if row is None and changes[0].ref == PLAN_REF:
        shown = (
            (field_label(change.field, words), _shown(str(change.field), change.after, words)) for change in changes
        )
        return "\n".join([title, *(f"{label}:\n{value}\n" for label, value in shown)]) + "\n"
    if row is None:
        gone = changes[0].before
        lines = [title, plain(gone) or "", words.word("updates", "gone")]
        return "\n".join(lines) + "\n\n"
    sheet = "actions" if isinstance(row, KeyAction) else "recommendations"
    labels = {field.key: field.header(words.language) for field in own_fields} | dict(words.section("columns", sheet))
    lines = [title, plain(row) or "", _what_changed(labels, changes, words), ""]
    for key in (*_fields(row, changes), *_own_keys(row, changes, own_fields)):
        lines += [f"{labels[key]}:", _shown(key, value_of(row, key), words), ""]
    return "\n".join(lines) + "\n"


def _own_keys(
    row: KeyAction | Recommendation, changes: Iterable[Change], own_fields: Iterable[OwnField]
) -> Iterator[str]:
    """Yield the own fields a block gives, as `_fields` does."""
    changed = {change.field for change in changes}
    values = dict(row.own)
    yield from (field.key for field in own_fields if field.key in changed or (None in changed and field.key in values))


def _what_changed(labels: Mapping[str, str], changes: list[Change], words: Catalogue) -> str:
    fields = ", ".join(labels[change.field] for change in changes if change.field)
    return words.word("updates", "changed", fields=fields) if fields else words.word("updates", "new")


def _fields(row: KeyAction | Recommendation, changes: Iterable[Change]) -> Iterator[str]:
    """Yield the fields of a block: all filled ones of a new row, else the changed ones; always those in `ALWAYS`."""
    changed = {change.field for change in changes}
    for key in type(row).model_fields:
        if key in ("ref", "actions", "source_status", "own"):
            continue
        asked = key in ALWAYS and isinstance(row, KeyAction)
        if asked or key in changed or (None in changed and getattr(row, key)):
            yield key


def _shown(key: str, value: Value, words: Catalogue) -> str:
    """Return a value as people write it: a status word, a month as 2022/12, a list with one entry a line."""
    return value_label(key, value, words) or words.word("updates", "empty")
