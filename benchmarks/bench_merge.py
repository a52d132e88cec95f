"""Merging many returns against the scripts an analyst would write: CPU time of whole processes, and memory.

    python benchmarks/bench_merge.py [RETURNS] [ACTIONS] [TURNS]

Each return is a copy of one tracker with three cells edited. The scripts read every copy's Actions sheet with
pandas (through calamine, or through openpyxl), compare it with the sheet that was sent, take what one file alone
changed and write the result with openpyxl: no log, no decisions, no check of a row's identity, no look at what is
not the Actions sheet. "Bare reading" is calamine over the same files and nothing else. CPU is user and system
time of a process and its children; memory is the most that any of its processes held.

All commands run in turn, after one round that is not counted; every figure is the median of the turns, and a ratio
is that of the two runs of one turn, so that it holds while the machine's speed drifts.
"""

from __future__ import annotations

import io
import os
import random
import re
import subprocess
import sys
import tempfile
import textwrap
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from xltrack.findings import column_letters
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.workbook.write import workbook_bytes

DAY = date(2024, 6, 30)
SHEET, STRINGS = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"
FIRST = 6
"""The first row of actions on the sheet."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as wherever a package is installed."""

SCRIPT = """
    import sys
    from pathlib import Path
    import pandas as pd
    import openpyxl

    engine, master, folder, out = sys.argv[1:]
    FIELDS = ["Responsible", "Deadline", "Status", "Comments", "Completed on", "Evidence", "Proposed deadline"]
    FIELDS.append("Reason")

    def read(path):
        frame = pd.read_excel(path, sheet_name="Actions", header=4, engine=engine, dtype=object, keep_default_na=False)
        return frame[frame["Ref"] != ""].set_index("Ref")[FIELDS].astype(str)

    sent = read(master)
    wanted = {}
    for path in sorted(Path(folder).glob("*.xlsx")):
        theirs = read(path).reindex(sent.index)
        changed = theirs.ne(sent) & theirs.notna()
        for ref, field in changed.stack()[lambda s: s].index:
            wanted.setdefault((ref, field), set()).add(theirs.at[ref, field])
    book = openpyxl.load_workbook(master)
    sheet = book["Actions"]
    columns = {cell.value: cell.column for cell in sheet[5]}
    rows = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    for (ref, field), values in wanted.items():
        if len(values) == 1:
            sheet.cell(rows[ref], columns[field]).value = values.pop()
    book.save(out)
"""
BARE = """
    import sys
    from pathlib import Path
    from python_calamine import CalamineWorkbook
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
"""
READING = """
    import sys
    from pathlib import Path
    from xltrack.workbook.read import read_workbook
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        read_workbook(path)
"""


class Used(NamedTuple):
    """CPU seconds of a process with its children, and the MiB that the largest of them held."""

    seconds: float
    mib: float


def made(size: int) -> Tracker:
    """A tracker of that many actions, ten to a recommendation, with texts as long as real ones."""
    text = "Terms of reference were agreed with national partners and the first draft is under review. "
    status = list(Status)
    recs = []
    for rec in range(1, (size + 9) // 10 + 1):
        numbers = range((rec - 1) * 10, min(size, rec * 10))
        actions = tuple(
            KeyAction(
                ref=f"R{rec}.A{at}",
                description=f"Key action {number}: strengthen coordination with partners",
                responsible=f"Unit {number % 7}",
                deadline=YearMonth(2023 + number % 3, 1 + number % 12),
                status=status[number % 2],
                comments=text * (number % 4) + str(number),
            )
            for at, number in enumerate(numbers, 1)
        )
        recs.append(Recommendation(ref=f"R{rec}", text=f"Strengthen area {rec}", actions=actions))
    return new_tracker(Plan(title="Benchmark", recommendations=tuple(recs)), DAY)


def returns(folder: Path, sent: bytes, count: int, size: int) -> None:
    """That many copies, hardly two the same, each with three cells edited: alone, with others or against others."""
    with zipfile.ZipFile(io.BytesIO(sent)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet, strings = parts[SHEET].decode(), parts[STRINGS].decode()
    known = strings.count("<si>") + strings.count("<si ")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sent)).get_sheet_by_name("Actions").to_python()
    header = next(row for row in rows if "Status" in row)
    letters = [column_letters(1 + header.index(label)) for label in ("Status", "Evidence", "Reason")]
    for number in range(count):
        xml, texts = sheet, ("Initiated", f"Report {number // size}", "As agreed")
        rows = random.Random(number).sample(range(size), 3)
        for at, letter in enumerate(letters):
            address = f"{letter}{FIRST + rows[at]}"
            new = f'\\1 t="s"><v>{known + at}</v></c>'
            xml = re.sub(rf'(<c r="{address}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', new, xml, count=1)
        added = "".join(f"<si><t>{text}</t></si>" for text in texts)
        edited = {SHEET: xml, STRINGS: strings.replace("</sst>", added + "</sst>")}
        with zipfile.ZipFile(folder / f"return-{number:04}.xlsx", "w", zipfile.ZIP_DEFLATED) as out:
            for name, content in parts.items():
                out.writestr(name, edited.get(name, content))


def run(*command: object) -> Used:
    """Run a process in a process of its own, so that what it used can be told."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode)\n"
        "sys.stderr.write(done.stderr.decode()[-2000:] if done.returncode > 1 else '')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    seconds, mib, returned = done.stdout.split()
    if int(returned) > 1:
        raise SystemExit(done.stderr)
    return Used(float(seconds), float(mib))


def python(script: str, *arguments: object) -> Used:
    return run(sys.executable, "-c", textwrap.dedent(script), *arguments)


def merge(master: Path, folder: Path, out: Path) -> Used:
    return run(sys.executable, "-m", "xltrack", "merge", master, folder, "-o", out, "--force", "--as-of", DAY)


def prepared(where: Path, count: int, size: int) -> tuple[Path, Path]:
    """A master and a folder of returns of it."""
    folder, sent = where / f"{count}x{size}", workbook_bytes(made(size), as_of=DAY)
    folder.mkdir()
    returns(folder, sent, count, size)
    master = where / f"master-{count}x{size}.xlsx"
    master.write_bytes(sent)
    return master, folder


Runs = Mapping[str, list[Used]]


def in_turn(turns: int, commands: Mapping[str, Callable[[], Used]]) -> Runs:
    """Measure what each command uses, turn after turn; the first round only warms up."""
    rounds = [{name: command() for name, command in commands.items()} for _ in range(turns + 1)][1:]
    return {name: [one[name] for one in rounds] for name in commands}


def show(runs: Runs, against: str) -> None:
    for name, used in runs.items():
        ratio = median(one.seconds / other.seconds for one, other in zip(used, runs[against], strict=True))
        seconds, mib = (median(values) for values in zip(*used, strict=True))
        print(f"{name:34} {seconds:8.2f} s  {ratio:6.2f} x  {mib:7.0f} MiB", flush=True)


def main(count: int, size: int, turns: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        where = Path(place)
        out = where / "out.xlsx"
        master, folder = prepared(where, count, size)
        few, few_of = prepared(where, max(1, count // 10), size)
        print(f"{count} returns of {size} actions (times of xltrack merge; median of {turns} turns)")
        runs = in_turn(
            turns,
            {
                "xltrack merge": lambda: merge(master, folder, out),
                "bare calamine reading": lambda: python(BARE, folder),
                "pandas + calamine script": lambda: python(SCRIPT, "calamine", master, folder, out),
                "pandas + openpyxl script": lambda: python(SCRIPT, "openpyxl", master, folder, out),
                f"xltrack merge of {max(1, count // 10)}": lambda: merge(few, few_of, out),
            },
        )
        show(runs, "xltrack merge")
        ours, fewer = (median(one.mib for one in used) for used in (runs["xltrack merge"], [*runs.values()][-1]))
        print(f"memory with {count} files and with {max(1, count // 10)}: {ours / fewer:.2f} x")
        big, big_of = prepared(where, 5, 1000)
        print("5 returns of 1,000 actions (times of reading them)")
        show(
            in_turn(
                turns, {"reading": lambda: python(READING, big_of), "xltrack merge": lambda: merge(big, big_of, out)}
            ),
            "reading",
        )


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:4]]
    main(*(given + [500, 30, 5][len(given) :]))
