"""Reading a tracker against bare python-calamine and openpyxl read-only, on the same file: time and memory.

    python benchmarks/bench_read.py [ROWS]...

`cells` keeps every value with its address, formulas and error cells of all columns that are read; calamine gives
values alone and openpyxl's read-only mode values or formulas. `workbook` is all of `read_workbook`: base, sheets,
identity of rows, coercion and findings. Memory is what the rows keep, as tracemalloc counts it.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.bench_fill import DAY, made
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.values import Sheet
from xltrack.workbook.read import read_marked, read_workbook
from xltrack.workbook.write import write_workbook
from xltrack.xlsx.container import MIB, Package
from xltrack.xlsx.workbook_part import Book

LIMITS = replace(DEFAULT_LIMITS, rows=10**6, cells=10**8, shared_strings=10**7, part_bytes=400 * MIB, total_bytes=10**9)


def cells(path: Path) -> Sheet:
    book = Book(Package.open(path, LIMITS))
    return read_marked(book, next(sheet for sheet in book.sheets if sheet.name == "Actions"))


def calamine(path: Path) -> object:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_name("Actions").to_python()


def openpyxl(path: Path) -> object:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        return list(book["Actions"].iter_rows(values_only=True))
    finally:
        book.close()


def seconds(run: Callable[[Path], object], path: Path, tries: int) -> float:
    """The best of some tries: the machine is not ours alone."""
    spent = []
    for _ in range(tries):
        start = time.perf_counter()
        run(path)
        spent.append(time.perf_counter() - start)
    return min(spent)


def main(sizes: list[int]) -> None:
    print(f"{'rows':>8} {'calamine':>9} {'cells':>9} {'ratio':>6} {'openpyxl':>9} {'workbook':>9} {'bytes/row':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tracker.xlsx"
            write_workbook(made(size), path, as_of=DAY)
            tries = 3 if size > 1000 else 20
            peer, ours = seconds(calamine, path, tries), seconds(cells, path, tries)
            other = seconds(openpyxl, path, 1)
            whole = seconds(lambda found: read_workbook(found, limits=LIMITS), path, 1 if size > 1000 else tries)
            tracemalloc.start()
            kept = cells(path)
            memory = tracemalloc.get_traced_memory()[0] / len(kept.rows)
            tracemalloc.stop()
        figures = f"{peer:9.3f} {ours:9.3f} {ours / peer:6.2f} {other:9.3f} {whole:9.3f} {memory:10.0f}"
        print(f"{size:8} {figures}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [29, 10_000, 100_000])
