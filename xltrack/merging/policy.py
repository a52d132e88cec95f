"""The merge policy: what an office lets the merge settle without asking. By default every doubt waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self, get_args

from xltrack.errors import SettingsError
from xltrack.i18n.catalogue import fold
from xltrack.i18n.html_table import html_table
from xltrack.model.correspondence import comparable_time
from xltrack.model.expected import expect
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.tracker import Claim, Conflict

Prefer = Literal["latest", "unit-owner"]
ACCEPTS = ("accept_completed", "accept_reopened", "accept_cleared", "accept_withdrawn")
"""Settings that let the merge take a doubtful change without asking."""
ASKS = ("require_evidence", "verify_completed")
"""Settings that make the merge ask about more changes."""


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """The surroundings of an open conflict: the plan as merged so far, the conflict's action (if any) and field."""

    plan: Plan
    action: KeyAction | None
    field: str


Decide = Callable[[Conflict, DecisionContext], int | Literal["keep", "both"] | None]
"""A function of (conflict, context) that returns a claim's number, "keep", "both", or None to leave it open."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Policy:
    """The section [merge] of xltrack.toml, or an own rule in Python.

    Accepted without asking: `accept_completed`, a completion without comment or evidence; `accept_reopened`, a closed
    action that is open again; `accept_cleared`, an emptied comment or evidence; `accept_withdrawn`, an action that no
    longer applies, without a reason. Always asked about: `require_evidence`, a completion without evidence,
    whatever its comments say; `verify_completed`, every completion, to be verified. `prefer`: of several values for one
    cell, take that of the return saved last ("latest") or of the responsible unit ("unit-owner"). It never chooses
    between comments, nor in columns that always ask. `decide` is a function of (conflict, context) that is asked about
    every conflict that the rules leave open; it returns a claim's number, "keep", "both", or None to leave it open.
    Raises SettingsError for a value that cannot be used.
    """

    accept_completed: bool = False
    accept_reopened: bool = False
    accept_cleared: bool = False
    accept_withdrawn: bool = False
    require_evidence: bool = False
    verify_completed: bool = False
    prefer: Prefer | None = None
    decide: Decide | None = None

    def __post_init__(self) -> None:
        for name in (*ACCEPTS, *ASKS):
            _check(name, getattr(self, name), (True, False))
        _check("prefer", self.prefer, (None, *get_args(Prefer)))
        if self.decide is not None and not callable(self.decide):
            raise TypeError(f"decide must be a function of (conflict, context), not {type(self.decide).__name__}")

    def __repr__(self) -> str:
        settings = (
            (field.name, getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        )
        return f"Policy({', '.join(f'{name}={value!r}' for name, value in settings)})"

    def _repr_html_(self) -> str:
        rows = ((field.name, getattr(self, field.name)) for field in fields(self))
        return html_table("Policy", ("setting", "value"), rows)

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Return the policy that a settings section gives; keys may be written with - or _. Raises SettingsError."""
        expect("settings", settings, Mapping)
        known: dict[str, Any] = dict.fromkeys((*ACCEPTS, *ASKS), (True, False))
        known["prefer"] = get_args(Prefer)
        values = {str(key).replace("-", "_"): value for key, value in settings.items()}
        for key, value in values.items():
            if key not in known:
                raise SettingsError("unknown_policy", key=key, known=", ".join(known))
            _check(key, value, known[key])
        return cls(**values)

    def variants(self) -> Mapping[str, Policy]:
        """Return the policies that settle more than this one, by the option that turns each on."""
        turned_on: dict[str, dict[str, Any]] = {key.replace("_", "-"): {key: True} for key in ACCEPTS}
        policies = {option: replace(self, **setting) for option, setting in turned_on.items()}
        policies |= {f"prefer {name}": replace(self, prefer=name) for name in get_args(Prefer)}
        return {option: policy for option, policy in policies.items() if policy != self}

    def choose(self, claims: Sequence[Claim], responsible: str) -> Claim | None:
        """Return a claim with the value that this policy prefers among claims that differ; None if it prefers none."""
        if self.prefer == "latest":
            best = _latest(claims)
        elif self.prefer == "unit-owner":
            best = [claim for claim in claims if fold(claim.by) == fold(responsible)]
        else:
            return None
        return best[0] if len({claim.value for claim in best}) == 1 else None


def _check(key: str, value: object, choices: Sequence[object]) -> None:
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        known = ", ".join(str(choice).lower() for choice in choices if choice is not None)
        text = f'"{value}"' if isinstance(value, str) else str(value).lower()
        raise SettingsError("bad_policy", key=key, found=text, choices=known)


DEFAULT_POLICY = Policy()


def _latest(claims: Sequence[Claim]) -> list[Claim]:
    if any(claim.when is None for claim in claims):
        return []
    last = max(comparable_time(claim.when) for claim in claims)
    return [claim for claim in claims if comparable_time(claim.when) == last]
