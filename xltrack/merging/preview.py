"""A preview of the merge options: the open conflicts that each of them would settle."""

from __future__ import annotations

from datetime import datetime

from xltrack.merging.merge import merge
from xltrack.merging.official import as_master
from xltrack.merging.policy import DEFAULT_POLICY, Policy
from xltrack.model.tracker import Tracker


def preview(tracker: Tracker, *, when: datetime, policy: Policy = DEFAULT_POLICY) -> dict[str, int]:
    """Return how many of the open conflicts each further policy would settle, by the option that turns it on."""
    return {
        option: len(tracker.conflicts) - len(merge(as_master(tracker), [], when=when, policy=variant).conflicts)
        for option, variant in policy.variants().items()
    }
