"""Pages of a month beside its summary, as plain text: the open decisions, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import cleaned
from xltrack.model.fields import Value, field_label, value_label
from xltrack.model.tracker import Conflict
from xltrack.workflows.month import Month, Written, unused, write_pages

PAGE_WIDTH = 78
PAPER_FORMS = {"eml": "email", "txt": "email-text", "md": "markdown"}
"""The format of the summary under an ending, where it has another name."""


def write_papers(month: Month) -> Written:
    """Write the month's papers: the summary, the open decisions, and what is missing."""
    from xltrack.rendering.formats import render_all

    forms = {f"summary.{ending}": PAPER_FORMS.get(ending, ending) for ending in month.formats}
    made = render_all(month.summary, forms.values(), language=month.language)
    pages = {name: made[form] for name, form in forms.items()}
    pages |= {"decisions.txt": decisions_page(month), "missing.txt": missing_page(month)}
    return write_pages(month.target, pages)


def decisions_page(month: Month) -> bytes:
    """Compose the page of open decisions: the action, its value now, and each claim under its number."""
    return _page(month, "decisions", _decisions(month, _words(month)))


def missing_page(month: Month) -> bytes:
    """Compose the page of what is missing: from whom nothing came, and what could not be used."""
    return _page(month, "missing", _missing(month, _words(month)))


def _page(month: Month, key: str, lines: Iterator[str]) -> bytes:
    words = _words(month)
    title = words.word("month", f"{key}_title", month=f"{month.as_of:%Y/%m}")
    body = list(lines) or [words.word("month", f"{key}_none")]
    head = [title, "=" * min(len(title), PAGE_WIDTH), cleaned(month.result.plan.title.partition("\n")[0]), ""]
    return ("\n".join([*head, *body]).rstrip() + "\n").encode()


def _words(month: Month) -> Catalogue:
    """Return the words of the papers' language."""
    return catalogue(month.language)


def _decisions(month: Month, words: Catalogue) -> Iterator[str]:
    conflicts = month.result.conflicts
    if conflicts:
        yield from wrap(words.word("month", "decisions_how", tracker=month.tracker.name), PAGE_WIDTH)
        yield ""
    for conflict in conflicts:
        yield from _decision(month, conflict, words)
        yield ""


def _decision(month: Month, conflict: Conflict, words: Catalogue) -> Iterator[str]:
    field = field_label(conflict.field, words, month.result.plan.fields)
    yield f"{conflict.ref}  {field}: {words.word('conflict_reasons', conflict.reason)}"
    action = month.result.plan.by_ref.get(conflict.ref)
    if action is not None:
        yield from _item(f"{action.description} ({action.responsible})" if action.responsible else action.description)
    yield from _item(words.word("month", "stands", value=_shown(conflict.field, conflict.ours, words)))
    for number, claim in enumerate(conflict.claims, 1):
        value = _shown(conflict.field, claim.value, words)
        source = ", ".join(dict.fromkeys(text for text in (claim.by, claim.file) if text))
        yield from _item(words.word("month", "claim", number=number, value=value, told=source))


def _missing(month: Month, words: Catalogue) -> Iterator[str]:
    if month.unheard:
        yield words.word("month", "unheard")
        for unit in month.unheard:
            open_ = [a for a in month.result.plan.actions if a.responsible == unit and not a.status.closed]
            late = sum(row.unit == unit for row in month.summary.overdue)
            numbers = {"open": len(open_), "overdue": late}
            yield from _item(Wording(words.language, "month").word("unheard_unit", unit=unit, **numbers))
        yield ""
    files = list(unused(month))
    if files:
        yield words.word("month", "unused")
        for text in files:
            yield from _item(text)


def _item(text: str) -> Iterator[str]:
    yield from wrap(cleaned(" ".join(text.split())), PAGE_WIDTH, initial_indent="  ", subsequent_indent="    ")


def _shown(field: str | None, value: Value, words: Catalogue) -> str:
    return value_label(field, value, words) or words.word("month", "empty")
