"""The monthly summary against the script an analyst would write with pandas.

Each contestant is a fresh interpreter that reads the same plan as JSON and leaves a workbook and a page behind:
`python benchmarks/bench_summary.py`. The last lines count 100,000 actions and time the 29-action summary.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from xltrack.model import KeyAction, Plan, Recommendation, Status, YearMonth
from xltrack.snapshot import plan_to_json
from xltrack.summary import summarize

AS_OF = date(2024, 6, 30)
RUNS = 3

OURS = """
import sys
from datetime import date
from pathlib import Path
from xltrack.render import render
from xltrack.snapshot import plan_from_json
from xltrack.summary import summarize
summary = summarize(plan_from_json(Path(sys.argv[1]).read_bytes()), date(2024, 6, 30))
Path(sys.argv[2], "ours.xlsx").write_bytes(render(summary, "xlsx"))
Path(sys.argv[2], "ours.html").write_bytes(render(summary, "html"))
"""

PANDAS = """
import json, sys
from pathlib import Path
import pandas as pd
plan = json.loads(Path(sys.argv[1]).read_bytes())
frame = pd.DataFrame([
    action | {"rec": rec["ref"], "text": rec["text"], "category": rec["category"], "areas": rec["thematic_areas"]}
    for rec in plan["recommendations"] for action in rec["actions"]])
deadline = pd.PeriodIndex(frame["deadline"], freq="M")
frame["open"] = frame["status"].isin(["initiated", "not_initiated"])
frame["late"] = [d.n if hasattr(d, "n") else 0 for d in pd.Period("2024-06", "M") - deadline]
frame["overdue"] = frame["open"] & (frame["late"] > 0)
late = frame[frame["overdue"]].assign(months=lambda f: f["late"] - 1).sort_values("months", ascending=False)
listed = late[["ref", "description", "responsible", "deadline", "months", "status", "comments"]]
tables = {"overdue": listed, "status": frame["status"].value_counts().to_frame()}
tables["ageing"] = pd.cut(late["months"], [-1, 3, 6, 12, 9999]).value_counts().to_frame()
tables["ageing"].index = tables["ageing"].index.astype(str)
for key in ("responsible", "rec", "category"):
    tables[key] = pd.crosstab(frame[key], frame["status"]).join(frame.groupby(key)[["open", "overdue"]].sum())
exploded = frame.explode("areas")
tables["areas"] = pd.crosstab(exploded["areas"], exploded["status"])
with pd.ExcelWriter(Path(sys.argv[2], "pandas.xlsx"), engine=sys.argv[3]) as writer:
    for name, table in tables.items():
        table.to_excel(writer, sheet_name=name)
html = "".join(f"<h2>{name}</h2>" + table.to_html() for name, table in tables.items())
Path(sys.argv[2], "pandas.html").write_text(html)
"""


def made_plan(count: int) -> Plan:
    """A plan of ten actions a recommendation; a third of the open ones overdue."""
    statuses = list(Status)[:3]
    text = "Strengthen the partnership with civil society in the border provinces and report on it yearly"
    recs = []
    for r in range(count // 10):
        rows = tuple(
            KeyAction(
                ref=f"R{r}.A{n}",
                description=f"{text} ({r}.{n})",
                responsible=f"Unit {(r + n) % 9}",
                deadline=YearMonth(2021 + (r + n) % 9, 1 + n % 12),
                status=statuses[(r * 7 + n) % 3],
                comments=f"{text}, {text}",
            )
            for n in range(10)
        )
        recs.append(Recommendation(ref=f"R{r}", text=text, thematic_areas=("Peace", f"Area {r % 5}"), actions=rows))
    return Plan(title="Made", recommendations=tuple(recs))


def seconds(code: str, *arguments: str) -> float:
    """Median wall time of the program."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, *arguments], check=True)
        times.append(time.perf_counter() - start)
    return median(times)


def best(function, *arguments) -> float:
    """The shortest of the runs, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "plan.json")
        source.write_text(plan_to_json(made_plan(10_000)), encoding="utf-8")
        ours = seconds(OURS, str(source), folder)
        print(f"10,000 actions to xlsx and html: xltrack {ours:.2f} s")
        for engine in ("openpyxl", "xlsxwriter"):
            theirs = seconds(PANDAS, str(source), folder, engine)
            print(f"  pandas with {engine}: {theirs:.2f} s, {theirs / ours:.1f} times as long")
    for count in (30, 100_000):
        print(f"summarize {count:,} actions: {best(summarize, made_plan(count), AS_OF) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
