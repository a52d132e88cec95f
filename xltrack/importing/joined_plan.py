"""Several plans put together into one."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.model.plan import Plan, Recommendation


def join_plans(plans: Sequence[Plan]) -> tuple[Plan, tuple[dict[str, str], ...]]:
    """Put the recommendations of several plans together, in order, under new refs and the first title.

    Return the plan, and for each of the plans a mapping from its old refs to the new ones.
    """
    recommendations: list[Recommendation] = []
    refs: list[dict[str, str]] = []
    for plan in plans:
        moved: dict[str, str] = {}
        for rec in plan.recommendations:
            ref = moved[rec.ref] = f"R{len(recommendations) + 1}"
            actions = []
            for at, action in enumerate(rec.actions, 1):
                moved[action.ref] = f"{ref}.A{at}"
                actions.append(action.model_copy(update={"ref": moved[action.ref]}))
            recommendations.append(rec.model_copy(update={"ref": ref, "actions": tuple(actions)}))
        refs.append(moved)
    title = next((plan.title for plan in plans if plan.title), "")
    fields = {field.key: field for plan in plans for field in plan.fields}
    return Plan(title=title, fields=tuple(fields.values()), recommendations=tuple(recommendations)), tuple(refs)
