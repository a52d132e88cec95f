"""A carrying taken back in both plans, as far as nobody has worked on the carried actions since."""

from __future__ import annotations

from datetime import datetime

from xltrack.merging.carry import CarriedAction, CarryResult, carried_from, closed_as_carried, place_of
from xltrack.merging.history import undo
from xltrack.merging.log_cells import CellKey
from xltrack.model.tracker import Tracker


def carry_back(old: Tracker, new: Tracker, *, when: datetime, who: str = "") -> CarryResult:
    """Take the actions of `old` out of `new`, and open them in `old` as they were. Raises MergeError like `undo`.

    An action that was edited since, in either plan, stays where it is and is listed in `left`.
    """
    closings, back, left = closed_as_carried(old, new.meta.id), list[CarriedAction](), list[str]()
    here, there = dict[CellKey, int](), dict[CellKey, int]()
    for ref, to in carried_from(old.meta.id, new).items():
        added = max(entry.revision for entry in new.log if entry.digest == place_of(old.meta.id, ref))
        closed = closings[ref].revision if ref in closings else old.meta.revision
        cells = ((ref, "status"), (ref, "comments"))
        if any(entry.ref == to and entry.revision > added for entry in new.log) or any(
            (entry.ref, entry.field) in cells and entry.revision > closed for entry in old.log
        ):
            left.append(ref)
            continue
        back.append(CarriedAction(ref, to))
        there |= {(to, None): added - 1, (to, "deadline"): added - 1}
        here |= dict.fromkeys(cells, closed - 1) if ref in closings else {}
    before = undo(old, when=when, who=who, only=here).tracker if here else old
    after = undo(new, when=when, who=who, only=there).tracker if there else new
    return CarryResult(before, after, tuple(back), tuple(left))
