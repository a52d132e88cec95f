"""A row of the text form as a key action."""

from __future__ import annotations

from xltrack.findings import Finding, LineNumber
from xltrack.findings.sources import unit_guessed
from xltrack.importing.cell_readings import deadline_of, unread_status
from xltrack.importing.lexicon import Lexicon, Meant
from xltrack.importing.response_text.lines import WORD, strip
from xltrack.importing.response_text.status import Meaning, meaning
from xltrack.importing.response_text.text_row import TextRow
from xltrack.importing.response_text.units import LEARNED, guess
from xltrack.model.plan import KeyAction, Status
from xltrack.model.year_month import YearMonth

_SIGNS = (",", ";", "/", "&", "+")
"""Signs at the end of an action before its unit: another unit may be in front of them."""


def action(row: TextRow, ref: str, lexicon: Lexicon) -> tuple[KeyAction, list[Finding]]:
    """Return the row as a key action, and what is uncertain about it."""
    anchor, findings = row.anchor, list(row.findings)
    if anchor is None:
        return KeyAction(ref=ref, description="\n".join([*row.before, strip(row.text)])), findings
    start = anchor.unit.start if anchor.unit else guess(row.text, anchor.start)
    unit = " ".join(WORD.findall(row.text[start : anchor.start]))
    description = strip("\n".join([*row.before, strip(row.text[:start])]))
    if anchor.unit is None or anchor.unit.tier == LEARNED or description.endswith(_SIGNS):
        findings.append(unit_guessed(LineNumber(row.number), unit))
    word = " ".join(WORD.findall(anchor.status))
    deadline = YearMonth.parse(anchor.deadline) if anchor.dated and not anchor.loose else None
    means: Meaning | Meant | None = meaning(word)
    if anchor.loose:
        where = LineNumber(row.number)
        deadline, said = deadline_of(anchor.deadline, where, "Deadline")
        means = means or lexicon.status(word)
        findings += said
        if word and (means is None or means.status is None):
            findings.append(unread_status(word, where, lexicon))
    made = KeyAction(
        ref=ref,
        description=description,
        responsible=unit,
        deadline=deadline,
        status=means.status if means and means.status else Status.NOT_INITIATED,
        comments=strip("\n".join([strip(row.text[anchor.end :]), *row.after])),
        source_status=word,
    )
    return made, findings
