"""What was read before never changes what a file says: alone and after others, each is read alike."""

from __future__ import annotations

from random import Random

import pytest

from tests.edits import cell, typed
from tests.fuzz import SENT, fresh, resaved
from tests.mutate import mutated, pack
from tests.tables import tracker
from xltrack import snapshot
from xltrack.errors import XltrackError
from xltrack.excel import cells, package, quick, xml_parts
from xltrack.excel.reader import read_bytes
from xltrack.excel.tracker_book import workbook_bytes
from xltrack.sheets import ground, headers, identity
from xltrack.sheets.remembered import Remembered
from xltrack.tracker import Submission, Tracker

TABLES = (package._INFLATED, xml_parts._KNOWN, quick._TEXTS, cells._ROWS, cells._SHEETS, ground._RECENT)


def forget() -> None:
    """As in a new process."""
    for table in TABLES:
        table.clear()
    for function in (headers._header, identity.line_of, identity._voted, ground.read_action):
        assert isinstance(function, Remembered)
        function._known.clear()
    ground.read_recommendation._known.clear()
    snapshot._unpack.cache_clear()


def said(data: bytes) -> Submission | str:
    try:
        return read_bytes(data, "a.xlsx")
    except XltrackError as error:
        return str(error)


def alike(files: list[bytes]) -> None:
    forget()
    after_one_another = [said(data) for data in files]
    assert package._INFLATED, "nothing was remembered, so that nothing was tried"
    for at, data in enumerate(files):
        forget()
        alone = said(data)
        assert alone == after_one_another[at], at


@pytest.mark.parametrize("make", [fresh, resaved])
def test_damaged_files_say_the_same_whatever_was_read_before(make):
    start = make()
    files = [mutated(start.parts, seed)[1] for seed in range(60)]
    alike([pack(start.parts), *files, pack(start.parts)])


WORDS = ("Agreed", "Done", "True", "1", "0", "2023/06", "Completed", "", "Report 1", "xltrack:")
PLANS = tuple(
    tracker(f"""
        ref   | responsible | status    | comments
        R1.A1 | {unit}      | initiated | {word}
        R1.A2 | CO          | completed | Done
    """)
    for unit, word in (("CO", "Agreed"), ("RO", "Agreed"), ("CO", "1"), ("CO", "Done"))
)


def _returns(sent: Tracker, random: Random) -> bytes:
    """A copy of one of several plans that are nearly the same, with a few cells typed over."""
    data = workbook_bytes(sent, as_of=sent.meta.issued)
    keys = [(ref, key) for ref in ("R1.A1", "R1.A2") for key in ("status", "comments", "responsible", "evidence")]
    return typed(data, {cell(data, *place): random.choice(WORDS) for place in random.sample(keys, random.randrange(4))})


@pytest.mark.parametrize("seed", range(3))
def test_returns_of_plans_that_are_nearly_the_same_say_the_same_in_any_order(seed):
    random = Random(seed)
    alike([_returns(random.choice(PLANS), random) for _ in range(14)])


def test_cells_that_are_equal_and_do_not_say_the_same_are_told_apart():
    """1 and TRUE are equal to Python; a person sees two things."""
    sent = workbook_bytes(SENT, as_of=SENT.meta.issued)
    place = cell(sent, SENT.plan.actions[0].ref, "comments")
    alike([typed(sent, {place: value}) for value in (1, True, "1", "TRUE", 0, False, 1.0)])
