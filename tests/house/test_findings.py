"""Each finding has one factory, and each factory fills every word of its message in every language."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, cast, get_args

import pytest

import xltrack
from xltrack import findings as room
from xltrack.findings import SEVERITY, CellAddress, Finding, LineNumber, Term, gravest_first, nearest
from xltrack.findings.cells import unknown_choice, unreadable_date
from xltrack.findings.decided import changed_since, filled_by_formula
from xltrack.findings.mailing import contact_unit_unknown
from xltrack.findings.rows import changed_ref
from xltrack.findings.sources import AsideKind, beside_source
from xltrack.findings.workbooks import macros_present
from xltrack.i18n.catalogue import LANGUAGES, catalogue

HERE = CellAddress("Actions", 7, 6)


def factories() -> dict[str, Callable[..., Finding]]:
    modules = [import_module(f"{room.__name__}.{found.name}") for found in iter_modules(room.__path__)]
    return {
        name: function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).return_annotation == "Finding"
    }


FACTORIES = factories()


def sample(annotation: str) -> Any:
    """A value for a parameter: texts that no catalogue holds, so that they are found again in a message."""
    return {
        "Where": HERE,
        "Named": Term.column("actions", "status"),
        "int": 4711,
        "date": date(2024, 6, 30),
        "Sequence[str]": ["zebra", "yak"],
        "Sequence[Named]": (*Term.choices("status"), "zebra"),
    }.get(annotation, "zebra")


def made(code: str) -> Finding:
    if code not in FACTORIES:
        return beside_source(cast(AsideKind, code.removeprefix("beside_")), HERE, "zebra", "yak")
    factory = FACTORIES[code]
    parameters = inspect.signature(factory).parameters.values()
    return factory(**{parameter.name: sample(parameter.annotation) for parameter in parameters})


def test_every_code_has_one_factory_of_its_name():
    beside = {f"beside_{kind}" for kind in get_args(AsideKind)}
    assert sorted({*FACTORIES, *beside} - {"beside_source"}) == sorted(SEVERITY)
    assert {code: made(code).code for code in SEVERITY} == {code: code for code in SEVERITY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_names_an_empty_cell_instead_of_quoting_nothing(language):
    empty = catalogue(language).word("updates", "empty")
    for finding in (
        filled_by_formula(HERE, "Evidence", "", "R1.A1", "evidence"),
        changed_since("Reason", "", "", "R1", "r"),
    ):
        assert empty in finding.message(language)
        assert not re.search('""|«»|« »|“”', finding.message(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_factory_fills_every_placeholder_of_its_words(language):
    for code in SEVERITY:
        finding = made(code)
        words = catalogue(language).section("findings", code)
        for part, text in (("message", finding.message(language)), ("remedy", finding.remedy(language))):
            wanted = set(re.findall(r"\{(\w+)\}", words[part]))
            values = {"found": finding.found, **finding.values}
            assert wanted <= values.keys(), (code, language)
            assert all(values[key] not in ("", None) for key in wanted), (code, language)
            assert "{" not in text, (code, language)


def test_nobody_else_builds_a_finding():
    """Otherwise a message could lack what it names, and only the person who reads it would notice."""
    package = Path(xltrack.__file__).parent
    built = [
        f"{path.relative_to(package)}:{node.lineno}"
        for path in sorted(package.rglob("*.py"))
        if path.relative_to(package).parts[0] != "findings"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Finding"
    ]
    assert built == []


def test_a_finding_names_columns_and_choices_in_its_reader_s_language():
    finding = unknown_choice(HERE, Term.column("actions", "status", "R1.A2"), "Complete", Term.choices("status"))
    french = catalogue("fr")
    assert f"R1.A2 {french.word('columns', 'actions', 'status')}" in finding.message("fr")
    assert finding.remedy("fr").startswith(
        french.word("words", "did_you_mean", hint=french.word("status", "completed"))
    )
    assert finding.remedy() == (
        'Did you mean "Completed"? Choose one of: Not Initiated, Initiated, Completed, No Longer Applicable.'
    )
    column = Term.column("actions", "completed_on")
    assert catalogue("es").word("columns", "actions", "completed_on") in unreadable_date(HERE, column, "soon").message(
        "es"
    )


@pytest.mark.parametrize(
    "text, known, meant",
    [
        ("Regional Ofice", ["Country Office", "Regional Office"], "Regional Office"),
        ("COUNTRY  OFFICE", ["Country Office"], "Country Office"),
        ("Planète", ["planete"], "planete"),
        ("Headquarters", ["Country Office"], None),
        ("", ["Country Office"], None),
    ],
)
def test_the_nearest_word_is_asked_for(text, known, meant):
    assert nearest(text, known) == meant
    hint = contact_unit_unknown(text, known).remedy()
    assert (f'Did you mean "{meant}"?' in hint) == (meant is not None)


def test_a_message_repeats_no_more_of_a_text_than_a_person_reads():
    told = changed_ref(HERE, "x" * 10**6, "y" * 10**6)
    assert all(len(told.message(language)) < 3000 for language in LANGUAGES)


def test_attention_is_what_a_person_should_look_at():
    odd, quiet = unreadable_date(HERE, "Date", "soon"), macros_present()
    assert (odd.needs_attention, odd.refused, quiet.needs_attention, quiet.refused) == (True, True, False, False)
    assert gravest_first([quiet, odd]) == [odd, quiet]


def test_a_finding_knows_the_row_it_is_about():
    finding = unreadable_date(LineNumber(3), "Date", "soon")
    assert (finding.ref, finding.about("R1.A2").ref) == ("", "R1.A2")
    assert finding.about("R1.A2").message() == finding.message()
