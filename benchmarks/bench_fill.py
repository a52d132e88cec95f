"""Filling the template against a plain formatted xlsxwriter loop that writes the same cells: CPU time and memory.

    python -m benchmarks.bench_fill [SIZE]...

Both get a tracker that is in memory already and end with a file's bytes. The peer is handed its values ready made,
writes no styles but one, and the results of the live columns instead of their formulas, so the comparison leans its
way. Memory is what was added at the peak.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from itertools import count

from xltrack.i18n.catalogue import catalogue
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.serialize import to_chunks
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.workbook import sheets as rows
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.sheet_template import TemplateValue

DAY = date(2024, 6, 30)
COMMENT = "The terms of reference were agreed with the partners & the first draft is under review. "


def made(size: int) -> Tracker:
    """A tracker of that many actions, four to a recommendation, with texts as long as real ones."""
    status, recommendations = list(Status), []
    numbers = count()
    for rec in range(1, size // 4 + 2):
        actions = tuple(
            KeyAction(
                ref=f"R{rec}.A{at}",
                description=f"Key action {number}: strengthen coordination with national partners and the country team",
                responsible=f"Unit {number % 7}",
                deadline=YearMonth(2021 + number % 5, 1 + number % 12),
                status=status[number % 4],
                comments=COMMENT * (number % 6) + str(number),
            )
            for at, number in zip(range(1, 5), numbers, strict=False)
            if number < size
        )
        recommendations.append(Recommendation(ref=f"R{rec}", text=f"Strengthen area {rec}", actions=actions))
    return new_tracker(Plan(title="Benchmark", recommendations=tuple(recommendations)), DAY)


def peer(values: list[list[TemplateValue]], chunks: list[str]) -> bytes:
    """The plain loop: the same Actions cells and base sheet."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    actions, base, style = book.add_worksheet("Actions"), book.add_worksheet("xltrack base"), book.add_format()
    for row, cells in enumerate(values, 5):
        for at, value in enumerate(cells):
            if isinstance(value, str) and value:
                actions.write_string(row, at, value, style)
            elif isinstance(value, int):
                actions.write_number(row, at, value, style)
            else:
                actions.write_blank(row, at, None, style)
        base.write_string(row, 2, str(cells[14]))
        for at, value in enumerate(cells[2:11], 3):
            if isinstance(value, str) and value:
                base.write_string(row, at, value)
            elif isinstance(value, int):
                base.write_number(row, at, value)
    for row, chunk in enumerate(chunks, 1):
        base.write_string(row, 0, chunk)
    book.close()
    return out.getvalue()


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def peak(work: Callable[[], object]) -> float:
    """MiB added at the peak of one run; measuring slows it, so it is not the run that is timed."""
    tracemalloc.start()
    work()
    added = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return added


def main(sizes: list[int]) -> None:
    words = catalogue()
    heads = ("actions", "fill s", "loop s", "ratio", "us/action", "fill MiB")
    print(" ".join(f"{head:>11}" for head in heads))
    for size in sizes:
        tracker = made(size)
        maker = rows.ActionRows(tracker, DAY, words, 0)
        values = [[a.ref, short, *maker.fields(a), *maker.live(a), uid] for a, short, uid in maker]
        chunks = list(to_chunks(tracker))
        fill, loop = partial(workbook_bytes, tracker, as_of=DAY), partial(peer, values, chunks)
        fill()
        ours, theirs = seconds(fill), seconds(loop)
        figures = (ours, theirs, ours / theirs, ours / size * 1e6, peak(fill))
        print(f"{size:11} " + " ".join(f"{figure:11.2f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [30, 1_000, 10_000, 100_000])
