"""A plan in a spreadsheet that an office made for itself: other headers, other order, merged cells, own words.

Every filled cell is in the plan, or said by a finding with its address: nothing is dropped because it was not
understood. A table's header may stand anywhere, more than once, on several sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xltrack.errors import XltrackError
from xltrack.findings import CellAddress, Finding
from xltrack.grid.values import Grid
from xltrack.i18n.catalogue import find_code, fold
from xltrack.importing.spreadsheet.draft import Draft, DraftAction, DraftRec, numbered
from xltrack.importing.spreadsheet.headers import IGNORED, LISTS, REC_TEXTS, HeaderWords, field_of, folded, is_header
from xltrack.importing.spreadsheet.sheet import CellFound, SheetView
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS, Column
from xltrack.model.plan import Plan, Status
from xltrack.reading.cell_values import KEEP, CellContext, read_value

_SEARCHED = 200
"""Rows from the top of a sheet in which its first header is looked for."""
_JOINED = ("comments", "evidence", "reason", "responsible", "description")
"""Fields in which several cells can stand together."""
_COLUMNS: Mapping[str, Column] = {column.key: column for column in (*RECOMMENDATIONS, *ACTION_FIELDS)}
_TEXT = Column("comments", "text", 1)


@dataclass(frozen=True, slots=True)
class ForeignPlan:
    """What was read. `statuses` and `headers` are words that nobody has said the meaning of."""

    plan: Plan
    findings: tuple[Finding, ...]
    statuses: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


def read_foreign_plan(
    grid: Grid, file: str, *, headers: Mapping[str, str] | None = None, statuses: Mapping[str, str] | None = None
) -> ForeignPlan:
    """The plan that the tables of a workbook hold, with every cell accounted for.

    `headers` maps header words to fields (see `foreign_headers.FIELDS`), `statuses` the office's own status words to
    status codes. Raises XltrackError (no_table) when no row is a header.
    """
    reader = _Reader(folded(headers or {}), {fold(word): Status(code) for word, code in (statuses or {}).items()})
    views = [SheetView(sheet) for sheet in grid.sheets]
    for view in views:
        reader.sheet(view)
    if not reader.tables:
        raise XltrackError("no_table", file=file)
    plan = numbered(reader.draft)
    findings = [*reader.findings, *reader.draft.findings]
    for view in views:
        findings += (reader.leftover(view, found) for found in view.left())
    findings.sort(
        key=lambda finding: finding.where if isinstance(finding.where, CellAddress) else CellAddress("", 0, 0)
    )
    statuses_left = tuple(dict.fromkeys(reader.statuses))
    return ForeignPlan(plan, tuple(findings), statuses_left, tuple(dict.fromkeys(reader.headers)))


@dataclass(slots=True)
class _Layout:
    """A header: the fields of its columns, and the words that stand there."""

    row: int
    fields: dict[int, str]
    words: dict[int, str]
    last: int = 0

    @property
    def has_recommendations(self) -> bool:
        return "recommendation" in self.fields.values()

    def columns(self, name: str) -> list[int]:
        return [column for column, found in self.fields.items() if found == name]


@dataclass
class _Reader:
    own: HeaderWords
    meant: Mapping[str, Status]
    draft: Draft = field(default_factory=Draft)
    findings: list[Finding] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    tables: int = 0
    _layouts: dict[str, _Layout] = field(default_factory=dict)

    def sheet(self, view: SheetView) -> None:
        layout: _Layout | None = None
        numbers = list(view.rows)
        for at, number in enumerate(numbers):
            if layout and number <= layout.last:
                continue
            fresh = self._layout(view, number) if layout or at < _SEARCHED else None
            if fresh:
                if layout is None:
                    self._title(view, number)
                repeated = layout is not None and view.same_texts(layout.row, number)
                self._use_header(view, fresh, repeated)
                layout = fresh
            elif layout:
                self._row(view, layout, number)
        if layout:
            self._layouts[view.name] = layout

    def _layout(self, view: SheetView, number: int) -> _Layout | None:
        """The header in that row, with the rows under it that its merged cells reach into."""
        first = view.row(number)
        last = number
        while last - number < 2 and any(found.at[0] == number for found in view.row(last + 1).values()):
            last += 1
        words = {column: found.text for column, found in first.items()}
        for below in range(number + 1, last + 1):
            for column, cell in view.row(below).items():
                if field_of(cell.text, self.own) or not field_of(words.get(column, ""), self.own):
                    words[column] = cell.text
        fields = {column: found for column, word in words.items() if (found := field_of(word, self.own))}
        if not is_header(fields.values()):
            return None
        return _Layout(number, fields, words, last)

    def _title(self, view: SheetView, header: int) -> None:
        """The first text above the header is the plan's title; what else stands there is left over."""
        for number in (row for row in view.rows if row < header):
            found = next(iter(view.row(number).values()))
            if not self.draft.title:
                self.draft.title = found.text
                view.use(found)
            return

    def _use_header(self, view: SheetView, layout: _Layout, repeated: bool) -> None:
        self.tables += not repeated
        for number in range(layout.row, layout.last + 1):
            for column, found in view.row(number).items():
                if column in layout.fields or repeated:
                    view.use(found)
                else:
                    where = view.use(found)
                    self.headers.append(found.text)
                    self.findings.append(Finding("unknown_header", where, found.text))

    def _row(self, view: SheetView, layout: _Layout, number: int) -> None:
        row = view.row(number)
        cells = {found.at: found for found in row.values()}
        only = next(iter(cells.values())) if len(cells) == 1 else None
        if only and self._is_heading(view, layout, only):
            self.draft.begin(only.text, (view.name, *only.at))
            view.use(only)
            return
        self._recommendation(view, layout, row)
        action = self._action(view, layout, row)
        if action is None:
            return
        for column, found in row.items():
            name = layout.fields.get(column, IGNORED)
            if name in _COLUMNS and name not in (*REC_TEXTS, "category", *LISTS, "description"):
                self._field(view, layout, action, column, found)
            elif name == "number":
                action.numbers.setdefault(found.text, view.use(found))
            elif name in ("derived", "source_status"):
                view.use(found)

    def _is_heading(self, view: SheetView, layout: _Layout, only: CellFound) -> bool:
        """Whether a row's only cell is a recommendation written over its actions."""
        if layout.fields.get(only.at[1]) == "recommendation":
            return False
        names = field_of(only.text.split()[0], {}) == "recommendation"
        return names or (view.is_wide(only) and not layout.has_recommendations)

    def _recommendation(self, view: SheetView, layout: _Layout, row: Mapping[int, CellFound]) -> None:
        """Go to the recommendation that the row names, and take what it says about it."""
        for column in layout.columns("recommendation"):
            if column in row:
                found = row[column]
                self.draft.begin(found.text, (view.name, *found.at))
                view.use(found)
        for column, found in row.items():
            name = layout.fields.get(column)
            if name in ("response", "category", *LISTS):
                self._about(view, found, name, self.draft.current(view.name))

    def _about(self, view: SheetView, found: CellFound, name: str, rec: DraftRec) -> None:
        value = self._value(view, found, name, "recommendations")
        if value is KEEP or value is None:
            return
        old = rec.values.get(name)
        if name in LISTS:
            rec.values[name] = tuple(dict.fromkeys((*(old or ()), *value)))
        elif name == "response" and old and value not in old.split("\n\n"):
            rec.values[name] = f"{old}\n\n{value}"
        elif name == "category" and old not in (None, value):
            return
        else:
            rec.values.setdefault(name, value)
        view.use(found)

    def _action(self, view: SheetView, layout: _Layout, row: Mapping[int, CellFound]) -> DraftAction | None:
        """The action of a row; of one whose text is merged over several rows, the same again."""
        texts = [row[column] for column in layout.columns("description") if column in row]
        if not texts:
            return None
        place = (view.name, *texts[0].at)
        for found in texts:
            view.use(found)
        last = self.draft.last_action
        if last is not None and last.place == place:
            return last
        text = "\n".join(dict.fromkeys(str(self._value(view, found, "description", "actions")) for found in texts))
        return self.draft.add(text, place, self.draft.current(view.name))

    def _field(self, view: SheetView, layout: _Layout, action: DraftAction, column: int, found: CellFound) -> None:
        name = layout.fields[column]
        if name == "status":
            self._status(view, action, found)
            return
        value = self._value(view, found, name, "actions")
        if value is KEEP:
            view.use(found)
            return
        old = action.values.get(name)
        if old in (None, "", value) or found.at in action.cells:
            action.values[name] = old or value
        elif name in _JOINED:
            label = "" if column == layout.columns(name)[0] else f"{layout.words[column]}: "
            action.values[name] = f"{old}\n{label}{value}"
        else:
            return
        action.cells.add(found.at)
        view.use(found)

    def _status(self, view: SheetView, action: DraftAction, found: CellFound) -> None:
        value, findings = read_value(found.raw, CellContext(CellAddress(view.name, *found.at), "actions", _TEXT, ""))
        if not isinstance(value, str) or action.values.get("source_status") not in (None, value):
            self.findings += findings
            return
        where = view.use(found)
        code = self.meant.get(fold(value)) or find_code(value, "status") or find_code(value, "status_words")
        if code is None and "source_status" not in action.values:
            self.statuses.append(value)
            self.findings.append(Finding("status_unmapped", where, value))
        action.values["source_status"] = value
        action.values["status"] = Status(code) if code else Status.NOT_INITIATED

    def _value(self, view: SheetView, found: CellFound, name: str, sheet: str) -> Any:
        """The cell's value for a field; what there is to say about it is kept, once."""
        where = CellAddress(view.name, *found.at)
        key = "text" if (name, sheet) == ("recommendation", "recommendations") else name
        value, findings = read_value(found.raw, CellContext(where, sheet, _COLUMNS[key], None))
        self.findings += (finding for finding in findings if finding not in self.findings)
        return value

    def leftover(self, view: SheetView, found: CellFound) -> Finding:
        """What is said of a cell that found no place."""
        layout = self._layouts.get(view.name)
        header = layout.words.get(found.at[1], "") if layout and found.at[0] > layout.row else ""
        code = "leftover_cell" if header else "leftover_text"
        return Finding(code, CellAddress(view.name, *found.at), found.text, {"header": header} if header else {})
