"""Suggested picks for open conflicts, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue, fold
from xltrack.merging.decision_choices import Choice
from xltrack.model.correspondence import comparable_time
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.sorts import is_sort
from xltrack.model.tracker import Claim, Conflict


def suggestion(conflict: Conflict, plan: Plan, language: str = DEFAULT_LANGUAGE) -> tuple[Choice, str]:
    """Suggest the pick of a careful person, with the reason in words. It is never applied by itself."""
    take, code, claim = _suggest(conflict, plan)
    by = claim.by if claim else ""
    return take, catalogue(language).word("suggestions", code, by=by, ref=conflict.ref)


def _about_remark(conflict: Conflict, plan: Plan) -> tuple[Choice, str, Claim | None]:
    claim = conflict.claims[0]
    if claim.remark is not None and claim.remark.resolved:
        return "keep", "remark_resolved", claim
    return ("both", "remark", claim) if conflict.ref in plan.by_ref else ("keep", "remark_homeless", claim)


def _suggest(conflict: Conflict, plan: Plan) -> tuple[Choice, str, Claim | None]:
    claims = conflict.claims
    if conflict.reason == "remark":
        return _about_remark(conflict, plan)
    if is_sort(conflict.field):
        return "keep", "moved", claims[0]
    by_reason: dict[str, tuple[Choice, str, Claim | None]] = {
        "added": (1, "new_action", claims[0]),
        "copied": ("keep", "copied", claims[0]),
        "no_evidence": ("keep", "no_evidence", claims[0]),
        "verify": ("keep", "verify", claims[0]),
        "completed_bare": ("keep", "no_evidence", claims[0]),
        "withdrawn_bare": ("keep", "withdrawn_bare", claims[0]),
        "merged_row": ("keep", "merged_row", claims[0]),
        "plan_closed": ("keep", "plan_closed", claims[0]),
        "reopened": ("keep", "reopened", claims[0]),
        "emptied": ("keep", "emptied", claims[0]),
        "swapped": ("keep", "swapped", claims[0]),
        "sorted": ("keep", "sorted", claims[0]),
        "removed": ("keep", "removed", claims[0]),
        "vague": ("keep", "vague", claims[0]),
        "official": (1, "official", claims[0]),
        "new_recommendation": (1, "new_recommendation", claims[0]),
        "row_moved": (1, "row_moved", claims[0]),
        "row_merged": (1, "row_merged", claims[0]),
        "own_column": (1, "own_column", claims[0]),
        "text_reworded": (1, "text_reworded", claims[0]),
        "text_gone": ("keep", "text_gone", claims[0]),
        "text_recommendation": (1, "text_reworded", claims[0]),
        "filled": ("keep", "filled", claims[0]),
        "outside": ("keep", "outside", claims[0]),
        "twice": ("keep", "twice", claims[0]),
        "alike": (1, "alike", claims[0]),
        "rewrite": ("both", "keep_all_text", None),
    }
    if conflict.reason in by_reason:
        return by_reason[conflict.reason]
    action = plan.by_ref.get(conflict.ref)
    if conflict.field is None:
        return "both", "two_rows", None
    if conflict.field == "proposed_deadline" and len({claim.value for claim in claims}) == 1:
        reasoned = any(claim.because for claim in claims)
        return (1, "reasoned", claims[0]) if reasoned else ("keep", "no_reason", claims[0])
    return _best(claims, action)


def _best(claims: Sequence[Claim], action: KeyAction | None) -> tuple[Choice, str, Claim | None]:
    """Return the responsible unit's own claim, else the only one, else the one saved last."""
    owned = [claim for claim in claims if action is not None and fold(claim.by) == fold(action.responsible)]
    if len({claim.value for claim in owned}) == 1:
        return claims.index(owned[0]) + 1, "unit_owner", owned[0]
    if len(claims) == 1:
        return 1, "only_claim", claims[0]
    last = max(claims, key=lambda claim: comparable_time(claim.when))
    if (
        sum(comparable_time(claim.when) == comparable_time(last.when) for claim in claims) == 1
        and last.when is not None
    ):
        return claims.index(last) + 1, "latest", last
    return "keep", "ask_them", None
