"""A dispute (all claims on one cell) and its settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltrack.model.fields import Rule, Value
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Claim


class Dispute(NamedTuple):
    """One cell: its rule, its value, who set it (without a time if unknown), and the claims on it."""

    rule: Rule
    field: str
    ours: Value
    set_by: Claim
    claims: Sequence[Claim]
    row: KeyAction | None
    """The action with everything else in it merged; None for a recommendation."""
    doubt: str = ""
    """The code of a reason for which no value of this cell is taken without asking."""
    authors: Mapping[str, str] = {}
    """Of comments: who wrote each line, as far as the log knows."""


class Settlement(NamedTuple):
    """`taken`: claims with the value the cell has after each; `waiting` claims wait for the `reason` given."""

    agreed: tuple[Claim, ...] = ()
    taken: tuple[tuple[Claim, Value], ...] = ()
    passed: tuple[Claim, ...] = ()
    waiting: tuple[Claim, ...] = ()
    reason: str = ""
