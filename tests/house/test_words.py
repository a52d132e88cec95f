"""Every code has its words, and every label leads back to one code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.findings import SEVERITY, CellAddress, Finding
from xltrack.findings.cells import unknown_choice
from xltrack.i18n.catalogue import LANGUAGES, TOPICS, bare, catalogue, find_code, fold
from xltrack.model.fields import SHEETS
from xltrack.model.plan import Category, Status

OTHERS = LANGUAGES[1:]
RESERVED = ("History", "Historique", "Historial", "Журнал", "محفوظات", "历史记录")
"""Names that Excel keeps for itself, in the languages of its programs."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_in_the_file_of_its_topic(language):
    folder = files("xltrack").joinpath("i18n", "locale", language)
    names = {
        topic: tuple(tomllib.loads(folder.joinpath(f"{topic}.toml").read_text(encoding="utf-8"))) for topic in TOPICS
    }
    assert {topic: sorted(sections) for topic, sections in names.items()} == {t: sorted(s) for t, s in TOPICS.items()}
    assert {path.name for path in folder.iterdir() if path.name.endswith(".toml")} == {
        f"{topic}.toml" for topic in TOPICS
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_message_and_a_remedy(language):
    words = catalogue(language).section("findings")
    assert set(words) == set(SEVERITY)
    assert all({"message", "remedy"} == set(words[code]) and all(words[code].values()) for code in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_status_and_category_has_a_label(language):
    words = catalogue(language)
    for sheet, columns in SHEETS.items():
        assert list(words.section("columns", sheet)) == [column.key for column in columns]
    assert set(words.section("status")) == set(Status)
    assert set(words.section("category")) == set(Category)


CATEGORIES = {
    "en": {"one", "other"}, "fr": {"one", "many", "other"}, "es": {"one", "many", "other"},
    "ru": {"one", "few", "many", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}, "zh": {"other"},
}  # fmt: skip
"""The plural forms of each language by CLDR."""


def plural(value: object) -> bool:
    """Return whether a message has plural forms."""
    return isinstance(value, Mapping) and "other" in value


def leaves(words: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every text (or list of texts, or message with plural forms) of a catalogue by its dotted key."""
    for key, value in words.items():
        if isinstance(value, Mapping) and not plural(value):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield path + key, value


def texts(value: Any) -> list[str]:
    """All texts of a message, whatever its forms."""
    if isinstance(value, Mapping):
        return [text for form, inner in value.items() if form != "by" for text in texts(inner)]
    return [value] if isinstance(value, str) else list(value)


def deciding(value: Any) -> set[str]:
    """The values that choose a message's plural form."""
    if not isinstance(value, Mapping):
        return set()
    return {value.get("by", "count")}.union(*(deciding(inner) for inner in value.values()))


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_lacks_no_key_and_has_none_of_its_own(language):
    english, own = (dict(leaves(catalogue(one).section())) for one in ("en", language))
    assert (sorted(english.keys() - own.keys()), sorted(own.keys() - english.keys())) == ([], [])


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_placeholders_of_the_english_one(language):
    """A form may spell a number out, so the values that decide the form need not be written."""

    def placeholders(value: Any) -> set[str]:
        return {name for text in texts(value) for name in re.findall(r"\{(\w*)(?::\w+)?\}", text)}

    english, own = (dict(leaves(catalogue(one).section())) for one in ("en", language))
    wrong = []
    for key, value in english.items():
        if key.startswith("former."):
            continue  # labels of earlier versions, where a language changed one
        chosen = deciding(value) | deciding(own[key])
        if placeholders(value) - chosen != placeholders(own[key]) - chosen:
            wrong.append(key)
        if not isinstance(value, (str, Mapping)):
            assert type(value) is type(own[key]), key
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_with_plural_forms_has_all_of_its_language(language):
    def forms(value: Any) -> Iterator[set[str]]:
        inner = {form: text for form, text in value.items() if form != "by" and not form.startswith("=")}
        nested = [text for text in inner.values() if isinstance(text, Mapping)]
        if nested:
            assert "other" in inner
            for text in nested:
                yield from forms(text)
        else:
            yield set(inner)

    for key, value in leaves(catalogue(language).section()):
        if plural(value):
            assert all(found == CATEGORIES[language] for found in forms(value)), key


def test_arabic_texts_have_no_latin_comma():
    words = dict(leaves(catalogue("ar").section()))
    allowed = ("contacts", "status_words", "category_words")
    latin = [
        key
        for key, value in words.items()
        if not key.startswith(allowed)
        for text in texts(value)
        if re.search(r"[\u0600-\u06ff]\s*[,;?]|[,;?]\s*[\u0600-\u06ff]", text)
    ]
    assert latin == []


DISPLACED: Mapping[str, tuple[str, ...]] = {
    "fr": (r"\bnon engagée", r"\bactions? (?:clé|convenue)", r"\b(?:[lmdc]es|{n}|aucun|ce) retours?\b", "d[’']ici le",
           r"\bentités?\b", r"\bcoord(?:onn|in)ateur", r"\bsynthèse", r"fichiers? de suivi"),
    "es": (r"\bdevoluciones\b", r"\bevidencia\b", r"\bhola\b", r"\bFusiónela\b", r"\bmedidas?\b", "quien coordina",
           r"\bno se tomó"),
    "ru": (r"\bфайл\w* контроля", r"ключев\w+ действ", r"\bсли(?:то|та|ть)\b", r"\bвозвраты\b", r"\bне взят"),
    "ar": (r"المطلب", r"القاعدة المخفية", r"(?:ال)?نسخة {(?:n|revision|before)}", "الملخص", r"\b(?:ال|لل|ل)?وحدة\b"),
    "zh": ("版次", "主张", "底稿", "返回的?文件", "协调人", "摘要", "表单编号", r"} ?前(?:发回|返还|交回|更新)"),
}  # fmt: skip
"""Words for which a language has a better one, as patterns: once displaced, they are gone from every text."""


@pytest.mark.parametrize("language", DISPLACED)
def test_a_displaced_word_is_in_no_text(language):
    """Sections that are only for reading (former labels, further words for a status) keep the old words."""
    read_only = ("former.", "status_words.", "category_words.", "contacts.")
    left = [
        (key, text)
        for key, value in leaves(catalogue(language).section())
        if not key.startswith(read_only)
        for text in texts(value)
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in DISPLACED[language])
    ]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_was_left_in_english(language):
    english, own = (dict(leaves(catalogue(one).section("findings"))) for one in ("en", language))
    assert [key for key in own if own[key] == english[key]] == []


@pytest.mark.parametrize("section, words", [("status", "status_words"), ("category", "category_words")])
def test_no_two_codes_share_a_word(section, words):
    said: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for part in (section, words):
            for code, labels in catalogue(language).section(part).items():
                folded = [fold(word) for word in ([labels] if isinstance(labels, str) else labels)]
                said.setdefault(code, set()).update(folded, map(bare, folded))
    for one, other in combinations(said, 2):
        assert not said[one] & said[other]


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_two_columns_of_a_sheet_share_a_header_in_any_language(sheet):
    said: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, header in catalogue(language).section("columns", sheet).items():
            said.setdefault(bare(fold(header)), set()).add(key)
    assert {header: keys for header, keys in said.items() if len(keys) > 1} == {}


def test_no_two_contact_columns_share_a_header_in_any_language():
    said = [(bare(fold(word)), key) for one in LANGUAGES for key, words in catalogue(one).section("contacts").items()
            for word in words]  # fmt: skip
    assert len({word for word, _ in said}) == len(set(said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_takes_every_sheet_name_prompt_and_formula_word(language):
    words = catalogue(language)
    names = [*words.section("sheets").values(), words.word("annotation", "sheet")]
    assert len({name.casefold() for name in names}) == len(names)
    assert not [name for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name in RESERVED]
    for key, text in words.section("notes").items():
        assert len(text) <= (32 if key.endswith("_title") else 255), key
    shown = [
        *words.section("check").values(),
        *words.section("status").values(),
        *words.section("units", "months").values(),
    ]
    assert not [text for text in shown if '"' in text or text[0] in "=+-@'" or len(text) > 80]


@given(st.text(st.characters(max_codepoint=127)))
def test_an_invisible_mark_changes_no_label(text):
    assert fold("\u200e" + text) == fold(text)


@pytest.mark.parametrize(
    "text, code",
    [("TERMINEE", "completed"), ("انجز", "completed"), ("لم يبدا", "not_initiated"), ("مكتملـة", "completed"),
     ("Non-engagée", "not_initiated"), ("ещё", None)],
)  # fmt: skip
def test_a_label_is_known_without_its_accents(text, code):
    assert (find_code(text, "status") or find_code(text, "status_words")) == code


@pytest.mark.parametrize(
    "text, code",
    [
        ("Completed", "completed"),
        ("  COMPLETED\u00a0", "completed"),
        ("Ｃｏｍｐｌｅｔｅｄ", "completed"),
        ("Not\u2011Initiated", "not_initiated"),
        ("Not  Initiated.", "not_initiated"),
        ("no_longer_applicable", "no_longer_applicable"),
        ("\u200fInitiated", "initiated"),
        ("С\u043empleted", None),
        ("Completedd", None),
        ("", None),
    ],
)
def test_a_label_is_recognised_however_it_is_typed_but_not_in_foreign_letters(text, code):
    assert find_code(text, "status") == code


def test_a_finding_names_the_cell_the_finding_and_the_remedy():
    finding = unknown_choice(CellAddress("Actions", 7, 6), "Status", "Complete", ["Not Initiated", "Completed"])
    assert str(finding) == (
        'Actions!F7: Status "Complete" is not on the list. Did you mean "Completed"? '
        "Choose one of: Not Initiated, Completed."
    )
    assert finding.in_file("a.xlsx").as_dict() == {
        "code": "unknown_choice",
        "severity": "error",
        "file": "a.xlsx",
        "sheet": "Actions",
        "cell": "F7",
        "line": None,
        "found": "Complete",
        "message": 'Status "Complete" is not on the list.',
        "remedy": 'Did you mean "Completed"? Choose one of: Not Initiated, Completed.',
    }


@pytest.mark.parametrize("column, letters", [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_named_as_excel_names_them(column, letters):
    assert CellAddress("S", 3, column).address == f"{letters}3"


def test_a_text_with_braces_is_shown_as_it_is():
    assert "{x}" in str(Finding("leftover_text", None, "{x}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_ask_is_worded_in_the_receipts_too(language):
    words = catalogue(language)
    reasons = set(words.section("conflict_reasons"))
    assert reasons <= set(words.section("receipt", "reasons"))
