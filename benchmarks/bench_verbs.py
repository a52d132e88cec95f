"""The verbs of this checkout beside those of an older one: processor time of whole processes, run in turn.

    python -m benchmarks.bench_verbs OLDER_CHECKOUT PLAN.txt [--turns 11] [--verbs merge status]

Each version makes its own tracker of the plan and works on copies of it with three cells edited. The two run in turn,
after one round that is not counted; a ratio is the median of those of single turns, so that it holds while the
machine's speed drifts.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.bench_merge import ENVIRONMENT, returns

AS_OF = ("--as-of", "2024-06-30")
VERBS: Mapping[str, tuple[str, ...]] = {
    "import": ("import", "PLAN", "-o", "imported.xlsx", "--force", *AS_OF),
    "check": ("check", "back/return-0000.xlsx"),
    "diff": ("diff", "back/return-0000.xlsx"),
    "export json": ("export", "tracker.xlsx", "-o", "plan.json", "--force", *AS_OF),
    "export csv": ("export", "tracker.xlsx", "-o", "plan.csv", "--force", *AS_OF),
    "export txt": ("export", "tracker.xlsx", "-o", "plan.txt", "--force", *AS_OF),
    "merge": ("merge", "tracker.xlsx", "back", "-o", "merged.xlsx", "--force", *AS_OF),
    "distribute": ("distribute", "tracker.xlsx", "-o", "copies", "--force", *AS_OF),
    "status": ("status", "tracker.xlsx", "back", *AS_OF),
    "resolve": ("resolve", "disputed.xlsx", *AS_OF),
    "history": ("history", "after.xlsx"),
    "undo": ("undo", "after.xlsx", *AS_OF),
    "month": ("month", ".", "--yes", *AS_OF),
    "summary html": ("summary", "tracker.xlsx", "-o", "summary.html", "--force", *AS_OF),
    "summary xlsx": ("summary", "tracker.xlsx", "-o", "summary.xlsx", "--force", *AS_OF),
    "summary docx": ("summary", "tracker.xlsx", "-o", "summary.docx", "--force", *AS_OF),
    "summary text": ("summary", "tracker.xlsx", *AS_OF),
    "template": ("template", "-o", "template.xlsx", "--force"),
    "merge 500": ("merge", "tracker.xlsx", "many", "-o", "merged.xlsx", "--force", *AS_OF),
}


class Version:
    """One checkout, with a folder of files that every verb begins with."""

    def __init__(self, checkout: Path, folder: Path, plan: Path, actions: int):
        self._checkout, self._plan, self._start = checkout.resolve(), plan.resolve(), folder / "start"
        self._place = folder / "place"
        self._start.mkdir(parents=True)
        self._run(self._start, "import", "PLAN", "-o", "tracker.xlsx", *AS_OF)
        sent = (self._start / "tracker.xlsx").read_bytes()
        for name, count in (("many", 500), ("some", 60), ("back", 2)):
            (self._start / name).mkdir()
            returns(self._start / name, sent, count, actions)
        self._run(self._start, "merge", "tracker.xlsx", "back", "-o", "after.xlsx", *AS_OF)
        self._run(self._start, "merge", "tracker.xlsx", "some", "-o", "disputed.xlsx", *AS_OF)
        shutil.copytree(self._start / "back", self._start / "returned")

    def _run(self, place: Path, *command: str) -> None:
        words = [str(self._plan) if word == "PLAN" else word for word in command]
        environment = ENVIRONMENT | {"PYTHONPATH": str(self._checkout)}
        done = subprocess.run(
            [sys.executable, "-m", "xltrack", *words], cwd=place, env=environment, capture_output=True, check=False
        )
        if done.returncode not in (0, 1):
            raise SystemExit(f"{self._checkout}: {' '.join(command)}\n{done.stderr.decode()}")

    def seconds(self, verb: str) -> float:
        """Return the processor seconds of one run in a fresh copy of the folder."""
        shutil.rmtree(self._place, ignore_errors=True)
        unused = () if verb == "merge 500" else ("many", "some")
        shutil.copytree(self._start, self._place, ignore=shutil.ignore_patterns(*unused))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self._run(self._place, *VERBS[verb])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(old: Version, new: Version, verbs: Sequence[str], turns: int) -> None:
    """Print a line for each verb: the median seconds of both, and the median ratio."""
    for verb in verbs:
        pairs = [(old.seconds(verb), new.seconds(verb)) for _ in range(turns + 1)][1:]
        before, after = (median(side) for side in zip(*pairs, strict=True))
        ratio = median(second / first for first, second in pairs)
        print(f"| {verb} | {before * 1000:.0f} ms | {after * 1000:.0f} ms | {ratio:.2f} |", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("older", type=Path)
    arguments.add_argument("plan", type=Path)
    arguments.add_argument("--actions", type=int, default=29, help="how many the plan has")
    arguments.add_argument("--turns", type=int, default=11)
    arguments.add_argument("--verbs", nargs="*", default=list(VERBS))
    given = arguments.parse_args()
    with TemporaryDirectory() as place:
        old, new = (
            Version(checkout, Path(place, name), given.plan, given.actions)
            for name, checkout in (("old", given.older), ("new", Path.cwd()))
        )
        print("| verb | older | this | ratio |\n|---|---:|---:|---:|")
        compare(old, new, given.verbs, given.turns)


if __name__ == "__main__":
    main()
