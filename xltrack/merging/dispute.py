"""All that is asked of one cell, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltrack.model.fields import Rule, Value
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Claim


class Dispute(NamedTuple):
    """One cell: its rule, what it says, who made it say so (with no time if nobody knows), and the claims."""

    rule: Rule
    field: str
    ours: Value
    set_by: Claim
    claims: Sequence[Claim]
    row: KeyAction | None
    """The action with everything else in it merged; None for a recommendation."""
    doubt: str = ""
    """The code of a reason for which nothing is taken here unasked."""
    authors: Mapping[str, str] = {}
    """Of comments: who wrote each line, as far as the log knows."""


class Settlement(NamedTuple):
    """`taken`: claims with the value the cell has after each; `waiting` claims wait for the `reason` given."""

    agreed: tuple[Claim, ...] = ()
    taken: tuple[tuple[Claim, Value], ...] = ()
    passed: tuple[Claim, ...] = ()
    waiting: tuple[Claim, ...] = ()
    reason: str = ""
