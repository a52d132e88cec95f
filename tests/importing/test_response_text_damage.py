"""Damage that pages and PDFs do to a text source, and the laws that hold whatever they do."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.importing.test_response_text import AS_OF, HEADER, codes, response
from xltrack.importing.response_text import as_of_window, format_text, parse_text
from xltrack.model.plan import Plan


def visible(text: str) -> Counter[str]:
    text = unicodedata.normalize("NFKC", text).casefold()
    return Counter(ch for ch in text if not ch.isspace() and unicodedata.category(ch) != "Cf")


def wrapped(text: str, width: int, hyphens: bool = True) -> str:
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, break_on_hyphens=hyphens, break_long_words=False))
        for line in text.split("\n")
    )


def with_marks(text: str) -> str:
    return "\n".join(f"\u200e{line}\u200f" if line else line for line in text.split("\n"))


def with_nbsp_around_anchors(text: str) -> str:
    for word in ("Initiated", "Completed", "Office 20", "Responsible Deadline", "Key Actions"):
        text = text.replace(f" {word}", f"\u00a0{word}").replace(word, word.replace(" ", "\u00a0"))
    return text


HARMLESS = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "old mac": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "form feeds": lambda text: text.replace("\nRecom", "\n\fRecom").replace("\nKey Actions", "\fKey Actions"),
    "indented": lambda text: "\n".join(f"  {line}\t " for line in text.split("\n")),
    "direction marks": with_marks,
    "marks after labels": lambda text: re.sub(r"(?m)^([A-Z][\w ]+:) ", "\\1\u200f \u200e", text),
    "blank lines": lambda text: text.replace("\nManagement", "\n\n\nManagement").replace("\nKey", "\n\nKey") + "\n\n",
    "labels in capitals": lambda text: text.replace("Thematic Area:", "THEMATIC AREA :").replace("eria:", "ERIA："),
    "header on each page": lambda text: re.sub(r"\n(?=Hold|Conduct|Publish)", f"\n{HEADER}\n", text),
}  # fmt: skip


@pytest.mark.parametrize("damage", HARMLESS.values(), ids=HARMLESS)
def test_harmless_damage_changes_nothing(source, damage):
    assert damage(source) != source
    read = parse_text(damage(source))
    assert read.plan == parse_text(source).plan
    assert read.findings == ()


def test_blanks_of_any_kind_hold_an_anchor_together(source):
    read, clean = parse_text(with_nbsp_around_anchors(source)), parse_text(source)
    shown = [(a.deadline, a.status, a.source_status, a.responsible) for a in read.plan.actions]
    assert shown == [(a.deadline, a.status, a.source_status, a.responsible) for a in clean.plan.actions]


@pytest.mark.parametrize("hyphens", [True, False])
@pytest.mark.parametrize("width", [60, 72, 80, 90, 100, 120])
def test_a_wrapped_source_gives_the_plan_of_the_unwrapped_one(source, width, hyphens):
    read = parse_text(wrapped(source, width, hyphens))
    assert read.plan == parse_text(source).plan
    assert set(codes(read)) <= {"row_break_guessed"}


@pytest.mark.parametrize("seed", range(3))
def test_lines_of_a_pdf_that_end_a_little_early_are_joined_too(source, seed):
    ragged = Random(seed)
    lines: list[str] = []
    for line in source.split("\n"):
        while len(line) > (width := ragged.randint(94, 102)):
            cut = line.rfind(" ", 0, width)
            lines.append(line[:cut])
            line = line[cut + 1 :]
        lines.append(line)
    read, clean = parse_text("\n".join(lines)), parse_text(source)
    shown = [(a.deadline, a.status, a.responsible, a.comments) for a in clean.plan.actions]
    assert [(a.deadline, a.status, a.responsible, a.comments) for a in read.plan.actions] == shown
    assert set(codes(read)) <= {"row_break_guessed"}


def test_rows_of_one_length_are_not_taken_for_a_wrapped_text():
    rows = [
        f"Train the staff of all district number {n:03} offices Country Office 2022/12 Completed ok" for n in range(200)
    ]
    read = parse_text(response(*rows))
    assert len(read.plan.actions) == 200
    assert codes(read) == []


# --- laws ---


JUNK = [
    "{}",
    "About {} and more",
    "{} Country Office 2022/12 Completed",
    "Someone {} 2022/12 Completed",
    "Thematic Area: {}",
    "Management Response: {}",
    "Management Response Category: {}",
    "Recommendation: {}",
    "Key Actions {}",
    "Page {}",
    "{}: ",
    "a, {}, ,",
]
"""Lines that may stand anywhere in a page; a word of its own fills the gap."""


@given(data=st.data())
def test_no_visible_character_is_lost(source, data):
    """Wherever words of another text were inserted, each of them is in the plan or in a reported leftover."""
    lines = source.split("\n")
    inserted = data.draw(st.lists(st.tuples(st.integers(0, len(lines)), st.sampled_from(JUNK)), max_size=8))
    for number, (at, shape) in enumerate(inserted):
        lines.insert(at, shape.format(f"zq{number}x"))
    text = data.draw(st.sampled_from([lambda t: t, lambda t: wrapped(t, 100), *HARMLESS.values()]))("\n".join(lines))
    read = parse_text(text)
    reported = " ".join(p.found for p in read.findings if p.code in ("leftover_text", "unknown_category"))
    kept = read.plan.model_dump_json() + reported
    assert [number for number in range(len(inserted)) if f"zq{number}x" not in kept] == []
    printed = format_text(read.plan, AS_OF)
    doubled = "".join(f"{p.found}:" for p in read.findings if p.code == "label_doubled")
    headers = HEADER * (text.count(HEADER) - printed.count(HEADER)) + "Key Action not added."
    assert not visible(text) - visible(printed + reported + doubled + headers + ",:" * 3 * len(inserted))


@given(
    st.lists(
        st.sampled_from([*JUNK, "", "-", "2022/12", "Completed", "Country Office", "\u200f", "N/A Initiated"]),
        max_size=30,
    )
)
def test_no_text_gives_a_traceback(lines):
    text = "Recommendation: x\nKey Actions\n" + "\n".join(lines)
    assert isinstance(parse_text(text).plan, Plan)


def test_a_source_is_rebuilt_character_for_character(source):
    plan = parse_text(source).plan
    assert as_of_window(plan).first <= AS_OF <= as_of_window(plan).last
    assert format_text(plan, AS_OF) == source
