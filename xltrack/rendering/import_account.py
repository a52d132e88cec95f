"""The report of an import as a workbook: each finding with its place, linked to its row of the plan."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from xltrack.findings import CellAddress, DocumentPlace, Finding, LineNumber, Where
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.fields import value_label
from xltrack.xlsx.text_width import lines, width_units

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - one moment for every account, so that the same import gives the same bytes
_FINDINGS = (
    ("severity", 17), ("source", 32), ("place", 32), ("words", 48), ("meaning", 60), ("remedy", 48), ("ref", 13),
)  # fmt: skip
_PLAN = (
    ("ref", 11), ("place", 32), ("text", 60), ("responsible", 32), ("deadline", 11), ("status", 22),
    ("source_status", 24), ("comments", 60),
)  # fmt: skip
"""Columns with the greatest width of each; one with shorter texts is narrower."""
_LEAST = 9
_CELL = {"valign": "top", "font_size": 10, "bottom": 1, "bottom_color": "#D9D9D9"}
_BODY = {**_CELL, "text_wrap": True}
_LINK = {**_CELL, "font_color": "#0563C1", "underline": 1}
_HEAD = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
_ORDER = {"error": 0, "warning": 1, "info": 2}
_A4, _FILTER = 9, 3
"""The size of the paper, and the width of a filter's button."""
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
        key=lambda item: (not item[1].may_swallow, _ORDER[item[1].severity]),
    )
    refs = [by_place.get((at, *_row_key(finding.where)), "") for at, finding in findings]
    sheet = _sheet(
        book, words, "findings", _FINDINGS, [_finding_cells(finding, words) for _, finding in findings], body
    )
    plan_name = words.word("account", "plan")
    for number, ref in enumerate(refs, 1):
        if ref in targets:
            sheet.write_url(number, 6, f"internal:'{plan_name}'!A{targets[ref] + 1}", link, ref)
    sheet.autofilter(0, 0, max(len(findings), 1), len(_FINDINGS) - 1)
    _sheet(book, words, "plan", _PLAN, rows, body)
    book.close()
    return buffer.getvalue()


def _sheet(
    book: Any,
    words: Catalogue,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    body: Any,
) -> Any:
    """Write a sheet, each column as wide as its texts need and each row as high: not every program fits them."""
    head = book.add_format(_HEAD)
    sheet = book.add_worksheet(words.word("account", name))
    if words.word("language", "direction") == "rtl":
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    headers = [words.word("account", key) for key, _ in columns]
    widths = [
        _width([header, *(row[column] for row in rows)], most)
        for column, (header, (_, most)) in enumerate(zip(headers, columns, strict=True))
    ]
    sheet.set_row(0, _height(headers, [width - _FILTER for width in widths]) + 4)
    for column, (header, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, head)
    for number, row in enumerate(rows, 1):
        sheet.set_row(number, _height(row, widths))
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, body)
    return sheet


def _width(texts: Sequence[str], most: int) -> int:
    """Return the width of a column: that of its longest line with some room, between the least and the most."""
    longest = max(width_units(line) for text in texts for line in text.split("\n"))
    return int(min(max(longest + _FILTER, _LEAST), most))


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    longest = max(lines(text, width) for text, width in zip(texts, widths, strict=True))
    return min(_LINE * longest + 3, _HIGHEST)


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
