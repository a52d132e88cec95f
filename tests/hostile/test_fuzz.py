"""A fixed set of mutated files: whatever the reader accepts is right, unchanged or reported. `tests.fuzz` runs many."""

from __future__ import annotations

import re

import pytest

from tests import fuzz_outside
from tests.fuzz import SENT, Seed, fresh, judge, resaved, run
from tests.mutate import mutated
from tests.packages import Parts, pack
from xltrack.mail.replies import read_reply
from xltrack.workbook.read import read_bytes
from xltrack.workflows.return_mails import SplitMail


@pytest.fixture(scope="module")
def start() -> Seed:
    return fresh()


@pytest.mark.parametrize("make", [fresh, resaved])
def test_no_mutated_file_is_read_as_something_it_does_not_say(make):
    outcomes, faults = run([make()], range(120))
    assert faults == []
    assert min(outcomes["read"], outcomes["refused"]) > 20


def test_a_mutation_is_the_same_for_the_same_seed(start):
    assert mutated(start.parts, 7) == mutated(start.parts, 7)


def test_an_untouched_file_is_read_without_a_change_and_without_a_word(start):
    read = read_bytes(pack(start.parts), "sent.xlsx")
    assert (read.base, read.current, tuple(read.findings)) == (SENT, SENT.plan, ())


def test_words_beside_the_cells_of_a_mutated_file_are_read_or_its_damage_is_told():
    outcomes, faults = fuzz_outside.run(range(60))
    assert faults == []
    assert outcomes["read"] > 50


def test_the_judge_of_words_beside_the_cells_finds_each_that_is_lost(monkeypatch):
    parts, sent = fuzz_outside.beside(), read_bytes(pack(fresh().parts), "x.xlsx")
    assert fuzz_outside.judge_parts(parts, parts) == ("read", [])
    assert fuzz_outside.judge_mail(fuzz_outside.mail()) == ("read", [])
    monkeypatch.setattr(fuzz_outside, "read_bytes", lambda data, name: sent)
    monkeypatch.setattr(fuzz_outside, "split_mail", lambda data, name: SplitMail(read_reply(data, name), (), None, ()))
    note, thread, box, letter = (f"lost: {word}" for word in fuzz_outside.WORDS)
    assert fuzz_outside.judge_parts(parts, parts) == ("read", [note, thread, box])
    assert fuzz_outside.judge_mail(fuzz_outside.mail()) == ("read", [letter])


def _typed(parts: Parts, old: bytes, new: bytes) -> Parts:
    sheet = parts["xl/worksheets/sheet2.xml"]
    assert len(re.findall(old, sheet)) == 1
    return parts | {"xl/worksheets/sheet2.xml": re.sub(old, new, sheet)}


def test_the_judge_finds_a_value_that_was_made_up_and_an_edit_that_was_lost(start, monkeypatch):
    from tests import fuzz

    edited = _typed(
        start.parts, rb'<c r="F7"( s="\d+") t="s"><v>\d+</v></c>', rb'<c r="F7"\1 t="str"><v>Initiated</v></c>'
    )
    assert judge(start, pack(edited)) == ("read", [])
    told = read_bytes(pack(edited), "x.xlsx")
    untold = read_bytes(pack(start.parts), "x.xlsx")
    monkeypatch.setattr(fuzz, "read_bytes", lambda data, name: told)
    assert [one.split(":")[0] for one in judge(start, pack(start.parts))[1]] == ["made up"]
    monkeypatch.setattr(fuzz, "read_bytes", lambda data, name: untold)
    assert [one.split(":")[0] for one in judge(start, pack(edited))[1]] == ["lost"]


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"])
def test_an_encoding_that_nobody_knows_is_refused(start, part):
    """Found by fuzzing: the parser raises LookupError, which no other damage does."""
    bad = start.parts[part].replace(b'encoding="UTF-8"', b'encoding="klingon"')
    assert bad != start.parts[part]
    assert judge(start, pack(start.parts | {part: bad})) == ("refused", [])
