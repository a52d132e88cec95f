"""The verification of a completion, put on record when the coordinator confirms what a unit declared."""

from __future__ import annotations

from xltrack.merging.revision import Ledger
from xltrack.model.fields import Value, none_if_empty
from xltrack.model.plan_fields import own_field
from xltrack.model.ready_fields import VERIFICATION_NOTE, VERIFIED_BY, VERIFIED_ON
from xltrack.model.tracker import Claim


def verify(ledger: Ledger, ref: str, source: Claim, who: str, note: str) -> None:
    """Fill in the day, the person and the note of a verification, as far as the plan has fields for them.

    They go with the claim that was confirmed, so that an undo of the decision takes them back, too.
    """
    values: dict[str, Value] = {VERIFIED_ON: ledger.when.date(), VERIFIED_BY: who, VERIFICATION_NOTE: note}
    for key, value in values.items():
        field = own_field(ledger.tracker.plan, key)
        after = none_if_empty(value)
        if field is None or field.sheet != "actions" or after is None:
            continue
        if after != ledger.draft.value(ref, key):
            ledger.change((ref, key), field.typed(after), "decided", source, who=who, reason="verified")
