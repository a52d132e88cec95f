"""The cost of a command against an empty one: CPU time of whole processes, medians, as ratios of one run.

Usage: python benchmarks/bench_startup.py PLAN.txt [RUNS]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

GROUP = "import click\n@click.group()\ndef cli(): 'x'\n@cli.command()\ndef a(): 'y'\n"
EMPTY = f"{GROUP}import xltrack.model.tracker\ncli(['a'])"
"""An empty command that imports click and the pydantic models (plan and tracker)."""


def cpu(*arguments: str) -> float:
    """Seconds of CPU that one run took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(runs: int, ours: list[str], peer: list[str]) -> tuple[float, float, float]:
    """Median seconds of both, run in turn, and the median of the pairs' ratios."""
    cpu(*ours), cpu(*peer)
    pairs = [(cpu(*ours), cpu(*peer)) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def main(plan: str, runs: str = "11") -> None:
    with tempfile.TemporaryDirectory() as folder:
        tracker = str(Path(folder) / "tracker.xlsx")
        make = ["-m", "xltrack", "import", plan, "-o", tracker, "--force"]
        cpu(*make)
        cases = {
            "--help, against a bare click group": (["-m", "xltrack", "--help"], ["-c", f"{GROUP}cli(['--help'])"]),
            "import, against an empty command": (make, ["-c", EMPTY]),
            "check, against an empty command": (["-m", "xltrack", "check", tracker], ["-c", EMPTY]),
            "diff, against an empty command": (["-m", "xltrack", "diff", tracker], ["-c", EMPTY]),
        }
        for name, (ours, peer) in cases.items():
            a, b, times = ratio(int(runs), ours, peer)
            print(f"{name:<36} {a:6.3f} s  {b:6.3f} s  ratio {times:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
