"""The cost of size: the same verbs on 30 to 100,000 actions and on 1 to 3,000 returned workbooks.

    python -m benchmarks.bench_size [--actions 30 1000 10000 100000] [--returns 1 30 300 3000]

Each step runs in a process of its own. Printed are its processor seconds, milliseconds an action (a flat curve is a
linear cost) and the memory at its peak, the interpreter's own 30 to 60 MiB included. `merge` takes one return of that
size into a master of that size. Exit 1 when check or merge take twice the memory for an action that docs/limits.md
states.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

_RUN = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "xltrack", *sys.argv[1:]], capture_output=True, text=True)
if done.returncode not in (0, 1):
    sys.exit(done.stderr)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
DAY = ("--as-of", "2024-06-30")


def measured(*arguments: object) -> tuple[float, float]:
    """Processor seconds and MiB at the peak of one run of the command line. Raises SystemExit with what it said."""
    command = [sys.executable, "-c", _RUN, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory) / 1024


STATED = {"check": 8, "merge": 16}
"""KiB of memory for each action, beside what a run of 30 actions takes."""
FEWEST = 3_000
"""Actions from which that is judged: a run's own memory does not count any more."""


def source(folder: Path, count: int) -> Path:
    """A plan of that many actions as JSON, with texts as long as real ones."""
    from benchmarks.bench_fill import made
    from xltrack.model.serialize import plan_to_json

    path = folder / f"plan{count}.json"
    path.write_text(plan_to_json(made(count).plan), encoding="utf-8")
    return path


def by_actions(folder: Path, counts: list[int]) -> list[str]:
    """Print what each verb takes on each size; return the verbs that took twice the memory that is stated."""
    from benchmarks.bench_merge import returns

    print("| actions | file MiB | import | check | diff | merge | export | summary |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    grown: list[str] = []
    least: dict[str, float] = {}
    for count in counts:
        plan, book = source(folder, count), folder / f"{count}.xlsx"
        steps = [
            ("import", plan, "-o", book, *DAY),
            ("check", book, "--limit", f"rows={count + 1000}", *_raised(count)),
            ("diff", book, "--limit", f"rows={count + 1000}", *_raised(count)),
            ("merge", book, folder / f"returned{count}", "-o", folder / "merged.xlsx", "--force", *DAY),
            ("export", book, "-o", folder / f"{count}.csv", *DAY),
            ("summary", book, "-o", folder / f"{count}.html", *DAY),
        ]
        cells = []
        for step in steps:
            if step[0] == "merge":
                step[2].mkdir()
                returns(step[2], book.read_bytes(), 1, count)
            seconds, memory = measured(*step)
            kib = (memory - least.setdefault(step[0], memory)) * 1024 / count
            if count >= FEWEST and kib > 2 * STATED.get(step[0], sys.maxsize):
                grown.append(f"{step[0]} of {count:,}: {kib:.1f} KiB an action, stated are {STATED[step[0]]}")
            cells.append(f"{seconds:.1f} s, {seconds / count * 1000:.2f} ms each, {memory:.0f} MiB")
        print(f"| {count:,} | {book.stat().st_size / 2**20:.1f} | " + " | ".join(cells) + " |", flush=True)
    return grown


def _raised(count: int) -> list[str]:
    """The limits for files that others send, raised as far as a file of that size needs."""
    from xltrack.grid.limits import DEFAULT_LIMITS

    roomy = DEFAULT_LIMITS.for_actions(count)
    names = ("file_bytes", "part_bytes", "total_bytes", "shared_strings", "cells", "base_bytes")
    return [part for name in names for part in ("--limit", f"{name}={getattr(roomy, name)}")]


def by_returns(folder: Path, counts: list[int]) -> None:
    from benchmarks.bench_merge import prepared

    print("\n| returned workbooks | MiB together | in one process | on both cores | merge, CPU | ms a workbook | MiB |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for count in counts:
        master, inbox = prepared(folder, count, 30)
        together = sum(path.stat().st_size for path in inbox.iterdir()) / 2**20
        alone, one = read(inbox, at=sys.maxsize)
        both, two = read(inbox, at=0)
        assert one == two
        seconds, memory = measured("merge", master, inbox, *DAY)
        print(
            f"| {count:,} | {together:.1f} | {alone:.1f} s | {both:.1f} s | {seconds:.1f} s "
            f"| {seconds / count * 1000:.1f} | {memory:.0f} |",
            flush=True,
        )


def read(inbox: Path, at: int) -> tuple[float, object]:
    """Seconds by the clock, and what was read, where several processes are used from that many bytes on."""
    from xltrack.workflows import returns

    returns.MANY = at
    start = time.perf_counter()
    found = returns.read_returns([inbox])
    return time.perf_counter() - start, found


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--actions", type=int, nargs="*", default=[30, 300, 3_000, 30_000, 100_000])
    arguments.add_argument("--returns", type=int, nargs="*", default=[1, 30, 300, 3_000])
    told = arguments.parse_args()
    with TemporaryDirectory() as name:
        grown = by_actions(Path(name), told.actions)
        by_returns(Path(name), told.returns)
    print("\n".join(grown), file=sys.stderr)
    return int(bool(grown))


if __name__ == "__main__":
    sys.exit(main())
