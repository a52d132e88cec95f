"""Cutting along guesses cuts before every mark, as searching does, whatever was guessed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltrack.xlsx.memo_table import split_like

MARK = b"<r "
pieces = st.lists(st.sampled_from([b"", b" ", b"1/>", b"1>a</r>", b"2>a</r>", b"<", b"<r", b"r ", b">"]), max_size=6)


@given(data=pieces.map(MARK.join), guesses=pieces, end=st.integers(0, 40), start=st.integers(0, 40))
def test_pieces_are_those_between_the_marks(data, guesses, start, end):
    first, *rest = data[start:end].split(MARK)
    known = [MARK + guess for guess in guesses if MARK not in guess]
    assert split_like(known, data, MARK, start, end) == [first, *(MARK + piece for piece in rest)]


@given(data=pieces.filter(lambda found: len(found) > 1), lost=st.integers(0, 6))
def test_pieces_that_are_as_guessed_are_the_guesses_themselves(data, lost):
    guesses = [MARK + piece for piece in data]
    found = split_like(guesses[:lost], MARK.join([b"head", *data]), MARK, 0, 1000)
    assert all(one is guess for one, guess in zip(found[1:], guesses[:lost], strict=False))
