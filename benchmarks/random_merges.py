"""Random merges in large number: `python -m benchmarks.random_merges [COUNT]` prints how many edits were lost.

Plans, copies and edits come from the tests' own generators; the check reads plan, conflicts and findings only.
"""

from __future__ import annotations

import sys
from collections import Counter

from hypothesis import HealthCheck, given, seed, settings

from tests.laws.test_merge_laws import accounted, one_merge, policies, wanted
from tests.returns import WHEN, master
from tests.scripts import lost_edits
from xltrack.merging.merge import merge

BATCH = 500
"""Merges a generator makes before a new one starts: it remembers all it made."""


def run(count: int) -> Counter[str]:
    """Merge `count` times; the totals of merges, files, edits, conflicts and losses."""
    totals: Counter[str] = Counter()
    for start in range(0, count, BATCH):
        totals += _batch(start, min(BATCH, count - start))
    return totals


def _batch(start: int, count: int) -> Counter[str]:
    totals: Counter[str] = Counter()

    @seed(start)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(one_merge(), policies)
    def once(case, policy):
        tracker, files, hand = case
        result = merge(master(tracker, hand), files, when=WHEN, policy=policy)
        expected = sum((wanted(file) for file in files), Counter())
        lost = sum(len(lost_edits(file, result)) for file in files)
        unaccounted = accounted(result, {file.file for file in files}) != expected
        found = {"merges": 1, "files": len(files), "edits": expected.total(), "conflicts": len(result.conflicts)}
        totals.update(found | {"lost": lost, "accounts that do not add up": unaccounted})

    once()
    return totals


if __name__ == "__main__":
    totals = run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    for name in ("merges", "files", "edits", "conflicts", "lost", "accounts that do not add up"):
        print(f"{name}: {totals[name]}")
