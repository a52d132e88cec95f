"""A returned workbook, of whatever format and program, read as a Submission: base, current plan, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import NoneType

from xltrack.errors import (
    BaseDamaged,
    BaseMissing,
    BaseTooBig,
    NewerFormat,
    NotATracker,
    UnsafeWorkbook,
    WorkbookError,
    XltrackError,
)
from xltrack.findings import Finding
from xltrack.findings.outside import outside_unlinked, outside_unreadable
from xltrack.findings.workbooks import (
    base_damaged,
    base_missing,
    base_set_aside,
    date_system_1904,
    links_present,
    macros_present,
    sheet_twice,
    signature_present,
)
from xltrack.grid.csv import TABLE_TEXTS, csv_grid
from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.grid.opened import Workbook
from xltrack.grid.values import Grid
from xltrack.i18n.office_words import office_languages
from xltrack.model.expected import expect
from xltrack.model.own_fields import OwnField
from xltrack.model.plan_fields import with_fields
from xltrack.model.serialize import from_chunks
from xltrack.model.submission import Submission
from xltrack.model.text_length import LONGEST_TEXT
from xltrack.model.tracker import Tracker
from xltrack.reading.official_edits import retitled
from xltrack.reading.plan_reader import from_grid, is_tracker
from xltrack.reading.remarks import remark_findings, remarks_in
from xltrack.workbook.outside import filled_cells, other_sheets, outside_cells, spilled_findings, unread_sheets
from xltrack.workbook.printed_state import printed_state, shown_title, state_in_text
from xltrack.workbook.second_copies import copied_forms, read_copied_form
from xltrack.workbook.tracker_sheets import tracker_sheets
from xltrack.xlsx.container import FOREIGN, Package, check_kind, digest, holds_workbook, load
from xltrack.xlsx.outside_parts import unlinked_parts
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.workbook_part import Book

_UNPACKED = 32
"""Bytes that a tracker takes in memory for each character of its packed form."""


def read_workbook(
    path: Path | str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    base: Tracker | None = None,
    cache: ReadCache | None = None,
) -> Submission:
    """Read a returned workbook: its base, the plan in its sheets now, and all findings at once.

    A cell that cannot be read is a finding with its address and costs no other edit. `base` is the state that was sent,
    for a workbook whose own base is gone; its own base comes first if it is there. Raises UnsafeWorkbook or
    WorkbookError for a file that cannot be read at all, NotATracker for a workbook that is not a tracker. `cache` is
    passed from file to file by a caller that reads several of one tracker; it only saves time.
    """
    path = path_of("path", path)
    expect("limits", limits, Limits)
    expect("base", base, Tracker, NoneType)
    expect("cache", cache, ReadCache, NoneType)
    return read_bytes(load(path, limits), path.name, limits=limits, base=base, cache=cache)


def read_master(path: Path | str, *, limits: Limits = OWN_LIMITS, cache: ReadCache | None = None) -> Submission:
    """Read one's own master as `read_workbook` does; it may be larger, and its `official` edits are read, too."""
    path = path_of("path", path)
    expect("limits", limits, Limits)
    expect("cache", cache, ReadCache, NoneType)
    return read_bytes(load(path, limits), path.name, limits=limits, cache=cache, is_master=True)


def read_bytes(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    base: Tracker | None = None,
    cache: ReadCache | None = None,
    fields: Sequence[OwnField] = (),
    languages: tuple[str, ...] = (),
    is_master: bool = False,
) -> Submission:
    """Return the same for a workbook in memory; the ending of `name` gives its format. Raises like `read_workbook`.

    `fields` are own fields that its base is assumed to declare, too. `languages` are those in which an office has words
    of its own, for a workbook without its base. `is_master` as in `read_master`.
    """
    try:
        book = open_book(data, name, limits, cache)
        return _submission(book, name, digest(data), base, limits, cache or ReadCache(), fields, languages, is_master)
    except XltrackError:
        raise
    except Exception as error:  # one file must never cost another's edits, whatever is wrong with it
        reason = f"{type(error).__name__}: {error}"[:200].rstrip(".")
        raise WorkbookError("reader_failed", file=name, reason=reason) from error


def open_book(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, cache: ReadCache | None = None) -> Workbook:
    """Return the contents of a workbook's sheets, whatever its format; without a base, all sheets.

    Raises like `read_workbook`.
    """
    suffix = Path(name).suffix.lower()
    if suffix in TABLE_TEXTS and not holds_workbook(data):
        grid, findings = csv_grid(data, name)
        return Workbook(grid, findings=findings)
    check_kind(data, name)
    if suffix in FOREIGN:
        from xltrack.grid.calamine import read_foreign
        from xltrack.workbook.foreign_annotations import with_annotations

        return with_annotations(read_foreign(data, name, limits), data, name, limits)
    return _native(Package(data, name, limits, cache), cache)


def _submission(
    book: Workbook,
    name: str,
    sha: str,
    tracker: Tracker | None,
    limits: Limits,
    cache: ReadCache,
    fields: Sequence[OwnField],
    languages: tuple[str, ...],
    is_master: bool,
) -> Submission:
    base, findings = _base_or(tracker, book, name, limits, cache)
    if base is not None and fields:
        base = base.model_copy(update={"plan": with_fields(base.plan, fields)})
    book = _with_limits(book, limits, base, languages)
    if base is None and not is_tracker(book.grid):
        raise NotATracker("not_a_tracker", file=name)
    shown = (book.tracker, book.revision) if base or book.tracker else state_in_text(book.grid)
    reading = from_grid(book.grid, base, cache, book.saved, is_master)
    copies = copied_forms(book, reading)
    outside = {place: one for place, one in book.outside.items() if all(place != sheet.name for sheet in copies)}
    remarks = remarks_in(book.grid, reading.addresses, base, outside, other_sheets(book, reading, base, copies))
    main = reading.addresses.tables[0].sheet.name if reading.addresses.tables else ""
    filled = filled_cells(reading.addresses, book.outside)
    found = (*reading.findings, *spilled_findings(reading, base, filled), *remark_findings(remarks))
    reported = (*findings, *book.findings, *(sheet_twice(sheet.name, main) for sheet in copies), *found)
    first = Submission(
        file=name,
        by=book.by,
        saved=book.saved,
        base=base,
        current=reading.plan,
        added=reading.added,
        missing=reading.missing,
        rivals=reading.rivals,
        findings=tuple(finding.in_file(name) for finding in reported),
        remarks=remarks,
        digest=sha,
        tracker=shown[0],
        revision=shown[1],
        filled=filled,
        official=(*retitled(book, base, is_master), *reading.official),
        moves=reading.moves,
        marked=reading.marked,
        new_recommendations=reading.new_recommendations,
        unsure=reading.unsure,
        cells=reading.addresses,
    )
    return replace(first, more=tuple(filter(None, (read_copied_form(first, sheet, book) for sheet in copies if main))))


def _with_limits(book: Workbook, limits: Limits, base: Tracker | None, languages: tuple[str, ...]) -> Workbook:
    """Return a workbook that knows the longest text and the languages with words of an office."""
    languages = office_languages(base.meta.terms) if base else languages
    return book._replace(grid=book.grid._replace(longest=min(limits.text, LONGEST_TEXT), languages=languages))


def _base_or(
    tracker: Tracker | None, book: Workbook, name: str, limits: Limits, cache: ReadCache
) -> tuple[Tracker | None, tuple[Finding, ...]]:
    """Return a workbook's base, else the given one; a damaged base that was not used is reported."""
    base, findings = _base(book, name, limits, cache)
    if base is not None or tracker is None:
        return base, findings
    return tracker, tuple(base_set_aside(finding.found) for finding in findings if finding.code == "base_damaged")


def _base(book: Workbook, name: str, limits: Limits, cache: ReadCache) -> tuple[Tracker | None, tuple[Finding, ...]]:
    try:
        base = cache.part(
            ("base", limits.base_bytes),
            tuple(book.chunks),
            _UNPACKED * sum(map(len, book.chunks)),
            lambda: from_chunks(book.chunks, limits.base_bytes),
        )
    except BaseMissing:
        return None, (base_missing(),)
    except BaseDamaged as error:
        return None, (base_damaged(str(error.values["reason"])),)
    except BaseTooBig as error:
        raise UnsafeWorkbook(error.code, **(error.values | {"file": name})) from error
    except NewerFormat as error:
        raise NewerFormat(error.code, **(error.values | {"file": name})) from error
    if len(base.plan.actions) > limits.rows:
        raise UnsafeWorkbook("base_actions", file=name, count=len(base.plan.actions), limit=limits.rows)
    return base, ()


def _native(package: Package, cache: ReadCache | None) -> Workbook:
    """Return a workbook in Excel's own format."""
    book = Book(package, cache)
    sheets, chunks = tracker_sheets(book)
    by, saved = book.sender
    present = {
        macros_present: book.macros,
        links_present: book.links,
        signature_present: book.signed,
        date_system_1904: book.date1904,
    }
    read, outside = outside_cells(book, [*sheets, *unread_sheets(book, sheets)])
    damaged = [outside_unreadable(name, one.damage) for name, one in outside.items() if one.damage]
    if unlinked := unlinked_parts(package, [part.part for part in book.sheets]):
        damaged.append(outside_unlinked(", ".join(unlinked)))
    findings = (*(finding() for finding, is_present in present.items() if is_present), *damaged)
    grid = Grid(tuple(read[: len(sheets)]), book.marks)
    tracker, revision = ("", None) if chunks else printed_state(book)
    others = read[len(sheets) :]
    return Workbook(
        grid, tuple(chunks), by, saved, findings, tracker, revision, outside, partial(shown_title, book), tuple(others)
    )
