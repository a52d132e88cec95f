"""Classification lines are parted into known values; an office's own list settles its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.errors import SourceError, TextError
from xltrack.importing.form_files import lexicon_with
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY, LIST_FIELDS, vocabulary_from_toml


@pytest.mark.parametrize(
    "line, values",
    [
        ("", ()),
        ("Advocacy", ("Advocacy",)),
        ("Evidence, Data and statistics", ("Evidence, Data and statistics",)),
        ("Advocacy,Evidence,\u00a0data and  statistics", ("Advocacy", "Evidence,\u00a0data and  statistics")),
        ("Evidence, Advocacy", ("Evidence", "Advocacy")),
        (
            "Not applicable, Promoting inclusiveness/Leaving no one behind",
            ("Not applicable", "Promoting inclusiveness/Leaving no one behind"),
        ),
        ("Staffing (HQ, field), Advocacy", ("Staffing (HQ, field)", "Advocacy")),
        ("Staffing (HQ, Advocacy", ("Staffing (HQ", "Advocacy")),
        (", Advocacy,, ", ("Advocacy",)),
    ],
)
def test_a_line_is_parted_where_values_end(line, values):
    assert DEFAULT_VOCABULARY.split("operating_principles", line) == values


@given(
    st.sampled_from(LIST_FIELDS).flatmap(
        lambda f: st.tuples(st.just(f), st.lists(st.sampled_from(getattr(DEFAULT_VOCABULARY, f))))
    )
)
def test_any_list_of_known_values_is_read_back(case):
    field, values = case
    assert DEFAULT_VOCABULARY.split(field, ", ".join(values)) == tuple(values)


def test_a_file_adds_to_the_shipped_values():
    own = vocabulary_from_toml('operating_principles = ["Wit, charm and patience"]\nunits = ["Harbour Office"]')
    assert own.split("operating_principles", "Wit, charm and patience, Evidence, Data and statistics") == (
        "Wit, charm and patience",
        "Evidence, Data and statistics",
    )
    assert {"Harbour Office", "Country Office"} <= set(own.units)


@pytest.mark.parametrize(
    "toml, code, named",
    [
        ("units = 3", "toml_no_list", "units"),
        ("units = [1]", "toml_no_list", "units"),
        ('units = [" "]', "toml_no_list", "units"),
        ('principles = ["a"]', "toml_unknown", "principles"),
        ("\nunits =", "toml_line", "2"),
        (f"units = {'[' * 9999}", "toml_endless", ""),
    ],
)
def test_a_file_that_is_no_vocabulary_is_refused_by_its_name(toml, code, named):
    with pytest.raises(TextError) as raised:
        vocabulary_from_toml(toml, "own.toml")
    assert raised.value.code == code
    assert "own.toml" in str(raised.value)
    assert named in str(raised.value)


@pytest.mark.parametrize(
    "toml, code, named",
    [
        ("[columns]\nstatus = 3", "toml_no_list", "columns.status"),
        ("[columns]\nnothing = ['a']", "toml_unknown", "nothing"),
        ("[rows]\na = ['a']", "toml_unknown", "rows"),
        ("[columns]\nstatus", "toml_line", "2"),
    ],
)
def test_a_file_that_is_no_form_is_refused_by_its_name_and_the_place_in_it(toml, code, named):
    with pytest.raises(SourceError) as raised:
        lexicon_with({"own.toml": toml})
    assert raised.value.code == code
    assert "own.toml" in str(raised.value)
    assert named in str(raised.value)


def test_a_part_in_lower_case_belongs_to_the_part_before_it():
    text = "Women's income security, decent work and economic autonomy (SP 2018-2021), Peace"
    assert DEFAULT_VOCABULARY.split("thematic_areas", text) == (
        "Women's income security, decent work and economic autonomy (SP 2018-2021)", "Peace",
    )  # fmt: skip
