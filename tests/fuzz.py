"""Mutated workbooks against the reader: what it accepts is right, unchanged or reported, never plausible and wrong.

    python -m tests.fuzz 20000 [--first N] [--seed FILE.xlsx ...]

The judge reads the mutated sheet on its own (zipfile, ElementTree, no code of the reader) and holds two laws:
a change that is told stands in the sheet, in that row and that column; and a cell of an untouched row that says
something else is told, as a change or as a finding.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import signal
import sys
import time
import traceback
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.mutate import mutated
from tests.packages import Parts, unpack
from tests.tables import tracker
from xltrack.errors import XltrackError
from xltrack.findings import CellAddress, Finding
from xltrack.i18n.catalogue import catalogue, find_code
from xltrack.model.compare import Change, diff
from xltrack.model.fields import ACTION_FIELDS, plain
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker, row_uid
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes

SECONDS = 10
"""A reading that takes longer hangs."""
LINES = 3
"""A refusal takes no more."""
SHEET, TEXTS = "xl/worksheets/sheet", "xl/sharedStrings.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SENT = tracker("""
    ref   | description        | responsible | deadline | status         | comments        | completed_on | evidence
    R1.A1 | Train the staff    | CO          | 2022/12  | initiated      | Begun in spring |              |
    R1.A2 | Hold a workshop    | RO          | 2024/12  | not_initiated  |                 |              |
    R2.A1 | Publish the survey | RO          | 2023/06  | completed      | Done\\nin June  | 2023-06-20   | http://x.org/s
    R2.A2 | Review the terms   | HQ          |          | no_longer_applicable | Dropped    |              |
    R3.A1 | Share the results  | CO          | 2025/03  | not_initiated  | =waiting        |              |
""")


@dataclass(frozen=True)
class Seed:
    """A workbook to start from: its parts and the tracker in it."""

    parts: Parts
    tracker: Tracker


def seed(data: bytes) -> Seed:
    base = read_bytes(data, "seed.xlsx").base
    assert base is not None
    return Seed(unpack(data), base)


def fresh() -> Seed:
    """The workbook as it was written."""
    return seed(workbook_bytes(SENT, as_of=date(2024, 6, 30)))


def resaved() -> Seed:
    """The same, saved once through openpyxl."""
    from openpyxl import load_workbook

    out = io.BytesIO()
    load_workbook(io.BytesIO(workbook_bytes(SENT, as_of=date(2024, 6, 30)))).save(out)
    return seed(out.getvalue())


Seen = dict[int, dict[str, str]]
"""Row -> column letters -> the text, or the number, that stands there."""


def look(data: bytes) -> Seen:
    """Read the sheet with the headers of Actions without the project; return nothing if that fails."""
    words = set(catalogue().section("columns", "actions").values())
    texts = [_joined(si) for part in _parsed(data, TEXTS) for si in part]
    seen = [_rows(root, texts) for root in _parsed(data, SHEET)]
    return max(seen, key=lambda one: max((len(words & {*row.values()}) for row in one.values()), default=0), default={})


def _parsed(data: bytes, begin: str) -> list[ElementTree.Element]:
    """The parts whose names begin so, as far as they can be parsed."""
    roots = []
    with contextlib.suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if name.lower().startswith(begin.lower()) and name.endswith(".xml"):
                with contextlib.suppress(Exception):
                    roots.append(ElementTree.fromstring(package.read(name)))
    return roots


def _rows(root: ElementTree.Element, texts: list[str]) -> Seen:
    seen: Seen = {}
    for number, row in enumerate(root.iter(f"{_MAIN}row"), 1):
        cells = seen.setdefault(int(row.get("r", number)) if row.get("r", "1").isdigit() else number, {})
        for cell in row.iter(f"{_MAIN}c"):
            letters = cell.get("r", "").rstrip("0123456789")
            cells[letters] = _text(cell, texts)
    return seen


def _joined(element: ElementTree.Element) -> str:
    """The text of an element without its phonetic hints, whatever namespace a mutator gave its part."""
    silent = {id(t) for hint in element.findall(".//{*}rPh") for t in hint.iter()}
    return "".join(t.text or "" for t in element.findall(".//{*}t") if id(t) not in silent)


def _text(cell: ElementTree.Element, texts: list[str]) -> str:
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "s":
        value = texts[int(value)] if value.strip().isdigit() and int(value) < len(texts) else value
    elif cell.get("t") == "inlineStr":
        value = _joined(cell) or value
    elif cell.get("t") == "b":
        value = {"0": "FALSE", "1": "TRUE"}.get(value, value)
    elif cell.get("t") == "d":
        value = value.replace("T", " ").removesuffix(":00Z")
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def alike(value: str | None, said: str, kind: str) -> bool:
    """Whether a cell that says `said` may be read as `value` (a plan's plain text, None for nothing)."""
    if kind == "choice":
        return find_code(said, "status") == value or find_code(said, "status_words") == value
    if value is None:
        return not said.strip()
    if kind in ("month", "month_text", "date"):
        return any(form in said or form in _as_day(said) for form in _forms(value))
    return _flat(value) in (_flat(said), _as_day(said), _as_day(said)[:10]) or _same_number(value, said)


def _same_number(value: str, said: str) -> bool:
    try:
        return float(value) == float(said)
    except ValueError:
        return False


def _as_day(said: str) -> str:
    try:
        return str(date(1899, 12, 30) + timedelta(days=int(float(said)))) + f" {float(said):.4f} {said}"
    except (ValueError, OverflowError):
        return " ".join(re.findall(r"\d+", said))


def _forms(value: str) -> Iterator[str]:
    year, month = value.replace("-", "/").split("/")[:2]
    yield from (
        f"{year}-{month}",
        f"{month}.{year}",
        f"{year}.{month}",
        f"{year}{month}",
        f"{int(month)} {year}",
        f"{year} {month}",
        f"{month} {year}",
    )
    yield f"{date(2000, int(month), 1):%B} {year}"


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _ODD.sub("", text)).replace("\u200b", "").split())


def judge(start: Seed, data: bytes) -> tuple[str, list[str]]:
    """Return the outcome for a file ("refused", "read"), and the fault in it, if any."""
    began = time.monotonic()
    try:
        read = read_bytes(data, "mutated.xlsx")
    except XltrackError as error:
        long = len(str(error).splitlines()) > LINES
        return "refused", ["a refusal of more than three lines"] if long else []
    except Exception:
        return "crashed", [traceback.format_exc(limit=-3)]
    if time.monotonic() - began > SECONDS:
        return "slow", [f"{time.monotonic() - began:.0f} s"]
    return "read", list(_wrong(start, data, read))


def _wrong(start: Seed, data: bytes, read: Submission) -> Iterator[str]:
    if read.base is None:
        if not any(p.code in ("base_missing", "base_damaged") for p in read.findings):
            yield "the base is gone and nobody says so"
        return
    if read.base != start.tracker:
        yield "another base was believed"
        return
    seen = look(data)
    heads = _heads(start)
    for change in diff(read.base.plan, read.current):
        if "." in change.ref and change.field and not _explained(change, seen, heads, start.tracker, read.findings):
            yield f"made up: {change.ref}.{change.field} {change.before!r} -> {change.after!r}"
    yield from _lost(start, seen, heads, read)


def _heads(start: Seed) -> dict[str, str]:
    """Of each owned column its letters in the seed."""
    names = start.parts["xl/workbook.xml"].decode()
    return dict(re.findall(r'name="xltrack_actions_(\w+)"[^>]*>\'?Actions\'?!\$([A-Z]+)\$', names))


def _own_rows(ref: str, seen: Seen, heads: dict[str, str], base: Tracker) -> list[int]:
    marks = {
        heads["ref"]: ref,
        heads["uid"]: row_uid(base.meta.id, ref),
        heads["description"]: base.plan.by_ref[ref].description,
    }
    return [
        at
        for at, cells in seen.items()
        if any(_flat(cells.get(c, "")).upper() == _flat(mark).upper() for c, mark in marks.items())
    ]


def _told(findings: Any, rows: list[int]) -> bool:
    return any(_covers(finding, rows) for finding in findings)


def _covers(finding: Finding, rows: list[int]) -> bool:
    if isinstance(finding.where, CellAddress):
        return finding.where.row in rows or finding.code in ("header_renamed", "column_missing")
    return finding.severity != "info" or finding.code == "date_system_1904"


def _explained(change: Change, seen: Seen, heads: dict[str, str], base: Tracker, findings: Any) -> bool:
    rows = _own_rows(change.ref, seen, heads, base)
    column = next(column for column in ACTION_FIELDS if column.key == change.field)
    word = catalogue().word("columns", "actions", column.key)
    letters = {heads[column.key]} | {at for cells in seen.values() for at, text in cells.items() if _flat(text) == word}
    value = plain(change.after)
    stands = any(alike(value, seen[row].get(at, ""), column.kind) for row in rows for at in letters)
    return stands or _told(findings, rows)


def _lost(start: Seed, seen: Seen, heads: dict[str, str], read: Submission) -> Iterator[str]:
    words = {column.key: catalogue().word("columns", "actions", column.key) for column in ACTION_FIELDS}
    changed = {(change.ref, change.field) for change in diff(start.tracker.plan, read.current)}
    headers = [cells for cells in seen.values() if cells.get(heads["status"], "") == words["status"]]
    for action in start.tracker.plan.actions:
        rows = _own_rows(action.ref, seen, heads, start.tracker)
        if len(rows) != 1 or _told(read.findings, rows) or len(headers) != 1:
            continue
        for column in ACTION_FIELDS:
            letter = heads[column.key]
            said, known = seen[rows[0]].get(letter, ""), plain(getattr(action, column.key))
            intact = headers[0].get(letter) == words[column.key]
            if intact and not alike(known, said, column.kind) and (action.ref, column.key) not in changed:
                yield f"lost: {action.ref}.{column.key} {known!r} -> {said!r}"


def run(starts: list[Seed], cases: range, keep: Path | None = None) -> tuple[Counter[str], list[str]]:
    """Judge that many mutated files: how many were refused and read, and every fault with its number."""
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    for number in cases:
        names, data = mutated(starts[number % len(starts)].parts, number)
        outcome, wrong = judge(starts[number % len(starts)], data)
        outcomes[outcome] += 1
        faults += [f"{number} ({names}): {one}" for one in wrong]
        if wrong and keep:
            keep.joinpath(f"{number}.xlsx").write_bytes(data)
    return outcomes, faults


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--seed", type=Path, action="append", default=[], help="more workbooks to start from")
    arguments.add_argument("--keep", type=Path, help="folder for the files that were judged wrongly")
    told = arguments.parse_args()
    _restrain()
    starts = [fresh(), resaved(), *(seed(path.read_bytes()) for path in told.seed)]
    outcomes, faults = run(starts, range(told.first, told.first + told.count), told.keep)
    print("\n".join(faults[:200]))
    print(dict(outcomes), f"{len(faults)} faults")
    sys.exit(bool(faults))


def _restrain() -> None:
    """No more memory than the limit that refusals keep to, and an alarm for what hangs."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (1024 * 2**20,) * 2)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("hangs"))


if __name__ == "__main__":
    main()
