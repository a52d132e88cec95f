"""Cells of own fields are read as forgivingly as all others, and every guess is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import any_text
from xltrack.findings import CellAddress
from xltrack.grid.values import Day, Formula
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan_fields import own_column
from xltrack.reading.cell_context import KEEP, CellContext
from xltrack.reading.cell_values import read_value

HERE = CellAddress("Actions", 7, 6)


def read(kind, raw, sent=None):
    """The value, and the codes of what was said about it."""
    field = OwnField(key="own", label="Risk", kind=kind, choices=("High", "Rather low") if kind == "choice" else ())
    value, findings = read_value(raw, CellContext(HERE, "actions", own_column(field), sent))
    assert not [finding for finding in findings if "Risk" not in str(finding)]
    return value, [finding.code for finding in findings]


@pytest.mark.parametrize(
    "kind, raw, value, codes",
    [
        ("choice", "High", "High", []),
        ("choice", " rather  LOW", "Rather low", []),
        ("choice", "Hihg", KEEP, ["unknown_choice"]),
        ("choice", "", None, []),
        ("number", 1500.0, 1500, []),
        ("number", 0.0, 0, []),
        ("number", "1 500", 1500, []),
        ("number", "1,500.50", 1500.5, []),
        ("number", "1.500,50", 1500.5, []),
        ("number", "1,500", 1500, ["value_understood"]),
        ("number", "1.500.000", 1500000, []),
        ("number", "0.125", 0.125, []),
        ("number", "USD 1,500.5", 1500.5, []),
        ("number", "-3,5 €", -3.5, []),
        ("number", "three", KEEP, ["unreadable_number"]),
        ("number", "3 or 4", KEEP, ["unreadable_number"]),
        ("number", True, KEEP, ["unreadable_number"]),
        ("number", Formula("A1*2", 8.0), 8, ["formula_in_cell"]),
        ("percent", 0.4, Percentage(40), []),
        ("percent", 40.0, Percentage(40), []),
        ("percent", "40%", Percentage(40), []),
        ("percent", "12,5 %", Percentage(12.5), []),
        ("percent", "0.5%", Percentage(0.5), []),
        ("percent", "1", Percentage(100), []),
        ("percent", "140%", KEEP, ["unreadable_number"]),
        ("percent", "half", KEEP, ["unreadable_number"]),
        ("percent", Day(45000.0), KEEP, ["unreadable_number"]),
        ("yes_no", "Yes", True, []),
        ("yes_no", "OUI", True, []),
        ("yes_no", "нет", False, []),
        ("yes_no", False, False, []),
        ("yes_no", "perhaps", KEEP, ["unknown_choice"]),
        ("person", " Aru Bek ", "Aru Bek", []),
        ("text", "=1", "=1", []),
    ],
)
def test_a_cell_says_its_value(kind, raw, value, codes):
    found, said = read(kind, raw)
    assert (found, said) == (value, codes)
    assert type(found) is type(value)


@given(st.sampled_from(["choice", "number", "percent", "yes_no"]), any_text)
def test_any_text_is_a_value_or_a_finding(kind, text):
    value, codes = read(kind, text)
    assert (value is KEEP) <= bool(codes)
