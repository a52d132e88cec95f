"""Whatever a caller passes that is of no use is a TypeError that names the argument, in every public function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

import xltrack as xt
from tests.command_line import EXAMPLE
from tests.returns import WHEN
from tests.returns import master as as_master
from tests.tables import tracker

DAY = date(2024, 6, 30)
SENT = tracker("""
    ref   | responsible | deadline | status
    R1.A1 | CO          | 2022/12  | initiated
""")
SUBMISSION = as_master(SENT)
JUNE = xt.YearMonth(2024, 6)
WHOLE: Mapping[str, dict[str, Any]] = {
    "apply": {"plan": SENT.plan, "changes": ()},
    "as_of_window": {"plan": SENT.plan},
    "changes_frame": {"changes": ()},
    "diff": {"base": SENT.plan, "current": SENT.plan},
    "findings_frame": {"findings": ()},
    "format_text": {"plan": SENT.plan, "as_of": DAY},
    "is_overdue": {"action": SENT.plan.actions[0], "as_of": DAY},
    "load_plan": {"path": EXAMPLE},
    "log_frame": {"log": ()},
    "merge": {"master": SUBMISSION, "returns": (), "when": WHEN},
    "months_late": {"deadline": JUNE, "as_of": DAY},
    "new_tracker": {"plan": SENT.plan, "issued": DAY},
    "overdue_frame": {"summary": xt.summarize(SENT, DAY)},
    "parse_text": {"text": EXAMPLE.read_text(encoding="utf-8")},
    "plan_at": {"tracker": SENT, "at": 1},
    "plan_frame": {"plan": SENT.plan},
    "plan_from_frame": {"frame": xt.plan_frame(SENT.plan)},
    "plan_from_json": {"text": xt.plan_to_json(SENT.plan)},
    "plan_schema": {},
    "plan_to_json": {"plan": SENT.plan},
    "read_decisions": {"path": "tracker.xlsx"},
    "read_master": {"path": "tracker.xlsx"},
    "read_returns": {"paths": "returned"},
    "read_workbook": {"path": "tracker.xlsx"},
    "render": {"summary": xt.summarize(SENT, DAY), "format": "json"},
    "resolve": {"tracker": SENT, "decisions": (), "when": WHEN},
    "summarize": {"sources": SENT, "as_of": DAY},
    "summary_frame": {"summary": xt.summarize(SENT, DAY)},
    "undo": {"tracker": SENT, "when": WHEN, "to": 1},
    "update_workbook": {"path": "tracker.xlsx", "master": SUBMISSION, "tracker": SENT, "as_of": DAY},
    "write_template": {"output": "template.xlsx", "force": True},
    "write_workbook": {"tracker": SENT, "target": "other.xlsx", "as_of": DAY, "overwrite": True},
    "Limits.for_actions": {"count": 5},
    "Master.change": {"step": lambda sent: xt.resolve(sent, (), when=WHEN), "when": WHEN},
    "Master.declare": {"fields": (), "when": WHEN},
    "Master.history": {},
    "Master.merge": {"when": WHEN},
    "Master.open": {"source": "tracker.xlsx"},
    "Master.picks": {},
    "Master.plan_at": {"at": 1},
    "Master.policy": {},
    "Master.read_returns": {"sources": "returned"},
    "Master.record_sent": {"copies": ()},
    "Master.resolve": {"when": WHEN},
    "Master.save": {"as_of": DAY},
    "Master.sensitivity_label": {},
    "Master.summary": {"as_of": DAY},
    "Master.undo": {"when": WHEN},
    "Policy.from_settings": {"settings": {}},
    "Settings.from_toml": {"text": ""},
    "YearMonth.months_until": {"other": JUNE},
    "YearMonth.of": {"day": DAY},
    "YearMonth.parse": {"text": "2024/06"},
    "YearMonth.plus": {"months": 1},
}
"""For each function and each method that callers give something to: arguments that it takes."""
FUNCTIONS_GIVEN = {"progress", "step"}
"""Arguments that are called: Python's own error says that they cannot be."""


def function(name: str) -> Callable[..., object]:
    """The function itself; a method, of a value that has it."""
    home, _, method = name.rpartition(".")
    values: dict[str, object] = {
        "": xt,
        "Limits": xt.Limits(),
        "YearMonth": JUNE,
        "Policy": xt.Policy,
        "Settings": xt.Settings,
    }
    if home == "Master" and method != "open":
        return getattr(xt.Master.open("tracker.xlsx"), method)
    return getattr(values.get(home, xt.Master), method)


def parameters(name: str) -> list[str]:
    home, _, method = name.rpartition(".")
    owner = getattr(xt, home) if home else xt
    return [
        one for one in inspect.signature(getattr(owner, method)).parameters if one not in {"self", *FUNCTIONS_GIVEN}
    ]


@pytest.fixture
def folder(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "returned").mkdir()
    xt.write_workbook(SENT, "tracker.xlsx", as_of=DAY)


def test_the_table_has_every_public_function_and_every_step_of_a_master():
    functions = {name for name in xt.__all__ if inspect.isfunction(getattr(xt, name))}
    steps = {f"Master.{name}" for name, one in inspect.getmembers(xt.Master, callable) if not name.startswith("_")}
    assert functions | steps == {name for name in WHOLE if "." not in name or name.startswith("Master.")}


@pytest.mark.parametrize("given", [object(), 1.5], ids=["object", "fraction"])
@pytest.mark.parametrize("name, argument", [(name, one) for name in WHOLE for one in parameters(name)])
def test_an_argument_of_no_use_is_named(folder, name, argument, given):
    with pytest.raises(TypeError, match=rf"^({argument}|each [a-z ]+) must be ") as raised:
        function(name)(**{**WHOLE[name], argument: given})
    assert type(given).__name__ in str(raised.value)


def test_an_empty_name_of_a_file_is_not_taken_for_none(folder):
    """It would have saved over the master, or used the default template."""
    opened = xt.Master.open("tracker.xlsx")
    opened.declare([xt.OwnField(key="funding")], when=WHEN)
    with pytest.raises(xt.XltrackError):
        opened.save(as_of=DAY, output="")
    with pytest.raises(xt.XltrackError):
        xt.write_workbook(SENT, "other.xlsx", as_of=DAY, template="")


def test_an_undo_of_no_cells_takes_nothing_back():
    again = xt.resolve(SENT, (), when=WHEN).tracker
    assert xt.undo(again, when=WHEN, only={}).restored == ()
