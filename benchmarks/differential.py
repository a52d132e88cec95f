"""Compares what two versions say of the same files: the checkout this is run from, and an older one.

    python -m benchmarks.differential OLDER_CHECKOUT [--seeds 300]

The files: copies of one tracker with one thing broken at random in a part or in the container, as they were written and
as another library saved them; every spelling of the same workbook; what offices send back (made_returns.py). Each
version reads them in a process of its own and tells of each its plan, its findings and its remarks, or that it is
refused; first each file alone, then one after the other with what was read before at hand, which must say the same.
Printed are the files of which they differ, and how many were read, refused, and read by only one of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

_READ = """
import json, sys
from pathlib import Path
from xltrack import read_workbook
try:
    from xltrack.xlsx.read_cache import ReadCache
except ImportError:
    ReadCache = lambda: None  # an older version

def told(path, cache):
    try:
        read = read_workbook(path, cache=cache) if cache else read_workbook(path)
    except Exception as error:
        return {"refused": getattr(error, "code", type(error).__name__)}
    found = getattr(read, "findings", None)
    found = read.problems if found is None else found
    return {
        "plan": read.current.model_dump_json(),
        "added": [row.model_dump_json() for row in read.added],
        "missing": list(read.missing),
        "findings": sorted(f"{one.code} {one.where}" for one in found),
        "remarks": [one.model_dump_json() for one in getattr(read, "remarks", ())],
    }

paths = [Path(line.strip()) for line in sys.stdin]
for cache in (None, ReadCache()):
    for path in paths:
        print(json.dumps(told(path, cache)), flush=True)
"""


def files(folder: Path, seeds: int) -> list[Path]:
    """Make the files; return their paths."""
    from benchmarks.made_returns import REWRITES, corpus
    from tests.fuzz import fresh, resaved
    from tests.mutate import damage_container, mutated
    from tests.packages import pack
    from tests.xlsx.spellings import SPELLINGS

    made: dict[str, bytes] = {}
    for name, start in {"fresh": fresh(), "resaved": resaved()}.items():
        sound = pack(start.parts)
        made |= {f"{name}-{way}.xlsx": pack(spell(dict(start.parts))) for way, spell in SPELLINGS.items()}
        made |= {
            f"{name}-part-{seed}.xlsx": pack_or_empty(pack, mutated(start.parts, seed)[1]) for seed in range(seeds)
        }
        made |= {f"{name}-zip-{seed}.xlsx": damage_container(sound, Random(seed)) for seed in range(seeds)}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    for way in ("alike", *REWRITES, "openpyxl"):
        corpus(folder, way, max(4, seeds // 30), 30)
    return sorted(folder.rglob("*.xlsx"))


def pack_or_empty(pack: object, mutation: object) -> bytes:
    """Return a mutation as a file; some are files already."""
    return mutation if isinstance(mutation, bytes) else pack(mutation)  # type: ignore[operator,no-any-return]


def said(checkout: Path, paths: list[Path]) -> list[dict[str, object]]:
    """Return what the version in a checkout says of each file, twice: alone, and after the others."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    lines = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(
        [sys.executable, "-c", _READ], input=lines, capture_output=True, text=True, cwd=checkout, env=environment
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("older", type=Path)
    arguments.add_argument("--seeds", type=int, default=300)
    given = arguments.parse_args()
    with TemporaryDirectory() as place:
        paths = files(Path(place), given.seeds)
        old, new = (said(checkout, paths) for checkout in (given.older.resolve(), Path(__file__).parents[1]))
        counts: Counter[str] = Counter()
        alone = new[: len(paths)]
        for path, first, second in zip(paths, alone, new[len(paths) :], strict=True):
            if first != second:
                counts["not alone as after others"] += 1
                print(path.relative_to(place), {key: (first.get(key), second.get(key)) for key in sorted(first)})
        for path, before, after in zip(paths, old, alone, strict=False):
            kinds = ["refused" if "refused" in one else "read" for one in (before, after)]
            counts[f"{kinds[0]}, now {kinds[1]}" if kinds[0] != kinds[1] else f"{kinds[0]} by both"] += 1
            if before != after:
                counts["differ"] += 1
                parts = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
                print(path.relative_to(place), {key: (before.get(key), after.get(key)) for key in sorted(parts)})
    print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())))
    return int(counts["differ"] + counts["not alone as after others"] > 0)


if __name__ == "__main__":
    sys.exit(main())
