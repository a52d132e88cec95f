"""Losses of a merge: daff's three-way merge and a plain pandas script beside xltrack, on the same workbooks.

    pip install daff pandas
    python benchmarks/peers_merge.py > docs/merge-peers.md

Every case starts from one tracker of four actions. Each return is its workbook, edited as people do; all three
tools see the same cells. For every edit the table says whether it stands in the result, whether somebody is
asked about it, or whether it is lost; and which rows of the plan are lost.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import daff
import pandas as pd
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xltrack.merging.merge import merge
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import new_tracker
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes

DAY, WHEN = date(2024, 6, 30), datetime(2024, 7, 1, tzinfo=UTC)
HEADER, FIRST, LAST, COLUMNS = 5, 6, 9, 16
STATUS, COMMENTS = 6, 7
Rows = list[list[str]]
Edit = Callable[[Worksheet], None]


@dataclass(frozen=True)
class Case:
    """The returns, by file, and the edits that must not be lost: file, ref, column, value."""

    name: str
    returns: Mapping[str, Edit]
    edits: tuple[tuple[str, str, int, str], ...]


def put(ref: str, column: int, value: str) -> Edit:
    def edit(sheet: Worksheet) -> None:
        row = next(row for row in range(FIRST, LAST + 1) if sheet.cell(row, 1).value == ref)
        sheet.cell(row, column).value = value

    return edit


def both(*edits: Edit) -> Edit:
    return lambda sheet: [edit(sheet) for edit in edits] and None


def removed(ref: str) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet.delete_rows(next(row for row in range(FIRST, LAST + 1) if sheet.cell(row, 1).value == ref))

    return edit


def copied(ref: str, column: int, value: str) -> Edit:
    """The row copied below the others, the copy edited: so people try out what they mean to write."""

    def edit(sheet: Worksheet) -> None:
        row = next(row for row in range(FIRST, LAST + 1) if sheet.cell(row, 1).value == ref)
        for at in range(1, COLUMNS + 1):
            sheet.cell(LAST + 1, at).value = sheet.cell(row, at).value
        sheet.cell(LAST + 1, column).value = value

    return edit


def shuffled(sheet: Worksheet) -> None:
    """Rows sorted the other way round by a person who left out the first column, the refs."""
    rows = [[sheet.cell(row, at).value for at in range(2, COLUMNS + 1)] for row in range(LAST, FIRST - 1, -1)]
    for row, values in enumerate(rows, FIRST):
        for at, value in enumerate(values, 2):
            sheet.cell(row, at).value = value


def resorted(sheet: Worksheet) -> None:
    rows = [[sheet.cell(row, at).value for at in range(1, COLUMNS + 1)] for row in range(LAST, FIRST - 1, -1)]
    for row, values in enumerate(rows, FIRST):
        for at, value in enumerate(values, 1):
            sheet.cell(row, at).value = value


CASES = (
    Case(
        "A deletes a row, B completes it",
        {"a.xlsx": removed("R1.A2"), "b.xlsx": both(put("R1.A2", STATUS, "Completed"), put("R1.A2", COMMENTS, "Done"))},
        (("b.xlsx", "R1.A2", STATUS, "Completed"), ("b.xlsx", "R1.A2", COMMENTS, "Done")),
    ),
    Case(
        "A copies a row (same ref) and edits both",
        {"a.xlsx": both(copied("R1.A1", STATUS, "Completed"), put("R1.A1", COMMENTS, "Begun. Ordered"))},
        (("a.xlsx", "R1.A1", STATUS, "Completed"), ("a.xlsx", "R1.A1", COMMENTS, "Ordered")),
    ),
    Case(
        "A and B give one cell two values",
        {"a.xlsx": put("R1.A1", STATUS, "Not Initiated"), "b.xlsx": put("R1.A1", STATUS, "No Longer Applicable")},
        (("a.xlsx", "R1.A1", STATUS, "Not Initiated"), ("b.xlsx", "R1.A1", STATUS, "No Longer Applicable")),
    ),
    Case(
        "A and B each add to one comment",
        {"a.xlsx": put("R1.A1", COMMENTS, "Begun. Venue booked")}
        | {"b.xlsx": put("R1.A1", COMMENTS, "Begun. Money came")},
        (("a.xlsx", "R1.A1", COMMENTS, "Venue booked"), ("b.xlsx", "R1.A1", COMMENTS, "Money came")),
    ),
    Case(
        "A sorts all rows and edits one",
        {"a.xlsx": both(put("R2.A1", COMMENTS, "On its way"), resorted)},
        (("a.xlsx", "R2.A1", COMMENTS, "On its way"),),
    ),
    Case(
        "A sorts without the ref column and edits one",
        {"a.xlsx": both(put("R2.A1", COMMENTS, "On its way"), shuffled)},
        (("a.xlsx", "R2.A1", COMMENTS, "On its way"),),
    ),
)  # fmt: skip


def sent() -> tuple[bytes, Plan]:
    refs = ("R1.A1", "R1.A2", "R2.A1", "R2.A2")
    made = [
        KeyAction(ref=r, description=f"Do {r}", responsible="CO", status=Status.INITIATED, comments="Begun.")
        for r in refs
    ]
    recs = tuple(
        Recommendation(ref=rec, text=f"Do {rec}", actions=tuple(a for a in made if a.ref.startswith(rec)))
        for rec in ("R1", "R2")
    )
    plan = Plan(title="Peers", recommendations=recs)
    return workbook_bytes(new_tracker(plan, DAY), as_of=DAY), plan


def edited(data: bytes, edit: Edit) -> bytes:
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    edit(book["Actions"])
    book.save(out)
    return out.getvalue()


def cells(data: bytes) -> Rows:
    """Return the input of all tools: header and rows of Ref, Key action, Status, Comments."""
    sheet = load_workbook(io.BytesIO(data))["Actions"]
    rows = [
        [str(sheet.cell(row, at).value or "") for at in (1, 3, STATUS, COMMENTS)] for row in range(HEADER, LAST + 2)
    ]
    return [row for row in rows if row[0]]


Outcome = tuple[dict[str, list[str]], set[tuple[str, str]]]
"""Ref -> key action, status, comments afterwards; and (ref, value) of each decision and each report."""


def by_daff(base: Rows, returns: Mapping[str, Rows]) -> Outcome:
    """Return after return merged into the master; it writes conflicts into the cell, as ((( ))) and ///."""
    ours, flags = daff.PythonTableView([list(row) for row in base]), daff.CompareFlags()
    flags.addPrimaryKey("Ref")
    for rows in returns.values():
        parent, theirs = (daff.PythonTableView([list(row) for row in some]) for some in (base, rows))
        daff.Merger(parent, ours, theirs, flags).apply()
    after = {row[0]: row[1:] for row in ours.data[1:]}
    return after, {(ref, cell) for ref, row in after.items() for cell in row if "///" in cell}


def by_pandas(base: Rows, returns: Mapping[str, Rows]) -> Outcome:
    """Rows joined by ref, what differs from what was sent is written into the master, file after file."""

    def frame(rows: Rows) -> pd.DataFrame:
        made = pd.DataFrame(rows[1:], columns=rows[0]).set_index("Ref")
        return made[~made.index.duplicated(keep="last")]

    start = frame(base)
    ours = start.copy()
    for rows in returns.values():
        theirs = frame(rows).reindex(start.index)
        changed = theirs.ne(start) & theirs.notna()
        ours = ours.mask(changed, theirs)
    return {
        str(ref): [str(value) for value in row] for ref, row in zip(ours.index, ours.to_numpy(), strict=True)
    }, set()


def by_xltrack(data: bytes, returns: Mapping[str, bytes]) -> Outcome:
    words = {code.value: code.value.replace("_", " ").title() for code in Status}
    result = merge(read_bytes(data, "master.xlsx"), [read_bytes(one, n) for n, one in returns.items()], when=WHEN)
    after = {a.ref: [a.description, words[a.status.value], a.comments] for a in result.plan.actions}
    asked = {
        (conflict.ref, text)
        for conflict in result.conflicts
        for claim in conflict.claims
        for text in (words.get(claim.value or "", claim.value or ""), *([claim.row.status.value] if claim.row else []))
    }
    told = {(str(p.values.get("ref") or p.found), "") for p in result.findings if p.severity != "info"}
    return after, asked | told


def fates(case: Case, base: Rows, outcome: Outcome) -> Iterator[str]:
    """Yield the outcome of each edit, and of the rows."""
    after, asked = outcome
    for _, ref, column, value in case.edits:
        cell = after.get(ref, ["", "", ""])[1 if column == STATUS else 2]
        whole = [text for at, text in asked if at == ref and value in text]
        if "///" in cell and value in cell:
            yield f"“{value}”: marked inside the cell"
        elif value in cell:
            yield f"“{value}”: kept"
        elif whole or (ref, "") in asked:
            yield f"“{value}”: asked or reported"
        else:
            yield f"**“{value}”: lost**"
    gone = [row[0] for row in base[1:] if row[0] not in after]
    if gone:
        yield f"**row {', '.join(gone)}: lost**"
    mixed = [row[0] for row in base[1:] if row[0] in after and after[row[0]][0] != row[1]]
    if mixed:
        yield f"**texts moved to other refs: {', '.join(mixed)}**"


def main() -> None:
    data, _ = sent()
    base = cells(data)
    print("# What other ways of merging lose\n")
    print("Made by `python benchmarks/peers_merge.py`; every cell of the table was computed by a run.")
    print("daff merges three tables by primary key; the pandas script joins by ref, takes what differs from what was")
    print("sent, and the last file wins. All see the same workbooks.\n")
    print("| Case | daff | plain pandas | xltrack |\n| --- | --- | --- | --- |")
    for case in CASES:
        books = {name: edited(data, edit) for name, edit in case.returns.items()}
        tables = {name: cells(book) for name, book in books.items()}
        told = [by_daff(base, tables), by_pandas(base, tables), by_xltrack(data, books)]
        columns = ["; ".join(fates(case, base, outcome)) for outcome in told]
        print(f"| {case.name} | {' | '.join(columns)} |")
    print(
        "\n“Marked inside the cell” means that the register itself now holds `((( … ))) … /// …`, which no formula and"
    )
    print("no dropdown reads. xltrack keeps the master's value and asks on the Decisions sheet, or names the cell.")


if __name__ == "__main__":
    main()
