"""Random merges in large number: `python -m benchmarks.random_merges [COUNT [FIRST]]` prints how much was lost.

FIRST is where to begin, so that many can be run in parts.

Plans, copies, edits and remarks come from the tests' own generators; lines of comments are removed, too. The check
reads plan, conflicts and findings only. Every return then comes again under another name: nothing may be asked anew.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, seed, settings

from tests.laws.test_merge_laws import accounted, policies, wanted
from tests.laws.test_remark_laws import places, remarked_merge, remarks_of
from tests.returns import WHEN, master
from tests.scripts import lost_edits
from xltrack.merging.merge import merge
from xltrack.model.remark import is_remark

BATCH = 500
"""Merges a generator makes before a new one starts: it remembers all it made."""
COUNTED = (
    "merges", "files", "edits", "remarks", "conflicts", "lost", "remarks not in one place",
    "accounts that do not add up", "asked again",
)  # fmt: skip


def run(count: int, first: int = 0) -> Counter[str]:
    """Merge `count` times, beginning with number `first`; the totals of all that is counted."""
    totals: Counter[str] = Counter()
    for start in range(first, first + count, BATCH):
        totals += _batch(start, min(BATCH, first + count - start))
    return totals


def _batch(start: int, count: int) -> Counter[str]:
    totals: Counter[str] = Counter()

    @seed(start)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(remarked_merge(), policies)
    def once(case, policy):
        tracker, files, hand = case
        result = merge(master(tracker, hand), files, when=WHEN, policy=policy)
        expected = sum((wanted(file) for file in files), Counter())
        lost = sum(len(lost_edits(file, result)) for file in files)
        edits = accounted(result, {file.file for file in files})
        unaccounted = Counter({key: count for key, count in edits.items() if not is_remark(key[2])}) != expected
        remarks = remarks_of(files)
        misplaced = sum(((remarks - places(result)) + (places(result) - remarks)).values())
        again = [replace(file, file=f"again-{file.file}", digest=f"again {file.digest}") for file in files]
        asked = {conflict.id for conflict in merge(master(result.tracker), again, when=WHEN, policy=policy).conflicts}
        reasked = len(asked - {conflict.id for conflict in result.conflicts})
        found = {"merges": 1, "files": len(files), "edits": expected.total(), "remarks": remarks.total()}
        found |= {"conflicts": len(result.conflicts), "lost": lost, "remarks not in one place": misplaced}
        totals.update(found | {"accounts that do not add up": unaccounted, "asked again": reasked})

    once()
    return totals


if __name__ == "__main__":
    totals = run(*map(int, sys.argv[1:] or ["10000"]))
    for name in COUNTED:
        print(f"{name}: {totals[name]}")
