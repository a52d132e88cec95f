"""Every --json output has the form that docs/json.md tells, and an error has one, too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.command_line import imported, returned, xltrack
from tests.paths import ROOT
from tests.summary.summary_cases import CASES
from tests.tables import ISSUED, actions
from xltrack.cli.main import COMMANDS
from xltrack.model.tracker import new_tracker
from xltrack.rendering.formats import render
from xltrack.workbook.write import write_workbook
from xltrack.workflows.json_forms import FORMS

DAY = ("--as-of", "2024-06-30")
KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "object": (dict,),
    "list": (list,),
}


def differences(value: Any, form: Any, place: str) -> list[str]:
    """List the differences between a value and its form: keys missing or unknown, values of another kind."""
    if isinstance(form, list):
        if not isinstance(value, list):
            return [f"{place}: no list"]
        return [found for at, one in enumerate(value) for found in differences(one, form[0], f"{place}[{at}]")]
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return [f"{place}: no object"]
        found = [f"{place}.{key}: not documented" for key in value.keys() - form.keys() - {"schema"}]
        found += [f"{place}.{key}: missing" for key in form.keys() - value.keys()]
        return found + [
            text for key in form.keys() & value.keys() for text in differences(value[key], form[key], f"{place}.{key}")
        ]
    kind = form.partition(":")[0]
    if value is None:
        return [] if kind.endswith("or null") else [f"{place}: null"]
    return [] if isinstance(value, KINDS[kind.split()[0]]) and not isinstance(value, bool) else [f"{place}: {value!r}"]


TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),),
    "array": (list,), "object": (dict,),
}  # fmt: skip


def breaks(value: Any, schema: dict[str, Any], whole: dict[str, Any], place: str) -> list[str]:
    """List where a value breaks a JSON Schema; only the keywords that our schemas use are checked."""
    if "$ref" in schema:
        return breaks(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, place)
    if "anyOf" in schema:
        each = [breaks(value, one, whole, place) for one in schema["anyOf"]]
        return [] if [] in each else min(each, key=len)
    if value not in schema.get("enum", [schema.get("const", value)]):
        return [f"{place}: {value!r}"]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{place}: {value!r} is not of type {kind}"]
    if kind == "array":
        return [one for at, part in enumerate(value) for one in breaks(part, schema["items"], whole, f"{place}[{at}]")]
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{place}.{key}: missing" for key in schema.get("required", ()) if key not in value]
    for key, part in value.items() if kind == "object" else ():
        inside = known.get(key, others)
        if inside is False:
            found.append(f"{place}.{key}: not documented")
        elif isinstance(inside, dict):
            found += breaks(part, inside, whole, f"{place}.{key}")
    return found


def documented(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_a_summary_has_the_form_of_its_schema(case):
    schema = documented("summary")
    assert breaks(json.loads(render(CASES[case](), "json")), schema, schema, case) == []


def test_a_broken_summary_does_not_pass():
    form, schema = json.loads(render(CASES["june"](), "json")), documented("summary")
    for change in ({"title": 1}, {"counts": None}, {"gaps": [{"code": "unheard of"}]}, {"more": 1}, {"schema": "x/1"}):
        assert breaks(form | change, schema, schema, ""), change


def test_a_past_plan_has_the_form_of_its_schema(tmp_path):
    form, schema = xltrack("history", imported(tmp_path), "--at", "1").json, documented("plan")
    assert breaks(form, schema, schema, "plan") == []
    assert breaks(form | {"recommendations": [{}]}, schema, schema, "plan")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> dict[str, Any]:
    """The JSON of each verb in one round, in which everything happens: taken, waiting, refused, unread."""
    home = tmp_path_factory.mktemp("round")
    printed: dict[str, Any] = {}

    def run(verb: str, *arguments: object) -> None:
        ran = xltrack(verb, *arguments, "--json")
        form = json.loads(ran.out)
        assert differences(form, FORMS[form["schema"]], verb) == []
        printed[form["schema"]] = form

    tracker = imported(home)
    run("import", ROOT / "examples" / "management_response.txt", "-o", home / "again.xlsx", *DAY)
    contacts = home / "contacts.csv"
    contacts.write_text("Unit,Name,E-mail\nCountry Office,Ana,ana@example.org\n", encoding="utf-8")
    run("distribute", tracker, "-o", home / "out", "--contacts", contacts, *DAY)
    inbox = home / "returned"
    inbox.mkdir()
    for name, edits in {
        "co.xlsx": {("R3.A2", "status"): "Initiated", ("R1.A3", "status"): "nearly done", ("R2.A1", "reason"): "Rain"},
        "ro.xlsx": {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Report"},
    }.items():
        returned(tracker, name, edits).rename(inbox / name)
    (inbox / "broken.xlsx").write_bytes(b"PK\x03\x04 no more")
    run("check", *sorted(inbox.iterdir()))
    run("diff", inbox / "co.xlsx")
    run("status", tracker, inbox, "--drafts", home / "drafts", *DAY)
    run("month", home, "--dry-run", *DAY)
    run("merge", tracker, inbox, *DAY)
    run("resolve", tracker, "--take", "R3.A2.status=2", *DAY)
    run("history", tracker)
    run("undo", tracker, "--dry-run", *DAY)
    run("rename-unit", tracker, "Regional Office", "Regional Bureau", "--dry-run", *DAY)
    run("action", tracker, "R1.A1", "--to", "R2", "--dry-run", *DAY)
    run("state", tracker, "closed", "--dry-run", *DAY)
    next_plan = home / "next.xlsx"
    write_workbook(new_tracker(actions("ref | status\nR1.A1 | initiated"), ISSUED), next_plan, as_of=ISSUED)
    run("carry", tracker, "--into", next_plan, "--under", "R3=R1", "--dry-run", *DAY)
    run("merge", tracker, home / "absent")
    run("field", "add", "progress", "--tracker", tracker, *DAY)
    run("field", "list", "--tracker", tracker)
    run("field", "rename", "progress", "progress_made", "--tracker", tracker, *DAY)
    run("field", "remove", "progress_made", "--tracker", tracker, *DAY)
    run("history", tracker, "R3.A2")
    run("undo", tracker, *DAY)
    return printed


@pytest.mark.parametrize("schema", FORMS)
def test_an_output_has_the_form_that_is_documented(outputs, schema):
    """Every output was compared when it was printed; of each form there is one at least."""
    assert schema in outputs


def test_the_round_fills_the_lists_that_matter(outputs):
    merge = outputs["xltrack-merge/1"]
    assert all(merge[key] for key in ("files", "changes", "conflicts", "findings"))
    assert {one["state"] for one in merge["files"]} >= {"merged", "unreadable"}
    assert outputs["xltrack-undo/1"]["changes"]
    assert outputs["xltrack-status/1"]["drafts"] is not None


def test_the_same_figures_everywhere(outputs):
    """One account of a merge: `month` counted what came back otherwise than `merge` on the same folder."""
    merge, month = outputs["xltrack-merge/1"], outputs["xltrack-month/1"]
    for key in ("files", "changes", "agreements", "conflicts", "silent"):
        assert merge[key] == month[key], key


def help_of(verb: str) -> str:
    """The help of a verb, and of its step where it has one."""
    return xltrack(verb, "--help").out + (xltrack(verb, "add", "--help").out if verb == "field" else "")


def test_every_verb_that_prints_json_has_a_form():
    steps = {"fields"}  # of `field list`
    verbs = {schema.removeprefix("xltrack-").partition("/")[0] for schema in FORMS} - {"error"} - steps
    assert verbs | {"summary"} == {verb for verb in COMMANDS if "--json" in help_of(verb)}


@pytest.mark.parametrize("verb", sorted(verb for verb in COMMANDS if "--json" in help_of(verb)))
def test_an_error_is_json_where_results_are(tmp_path, verb):
    absent, other = tmp_path / "absent.xlsx", tmp_path / "other.xlsx"
    other.write_bytes(b"no workbook")
    for given in ((), (absent,), (other,), (other, "--no-such-option")):
        ran = xltrack(verb, *given, "--json")
        if ran.json["schema"] == f"xltrack-{verb}/1":
            assert all(one["error"] for one in ran.json["files"]), "check lists what it cannot read, and goes on"
            continue
        assert (ran.code, ran.json["schema"], ran.err) == (2, "xltrack-error/1", "")
        assert differences(ran.json, FORMS["xltrack-error/1"], verb) == []


def test_an_error_names_its_kind(tmp_path):
    for arguments, code in (
        (("check",), "usage"),
        (("merge", tmp_path / "absent.xlsx", tmp_path), "no_such_file"),
        (("history", tmp_path / "absent.xlsx"), "no_such_file"),
    ):
        assert xltrack(*arguments, "--json").json["code"] == code


def test_results_are_utf_8_whatever_the_code_page(tmp_path):
    tracker = imported(tmp_path)
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    printed = {}
    for arguments in (("history", str(tracker), "--at", "1"), ("diff", str(tracker), "--json"), ("--help",)):
        command = [sys.executable, "-m", "xltrack", *arguments]
        ran = subprocess.run(command, capture_output=True, env=environment, check=True)
        printed[arguments[0]] = ran.stdout.decode("utf-8")
    assert "’" in json.loads(printed["history"])["recommendations"][0]["text"]
