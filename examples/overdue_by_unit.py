"""How many actions of each unit are overdue on a day? Usage: python overdue_by_unit.py PLAN [DATE]"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path

from xltrack import is_overdue, load_plan


def main(source: str, day: str = "2024-06-30") -> None:
    plan = load_plan(Path(source)).plan
    as_of = date.fromisoformat(day)
    late = Counter(action.responsible for action in plan.actions if is_overdue(action, as_of))
    for unit in plan.units:
        print(f"{late[unit]:>4}  {unit}")


if __name__ == "__main__":
    main(*sys.argv[1:])
