"""The report of an import as a workbook: each finding with its place, linked to its row of the plan."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from xltrack.findings import CellAddress, DocumentPlace, Finding, LineNumber, Where
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.importing.recognise import ImportedPlan
from xltrack.model.fields import value_label
from xltrack.xlsx.text_width import lines

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - one moment for every account, so that the same import gives the same bytes
_FINDINGS = (
    ("severity", 17),
    ("source", 22),
    ("place", 24),
    ("words", 48),
    ("meaning", 56),
    ("remedy", 44),
    ("ref", 13),
)
_PLAN = (
    ("ref", 11), ("place", 24), ("text", 56), ("responsible", 24), ("deadline", 11), ("status", 18),
    ("source_status", 22), ("comments", 48),
)  # fmt: skip
_BODY = {"text_wrap": True, "valign": "top", "font_size": 10}
_LINK = {"valign": "top", "font_color": "#0563C1", "underline": 1, "font_size": 10}
_HEAD = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
_ORDER = {"error": 0, "warning": 1, "info": 2}
_LINE, _HIGHEST = 13.5, 400
"""Points of a line of text, and of the highest row."""
RowKey = tuple[object, ...]


def account_workbook(plans: Sequence[ImportedPlan], language: str = "en") -> bytes:
    """Write the account: a sheet of findings whose rows link to the sheet of what was read, and back."""
    import xlsxwriter

    words = catalogue(language)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _EPOCH})
    body, link = book.add_format(_BODY), book.add_format(_LINK)
    rows = list(_plan_rows(plans, words))
    targets = {row[0]: at for at, row in enumerate(rows, 1)}
    by_place = {key: ref for at, read in enumerate(plans) for ref, key in _keys(read, at, len(plans))}
    findings = sorted(
        ((at, finding) for at, read in enumerate(plans) for finding in read.findings),
        key=lambda item: _ORDER[item[1].severity],
    )
    sheet = _sheet(book, words, "findings", _FINDINGS)
    plan_name = words.word("account", "plan")
    for number, (at, finding) in enumerate(findings, 1):
        ref = by_place.get((at, *_row_key(finding.where)), "")
        _write_row(sheet, number, _finding_cells(finding, words), _FINDINGS, body)
        if ref in targets:
            sheet.write_url(number, 6, f"internal:'{plan_name}'!A{targets[ref] + 1}", link, ref)
    sheet.autofilter(0, 0, max(len(findings), 1), len(_FINDINGS) - 1)
    plan = _sheet(book, words, "plan", _PLAN)
    for number, row in enumerate(rows, 1):
        _write_row(plan, number, row, _PLAN, body)
    book.close()
    return buffer.getvalue()


def _write_row(sheet: Any, number: int, texts: Sequence[str], columns: Sequence[tuple[str, int]], body: Any) -> None:
    """Write a row, as high as its longest text needs: not every program fits rows when it opens a file."""
    longest = max(lines(text, width) for text, (_, width) in zip(texts, columns, strict=True))
    sheet.set_row(number, min(_LINE * longest + 3, _HIGHEST))
    for column, text in enumerate(texts):
        sheet.write_string(number, column, text, body)


def _sheet(book: Any, words: Catalogue, name: str, columns: Sequence[tuple[str, int]]) -> Any:
    head = book.add_format(_HEAD)
    sheet = book.add_worksheet(words.word("account", name))
    if words.word("language", "direction") == "rtl":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, 2 * _LINE + 6)
    for column, (key, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words.word("account", key), head)
    return sheet


def _finding_cells(finding: Finding, words: Catalogue) -> tuple[str, ...]:
    return (
        words.word("account", finding.severity),
        PurePath(finding.file).name,
        str(finding.where or ""),
        finding.found[:32_000],
        finding.message(words.language)[:32_000],
        finding.remedy(words.language)[:32_000],
        "",
    )


def _plan_rows(plans: Sequence[ImportedPlan], words: Catalogue) -> Iterator[tuple[str, ...]]:
    for at, read in enumerate(plans):
        for rec in read.plan.recommendations:
            ref = _label(rec.ref, at, len(plans))
            yield ref, str(read.places.get(rec.ref, "")), rec.text[:32_000], "", "", "", "", rec.response[:32_000]
            for action in rec.actions:
                status = value_label("status", action.status, words)
                yield (
                    _label(action.ref, at, len(plans)),
                    str(read.places.get(action.ref, "")),
                    action.description[:32_000],
                    action.responsible[:32_000],
                    str(action.deadline or ""),
                    status,
                    action.source_status[:32_000],
                    action.comments[:32_000],
                )


def _label(ref: str, at: int, count: int) -> str:
    return f"{at + 1}: {ref}" if count > 1 else ref


def _keys(read: ImportedPlan, at: int, count: int) -> Iterator[tuple[str, RowKey]]:
    for ref, place in read.places.items():
        yield _label(ref, at, count), (at, *_row_key(place))


def _row_key(where: Where) -> RowKey:
    """Return the row of a source that a place belongs to; a row of no action matches nothing."""
    if isinstance(where, CellAddress):
        return (where.sheet, where.row)
    if isinstance(where, DocumentPlace):
        return ("", where.table, where.row, where.paragraph)
    return ("line", where.number) if isinstance(where, LineNumber) else ("", None)
