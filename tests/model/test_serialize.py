"""A tracker survives being cut into cells, and damage shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import plans, trackers
from xltrack.errors import BaseDamaged, BaseMissing
from xltrack.model.serialize import CHUNK_CHARACTERS, from_chunks, plan_from_json, plan_to_json, to_chunks


@given(trackers(), st.randoms())
def test_a_tracker_is_had_again_from_its_chunks_in_any_order_among_other_texts(tracker, random):
    texts = [*to_chunks(tracker), "some other cell", ""]
    random.shuffle(texts)
    assert from_chunks(texts) == tracker
    assert all(len(text) <= CHUNK_CHARACTERS for text in texts)


@given(trackers(), st.data())
def test_a_changed_character_is_found(tracker, data):
    chunk = next(iter(to_chunks(tracker)))
    at = data.draw(st.integers(chunk.rindex(":") + 1, len(chunk) - 1))
    damaged = chunk[:at] + ("A" if chunk[at] != "A" else "B") + chunk[at + 1 :]
    with pytest.raises(BaseDamaged):
        from_chunks([damaged])


def test_no_chunk_at_all_is_a_missing_base():
    with pytest.raises(BaseMissing):
        from_chunks(["Ref", "R1.A1"])


@given(plans())
def test_a_plan_is_had_again_from_its_json(plan):
    assert plan_from_json(plan_to_json(plan)) == plan
