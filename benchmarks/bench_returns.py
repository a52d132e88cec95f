"""Merging what offices really send back: processor time of whole processes, as times of bare calamine reading.

    python benchmarks/bench_returns.py [WAY:RETURNSxACTIONS]... [--turns 3] [--peer]

A way is alike, renumbered, sorted, libreoffice or openpyxl (see made_returns.py). All commands of a row run in turn,
after one round that is not counted; a ratio is the median of those of single turns. With --peer the pandas and
calamine script of bench_merge.py runs beside them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.bench_merge import BARE, SCRIPT, in_turn, merge, python
from benchmarks.made_returns import corpus

ROWS = (
    "alike:500x30", "renumbered:500x30", "sorted:500x30", "libreoffice:60x30", "openpyxl:60x30",
    "alike:30x500", "renumbered:30x500", "sorted:30x500", "libreoffice:8x500", "openpyxl:8x500",
)  # fmt: skip


def row(where: Path, name: str, turns: int, peer: bool) -> str:
    """Return one line of the table."""
    way, _, size = name.partition(":")
    count, _, actions = size.partition("x")
    master, folder = corpus(where, way, int(count), int(actions))
    out = where / "out.xlsx"
    commands = {"bare": lambda: python(BARE, folder), "merge": lambda: merge(master, folder, out)}
    if peer:
        commands["pandas"] = lambda: python(SCRIPT, "calamine", master, folder, out)
    runs = in_turn(turns, commands)
    cells = [f"{median(one.seconds for one in runs['bare']):.2f} s"]
    for command in list(commands)[1:]:
        used = runs[command]
        ratio = median(one.seconds / bare.seconds for one, bare in zip(used, runs["bare"], strict=True))
        cells.append(f"{median(one.seconds for one in used):.2f} s, {ratio:.2f}")
        cells.append(f"{median(one.mib for one in used):.0f} MiB")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rows", nargs="*", default=ROWS)
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--peer", action="store_true")
    given = arguments.parse_args()
    print("| returns | bare calamine | merge, times of it | memory |" + (" pandas | memory |" if given.peer else ""))
    print("|---|---:|---:|---:|" + ("---:|---:|" if given.peer else ""))
    with TemporaryDirectory() as place:
        for name in given.rows:
            print(row(Path(place), name, given.turns, given.peer), flush=True)


if __name__ == "__main__":
    main()
