"""Twelve documents as offices have them, each with the plan that must come out. Read only where they lie beside us."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from xltrack.findings import Finding
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

CASES = next((p / "shared/cases/import" for p in Path(__file__).parents if (p / "shared/cases/import").is_dir()), None)
EXPECTED = sorted(CASES.glob("*.expected.json")) if CASES else []
pytestmark = pytest.mark.skipif(not EXPECTED, reason="the twelve documents of shared/cases/import are not here")

FIELDS = (
    "description",
    "responsible",
    "deadline",
    "status",
    "comments",
    "evidence",
    "completed_on",
    "proposed_deadline",
)
NUMBER = re.compile(r"^(?:(?:Evaluation )?Recommendation \d+[:.]\s*|\d+(?:\.\d+)*[.)]?\s+)")


def plain(text: Any) -> str:
    """A text with its blanks and hyphens made alike, as the cases ask for."""
    alike = (text or "").replace("\u2011", "-").replace("\xa0", " ")
    return " ".join("".join(ch for ch in alike if ch not in "\ufeff\u200e\u200f").split())


def imported(path: Path) -> tuple[dict[str, Any], tuple[ImportedPlan, ...]]:
    case = json.loads(path.read_text(encoding="utf-8"))
    source = path.parent / case["import"]["file"]
    options = ImportOptions(units=case["import"]["units"])
    return case, import_plans([(source.name, source.read_bytes())], options)


def report(findings: tuple[Finding, ...]) -> str:
    return plain(" ".join(f"{finding} {finding.found}" for finding in findings))


def differences(case: dict[str, Any], read: ImportedPlan) -> list[str]:
    """The fields that differ from what must come out, in words."""
    allowed = case["import"]["also_right"] | case["import"]["also_right_if_reported"]
    wrong: list[str] = []

    def same(where: str, wanted: str, got: str) -> None:
        forms = {plain(wanted), *map(plain, allowed.get(where, ()))}
        if plain(got) not in forms and NUMBER.sub("", plain(got)) not in {NUMBER.sub("", form) for form in forms}:
            wrong.append(f"{where}: {wanted!r} != {got!r}")

    plan = json.loads(read.plan.model_dump_json())
    same("title", case["title"], plan["title"])
    sizes = [len(rec["actions"]) for rec in case["recommendations"]]
    assert [len(rec["actions"]) for rec in plan["recommendations"]] == sizes
    for at, (wanted, got) in enumerate(zip(case["recommendations"], plan["recommendations"], strict=True), 1):
        for field in ("text", "response", "category"):
            same(f"R{at}.{field}", wanted[field], got[field])
        for number, (action, made) in enumerate(zip(wanted["actions"], got["actions"], strict=True), 1):
            for field in FIELDS:
                same(f"R{at}.A{number}.{field}", action.get(field, ""), made.get(field, ""))
    return wrong


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem.removesuffix(".expected"))
def test_every_field_comes_out_right(path):
    case, plans = imported(path)
    wanted = case.get("plans", [case])
    assert len(plans) == len(wanted)
    for one, read in zip(wanted, plans, strict=True):
        assert differences({"import": case["import"], **one}, read) == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem.removesuffix(".expected"))
def test_every_word_is_in_the_plan_or_reported(path):
    """Of the PDF, the category's word is not asked for: it prints the answer in other words."""
    case, plans = imported(path)
    said = " ".join(report(read.findings) for read in plans)
    inside = plain(" ".join(_texts([json.loads(read.plan.model_dump_json()) for read in plans])))
    sources = [
        value
        for rec in (rec for one in case.get("plans", [case]) for rec in one["recommendations"])
        for holder in (rec, *rec["actions"])
        for key, value in holder.items()
        if key == "source_status" or (key == "source_category" and case["import"]["kind"] != "undp_pdf")
    ]
    lost = [text for text in (*case["import"]["must_not_be_lost"], *sources) if plain(text) not in f"{inside} {said}"]
    assert [text for text in lost if plain(text).casefold() not in inside.replace("_", " ").casefold()] == []
    assert [text for text in case["import"]["no_text_of_the_plan"] if plain(text) in inside] == []


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem.removesuffix(".expected"))
def test_a_guess_is_reported_with_its_place(path):
    _, plans = imported(path)
    for read in plans:
        for finding in read.findings:
            unplaced = ("beside_page_margin", "beside_tracked_changes")
            assert finding.where is not None or finding.code in unplaced, finding


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
