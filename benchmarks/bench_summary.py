"""The monthly summary against the script an analyst would write with pandas, and against merely reading.

`python -m benchmarks.bench_summary [TRACKERS]` prints processor seconds of whole, fresh processes, the least of
three runs each. Both sides read the same tracker workbook of 10,000 actions and leave a workbook and a page with
the same tables behind. Then: the summary of one small tracker beside the start of the interpreter, and that of
many small ones (600 unless told), no two alike, beside bare calamine reading every sheet of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

from benchmarks.bench_merge import BARE
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.summarize import summarize
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import write_workbook

AS_OF = date(2024, 6, 30)
RUNS = 3
SMALL = 33
"""Actions of a small tracker: 3,000 of them hold 100,000."""

OURS = """
import sys
from datetime import date
from pathlib import Path
from xltrack.rendering.formats import render
from xltrack.workflows.summary_sources import read_trackers
summary = read_trackers([Path(sys.argv[1])], date(2024, 6, 30)).summary(date(2024, 6, 30))
Path(sys.argv[2], "ours.xlsx").write_bytes(render(summary, "xlsx"))
Path(sys.argv[2], "ours.html").write_bytes(render(summary, "html"))
"""

PANDAS = """
import sys
from pathlib import Path
import pandas as pd

def sheet(name, first):
    frame = pd.read_excel(sys.argv[1], sheet_name=name, header=None, engine=sys.argv[3])
    head = frame.index[frame.iloc[:, 0] == first][0]
    frame.columns = frame.loc[head]
    return frame.loc[head + 1 :].dropna(subset=[first])

frame, recs = sheet("Actions", "Ref"), sheet("Recommendations", "No.")
frame["rec"] = frame["Ref"].str.partition(".")[0]
answers = recs[["No.", "Response category", "Thematic area"]].rename(columns={"No.": "rec"})
frame = frame.merge(answers, on="rec", how="left")
deadline = pd.to_datetime(frame["Deadline"])
frame["open"] = frame["Status"].isin(["Initiated", "Not Initiated"])
frame["months"] = (2024 - deadline.dt.year) * 12 + 6 - deadline.dt.month - 1
frame["overdue"] = frame["open"] & (frame["months"] >= 0)
late = frame[frame["overdue"]].sort_values("months", ascending=False, kind="stable")
listed = late[["Ref", "Key action", "Responsible", "Deadline", "months", "Status", "Comments"]]
tables = {"overdue": listed, "status": frame["Status"].value_counts().to_frame()}
tables["ageing"] = pd.cut(late["months"], [-1, 3, 6, 12, 9999]).value_counts().to_frame()
tables["ageing"].index = tables["ageing"].index.astype(str)
frame["Category"] = frame["Response category"].fillna("none")
for key in ("Responsible", "rec", "Category"):
    tables[key] = pd.crosstab(frame[key], frame["Status"]).join(frame.groupby(key)[["open", "overdue"]].sum())
tagged = frame.assign(area=frame["Thematic area"].str.split("\\n")).explode("area")
tables["areas"] = pd.crosstab(tagged["area"], tagged["Status"])
with pd.ExcelWriter(Path(sys.argv[2], "pandas.xlsx"), engine=sys.argv[4]) as writer:
    for name, table in tables.items():
        table.to_excel(writer, sheet_name=name)
Path(sys.argv[2], "pandas.html").write_text("".join(f"<h2>{n}</h2>" + t.to_html() for n, t in tables.items()))
print(len(frame), len(late), file=sys.stderr)
"""


def made_plan(count: int, title: str = "Made") -> Plan:
    """A plan of about ten actions a recommendation; a third of the open ones overdue."""
    statuses = list(Status)[:3]
    text = "Strengthen the partnership with civil society in the border provinces and report on it yearly"
    recs = []
    for r in range((count + 9) // 10):
        rows = tuple(
            KeyAction(
                ref=f"R{r}.A{n}",
                description=f"{text} ({title}, {r}.{n})",
                responsible=f"Unit {(r + n) % 9}",
                deadline=YearMonth(2021 + (r + n) % 9, 1 + n % 12),
                status=statuses[(r * 7 + n) % 3],
                comments=f"{title}: {text}, {text}",
            )
            for n in range(min(10, count - 10 * r))
        )
        recs.append(Recommendation(ref=f"R{r}", text=text, thematic_areas=("Peace", f"Area {r % 5}"), actions=rows))
    return Plan(title=title, recommendations=tuple(recs))


def spent(*command: str) -> float:
    """Processor seconds of a whole process, its children included; the least of the runs."""
    found = []
    for _ in range(RUNS):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        found.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(found)


def best(function: Callable[..., object], *arguments: object) -> float:
    """Processor seconds of a call; the least of the runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        function(*arguments)
        found.append(time.process_time() - start)
    return min(found)


def against_pandas(folder: str) -> None:
    source = Path(folder, "tracker.xlsx")
    write_workbook(new_tracker(made_plan(10_000), AS_OF), source, as_of=AS_OF)
    ours = spent(sys.executable, "-c", OURS, str(source), folder)
    print(f"10,000 actions from a workbook to xlsx and html: xltrack {ours:.2f} s")
    for reader, writer in (("openpyxl", "openpyxl"), ("openpyxl", "xlsxwriter"), ("calamine", "xlsxwriter")):
        theirs = spent(sys.executable, "-c", PANDAS, str(source), folder, reader, writer)
        print(f"  pandas with {reader}, written with {writer}: {theirs:.2f} s, {theirs / ours:.1f} times as long")
    print(f"  of ours, reading: {best(read_workbook, source):.2f} s")


def small(folder: str) -> None:
    source = Path(folder, "small.xlsx")
    write_workbook(new_tracker(made_plan(29), AS_OF), source, as_of=AS_OF)
    start = spent(sys.executable, "-c", "pass")
    help_ = spent(sys.executable, "-m", "xltrack", "--help")
    print(f"29 actions: interpreter {start:.2f} s, xltrack --help {help_:.2f} s", end="")
    for name in ("text", "html", "xlsx"):
        output = [] if name == "text" else ["-o", str(Path(folder, f"out.{name}")), "--force"]
        took = spent(sys.executable, "-m", "xltrack", "summary", str(source), "--as-of", "2024-06-30", *output)
        print(f", summary as {name} {took:.2f} s", end="")
    print()


def many(folder: str, count: int) -> None:
    place = Path(folder, "many")
    place.mkdir()
    for at in range(count):
        plan = made_plan(SMALL, f"Plan {at}")
        write_workbook(new_tracker(plan, AS_OF), place / f"{at}.xlsx", as_of=AS_OF)

    bare = spent(sys.executable, "-c", dedent(BARE), str(place))
    page = str(Path(folder, "many.html"))
    ours = spent(sys.executable, "-m", "xltrack", "summary", str(place), "-o", page, "--force", "--as-of", str(AS_OF))
    print(f"{count} different trackers of {SMALL} actions: bare calamine {bare:.2f} s", end="")
    print(f", the summary as a page {ours:.2f} s, {ours / bare:.2f} times as long")


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else 600
    with tempfile.TemporaryDirectory() as folder:
        against_pandas(folder)
        small(folder)
        many(folder, count)
    print(f"counting 100,000 actions: {best(summarize, made_plan(100_000), AS_OF):.2f} s")


if __name__ == "__main__":
    main()
