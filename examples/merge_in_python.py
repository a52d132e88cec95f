"""Merge returned workbooks without writing anything. Usage: python merge_in_python.py TRACKER RETURNED..."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from xltrack import merge, read_master, read_workbook


def main(tracker: str, *returned: str) -> None:
    master = read_master(Path(tracker))
    result = merge(master, [read_workbook(Path(path)) for path in returned], when=datetime.now(UTC))
    for entry in result.changes:
        print(f"taken    {entry.ref} {entry.field}: {entry.before} -> {entry.after} ({entry.file})")
    for conflict in result.conflicts:
        print(f"waiting  {conflict.ref} {conflict.field}: {[claim.value for claim in conflict.claims]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
