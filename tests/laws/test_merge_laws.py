"""The laws of merging, over random plans, random copies and random edits."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tests.returns import WHEN, master, returned
from tests.scripts import lost_edits, returns, waves
from tests.strategies import trackers
from xltrack.merging.dispute import Dispute
from xltrack.merging.history import open_conflicts
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.policy import Policy
from xltrack.merging.settle import settle
from xltrack.model.compare import diff, same
from xltrack.model.plan_fields import value_of
from xltrack.model.sorts import is_sort
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Tracker

policies = st.builds(
    Policy,
    accept_completed=st.booleans(),
    accept_reopened=st.booleans(),
    accept_cleared=st.booleans(),
    accept_withdrawn=st.booleans(),
    require_evidence=st.booleans(),
    verify_completed=st.booleans(),
    prefer=st.sampled_from([None, "latest", "unit-owner"]),
)


def wanted(submission: Submission) -> Counter[tuple[str, str, str | None]]:
    """Every edit of a return: its file, and the cell; a new row counts as its text."""
    changes = diff(submission.base.plan, submission.current)
    found = Counter((submission.file, change.ref, change.field) for change in changes)
    return found + Counter((submission.file, row.description, None) for row in submission.added)


def accounted(result: MergeResult, files: set[str]) -> Counter[tuple[str, str, str | None]]:
    """Return the places where the edits of these files are found again. A finding about an earlier decision is none."""
    found: Counter[tuple[str, str, str | None]] = Counter()
    for entry in (*result.changes, *result.agreements):
        found += Counter((entry.file, move.ref, move.field) for move in entry.moves)
        if is_sort(entry.field):
            continue
        found[entry.file, entry.ref if entry.field else entry.after, entry.field] += 1
    for conflict in result.conflicts:
        for claim in conflict.claims:
            found += Counter((claim.file, move.ref, move.field) for move in claim.moves)
            if is_sort(conflict.field):
                continue
            found[claim.file, conflict.ref if conflict.field else claim.value, conflict.field] += 1
    for finding in result.findings:
        if finding.code != "decided_before" and "ref" in finding.values and "field" in finding.values:
            found[finding.file, finding.ref, str(finding.values["field"])] += 1
    return Counter({key: count for key, count in found.items() if key[0] in files})


@st.composite
def one_merge(draw: st.DrawFn, most: int = 3) -> tuple[Tracker, tuple[Submission, ...], dict[str, dict[str, str]]]:
    """A master, returns of it or of its earlier state, and the coordinator's edits."""
    first = draw(trackers(3))
    states = [first, draw(next_state([first]))]
    wave = draw(waves(states, most))
    return states[-1], wave.submissions, wave.hand


@st.composite
def next_state(draw: st.DrawFn, states: list[Tracker]) -> Tracker:
    wave = draw(waves(states, 2))
    return merge(master(states[-1], wave.hand), wave.submissions, when=WHEN, policy=draw(policies)).tracker


@given(trackers(), st.integers(0, 3))
def test_merging_untouched_copies_changes_nothing(tracker, count):
    assert merge(master(tracker), [returned("CO", tracker)] * count, when=WHEN).tracker is tracker


@given(st.data())
def test_a_single_return_of_the_master_is_taken_whole_but_for_what_asks_or_is_locked(data):
    tracker = data.draw(trackers())
    file = data.draw(returns(tracker))
    everything = Policy(accept_completed=True, accept_reopened=True, accept_cleared=True, accept_withdrawn=True)
    result = merge(master(tracker), [file], when=WHEN, policy=everything)
    locked = {"deadline", "proposed_deadline", "responsible", "description"}
    own_keys = {own.key for own in tracker.plan.fields}
    held = {own.key for own in tracker.plan.fields if own.rule in ("ask", "locked") or own.editor == "coordinator"}
    moved = [(one.ref, one.field) for conflict in result.conflicts for one in conflict.claims[0].moves]
    for action in tracker.plan.actions:
        theirs, merged = file.current.by_ref[action.ref], result.plan.by_ref[action.ref]
        swapped = {
            one.field for one in result.conflicts if one.ref == action.ref and one.reason in ("swapped", "sorted")
        }
        swapped |= {key for ref, key in moved if ref == action.ref}
        expected = theirs.model_copy(update={key: getattr(action, key) for key in (locked | swapped) - own_keys})
        assert all(same(getattr(merged, key), value) for key, value in expected if key != "own")
        assert all(same(value_of(merged, key), value_of(action, key)) for key in swapped & own_keys)
        assert same(*(tuple(pair for pair in row.own if pair[0] not in held | swapped) for row in (merged, theirs)))


@given(one_merge(4))
def test_the_order_of_the_files_does_not_matter(case):
    tracker, files, hand = case
    results = [merge(master(tracker, hand), order, when=WHEN) for order in permutations(files)]
    assert all(result == results[0] for result in results)


@given(one_merge(), policies)
def test_merging_a_file_twice_in_one_call_is_merging_it_once(case, policy):
    tracker, files, hand = case
    once = merge(master(tracker, hand), files, when=WHEN, policy=policy)
    twice = merge(master(tracker, hand), [*files, *files], when=WHEN, policy=policy)
    assert twice.tracker == once.tracker


@given(st.data(), policies)
def test_a_file_that_was_ever_merged_changes_nothing_when_it_comes_again(data, policy):
    states, seen = [data.draw(trackers(3))], []
    for _ in range(3):
        wave = data.draw(waves(states, 2))
        seen += wave.submissions
        states.append(merge(master(states[-1], wave.hand), wave.submissions, when=WHEN, policy=policy).tracker)
    now = states[-1]
    again = data.draw(st.permutations(seen))
    assert merge(master(now), again, when=WHEN, policy=policy).tracker is now


@given(one_merge(), policies)
def test_every_edit_is_accounted_for_exactly_once(case, policy):
    tracker, files, hand = case
    result = merge(master(tracker, hand), files, when=WHEN, policy=policy)
    expected = sum((wanted(file) for file in files), Counter())
    assert accounted(result, {file.file for file in files}) == expected
    again = merge(master(result.tracker), files, when=WHEN, policy=policy)
    assert accounted(again, {file.file for file in files}) == expected


@given(one_merge(), policies)
def test_no_edit_is_lost_in_silence(case, policy):
    tracker, files, hand = case
    result = merge(master(tracker, hand), files, when=WHEN, policy=policy)
    assert [lost_edits(file, result) for file in files] == [[] for _ in files]


@given(one_merge(), policies)
def test_the_conflicts_are_what_the_log_says_is_open(case, policy):
    tracker, files, hand = case
    now = merge(master(tracker, hand), files, when=WHEN, policy=policy).tracker
    assert now.conflicts == open_conflicts(now.meta.id, now.plan, now.log)
    assert len({conflict.id for conflict in now.conflicts}) == len(now.conflicts)


@given(one_merge())
def test_the_revision_counts_each_change_of_the_master_once(case):
    tracker, files, hand = case
    now = merge(master(tracker, hand), files, when=WHEN).tracker
    assert now.meta.revision - tracker.meta.revision == (now != tracker)
    assert now.log[: len(tracker.log)] == tracker.log


claims = st.builds(
    Claim,
    by=st.sampled_from(["CO", "RO", "HQ"]),
    when=st.sampled_from([None, WHEN, WHEN + timedelta(days=1)]),
    base=st.sampled_from(["Begun", None]),
    value=st.sampled_from(
        ["Begun", "Begun\nVenue booked", "Begun\nHeld", "Begun\nHeld\nVenue booked", "Stopped", None]
    ),
    digest=st.sampled_from(["1", "2", "3"]),
)


@given(st.lists(claims, max_size=4), st.sampled_from(["take", "append", "ask"]), policies)
def test_the_order_of_the_claims_on_a_cell_does_not_matter(found, rule, policy):
    def settled(order):
        dispute = Dispute(rule, "comments", "Begun", Claim(by="", value="Begun"), order, None)
        return settle(dispute, policy)

    assert all(settled(order) == settled(found) for order in permutations(found))
