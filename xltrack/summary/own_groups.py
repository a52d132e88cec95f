"""The figures of a summary by the office's own fields, and by the regions of its plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from xltrack.i18n.catalogue import fold
from xltrack.model.fields import plain
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.plan_fields import present_fields, value_of
from xltrack.summary.counts import Tally, count_actions, counts_of, tally_of
from xltrack.summary.figures import Counts, Group, OwnGrouping, PlanFigures
from xltrack.summary.history import History
from xltrack.summary.narrow import REGION


def own_groupings(pasts: Sequence[History], as_of: date, soon: tuple[int, ...]) -> tuple[OwnGrouping, ...]:
    """Count the actions of all plans by each own field; its choices in their order, other values most overdue first.

    An action without a value counts under "", which comes last.
    """
    fields = {field.key: field for past in pasts for field in present_fields(past.plan)}
    return tuple(
        OwnGrouping(key, field.label, tuple(_groups(field, pasts, as_of, soon))) for key, field in fields.items()
    )


def _groups(field: OwnField, pasts: Sequence[History], as_of: date, soon: tuple[int, ...]) -> Iterator[Group]:
    named: dict[str, list[tuple[History, KeyAction]]] = {}
    labels: dict[str, str] = {}
    for past in pasts:
        for rec in past.plan.recommendations:
            for action in rec.actions:
                text = plain(value_of(action if field.sheet == "actions" else rec, field.key)) or ""
                named.setdefault(fold(text), []).append((past, action))
                labels.setdefault(fold(text), text)
    made = [Group("", labels[key], labels[key], _count(rows, as_of, soon)) for key, rows in named.items()]
    order = {fold(choice): at for at, choice in enumerate(field.choices)}

    def place(group: Group) -> tuple[bool, int, int, str]:
        return group.key == "", order.get(fold(group.key), len(order)), -group.counts.overdue, group.key

    yield from sorted(made, key=place)


def by_region(plans: Iterable[PlanFigures]) -> Iterator[OwnGrouping]:
    """Add plans up by their country or region, most overdue first; yield nothing where no plan has one."""
    tallies: dict[str, list[Tally]] = {}
    labels: dict[str, str] = {}
    for plan in plans:
        tallies.setdefault(fold(plan.region), []).append(tally_of(plan.counts))
        labels.setdefault(fold(plan.region), plan.region)
    groups = [
        Group("", labels[key], labels[key], counts_of([*map(sum, zip(*rows, strict=True))]))
        for key, rows in tallies.items()
    ]
    if any(tallies):
        yield OwnGrouping(
            REGION, "", tuple(sorted(groups, key=lambda one: (one.key == "", -one.counts.overdue, one.key)))
        )


def _count(rows: Sequence[tuple[History, KeyAction]], as_of: date, soon: tuple[int, ...]) -> Counts:
    """Count actions of any plans as those of one."""
    past, _ = rows[0]
    rec = Recommendation.model_construct(ref="", text="", actions=tuple(action for _, action in rows))
    counted = count_actions([replace(past, plan=past.plan.with_rows((rec,)))], as_of, soon, apart=False)
    return counts_of(counted.whole)
