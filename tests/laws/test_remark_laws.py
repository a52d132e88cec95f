"""The laws of remarks, over random plans, random returns and random remarks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.test_merge_laws import accounted, one_merge, wanted
from tests.returns import WHEN, master
from tests.scripts import lost_edits, sorted_apart
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.model.remark import Remark, is_remark
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker

WORDS = ("Six more months.", "Ask the ministry.", "See R1.A1", "=1+1", "")


@st.composite
def remarked_merge(draw: st.DrawFn) -> tuple[Tracker, tuple[Submission, ...], dict[str, dict[str, str]]]:
    """A merge whose returns carry remarks, some of them the same ones; some were sorted without the key actions."""
    tracker, files, hand = draw(one_merge())
    files = tuple(draw(sorted_apart(file)) if draw(st.integers(0, 3)) == 0 else file for file in files)
    refs = st.sampled_from(["", "R9.A9", *tracker.plan.by_ref])
    kinds = st.sampled_from(["note", "thread", "text_box", "own_column", "struck", "mail"])
    remark = st.builds(
        Remark, kind=kinds, text=st.sampled_from(WORDS), ref=refs, author=st.sampled_from(["", "Aru", "Madi"])
    )
    given_ = [draw(st.lists(remark, max_size=3, unique_by=lambda one: one.code)) for _ in files]
    return tracker, tuple(replace(one, remarks=tuple(left)) for one, left in zip(files, given_, strict=True)), hand


def remarks_of(files: tuple[Submission, ...]) -> Counter[tuple[str, str]]:
    return Counter({(one.file, remark.code) for one in files for remark in one.remarks})


def places(result: MergeResult) -> Counter[tuple[str, str]]:
    """Return the places where remarks are found again: waiting, or in agreement with one that waits or was decided."""
    waiting = [
        (claim.file, claim.remark.code) for one in result.conflicts for claim in one.claims if claim.remark is not None
    ]
    agreed = [(one.file, one.field.partition(":")[2]) for one in result.agreements if is_remark(one.field)]
    return Counter(waiting) + Counter(agreed)


@given(remarked_merge())
def test_every_remark_is_in_exactly_one_place_and_holds_no_edit_back(case):
    tracker, files, hand = case
    result = merge(master(tracker, hand), files, when=WHEN)
    assert places(result) == remarks_of(files)
    bare = merge(master(tracker, hand), [replace(one, remarks=()) for one in files], when=WHEN)
    assert result.plan == bare.plan
    edits = accounted(result, {one.file for one in files})
    assert Counter({key: n for key, n in edits.items() if not is_remark(key[2])}) == sum(map(wanted, files), Counter())


@given(remarked_merge())
def test_the_order_of_files_with_remarks_does_not_matter(case):
    tracker, files, hand = case
    results = [merge(master(tracker, hand), order, when=WHEN) for order in permutations(files)]
    assert all(result.tracker == results[0].tracker for result in results)


@given(remarked_merge(), st.randoms(use_true_random=False))
def test_a_remark_is_asked_once_whatever_was_decided(case, chance):
    tracker, files, hand = case
    now = merge(master(tracker, hand), files, when=WHEN).tracker
    picks = [
        Decision(one.id, chance.choice(["both", "keep"]), own_value=next(iter(tracker.plan.by_ref), ""))
        for one in now.conflicts
        if is_remark(one.field) and chance.random() < 0.7
    ]
    now = resolve(now, picks, when=WHEN).tracker
    again = merge(master(now), files, when=WHEN)
    assert again.tracker is now


@given(remarked_merge(), st.randoms(use_true_random=False))
def test_what_was_decided_is_not_asked_again_when_the_same_people_return_the_same_words(case, chance):
    tracker, files, hand = case
    first = merge(master(tracker, hand), files, when=WHEN)
    picks = [Decision(one.id, chance.choice(["keep", 1])) for one in first.conflicts if chance.random() < 0.7]
    now = resolve(first.tracker, picks, when=WHEN).tracker
    again = [replace(file, digest=f"again {file.digest}") for file in files]
    result = merge(master(now), again, when=WHEN)
    assert {one.id for one in result.conflicts} <= {one.id for one in now.conflicts}
    assert [lost_edits(file, first) for file in files] == [[] for _ in files]


@given(remarked_merge())
def test_undo_brings_back_what_waited(case):
    tracker, files, hand = case
    now = merge(master(tracker, hand), files, when=WHEN).tracker
    open_remarks = [one for one in now.conflicts if is_remark(one.field)]
    after = resolve(now, [Decision(one.id, "keep") for one in open_remarks], when=WHEN).tracker
    if after is not now:
        assert undo(after, when=WHEN).tracker.conflicts == now.conflicts
