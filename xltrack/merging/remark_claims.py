"""Remarks as claims: the words that each would add to the comments, and the decision on it."""

from __future__ import annotations

import re

from xltrack.findings import Finding, Named, Where
from xltrack.findings.decided import Refusal, bad_own_value, own_value_empty, remark_without_home
from xltrack.i18n.catalogue import Catalogue
from xltrack.merging.append_text import join
from xltrack.merging.moved_rows import present_ref
from xltrack.merging.revision import Ledger
from xltrack.model.remark import Remark
from xltrack.model.text_length import fits
from xltrack.model.tracker import Claim, Conflict

_WORDLESS = frozenset(("struck", "picture", "cell_picture", "checkbox", "attachment", "header_footer"))
"""Kinds whose text means nothing without the name of the kind before it."""
_NAMED = re.compile(r"\s*(\S+?)\s*[:,]?(?:\s+(.*))?", re.DOTALL)
"""An own value for a remark about no single action: the ref of an action, and words to add instead of the remark's."""


_REF = re.compile(r"\bR\d+\.A\d+\b", re.IGNORECASE)


def remark_words(remark: Remark, words: Catalogue) -> str:
    """Return the words that a remark asks to add to the comments."""
    if remark.kind in _WORDLESS:
        return ": ".join(filter(None, (words.word("remarks", remark.kind), remark.text)))
    return f"{remark.column}: {remark.text}" if remark.kind == "own_column" else remark.text


def home_of(ledger: Ledger, remark: Remark) -> str:
    """Return the row that a remark is about, else the only action that its words name; "" for none or several."""
    about = present_ref(remark.ref, ledger.heirs)
    if ledger.draft.row(about) is not None:
        return about
    named = {ref.upper() for ref in _REF.findall(remark.text) if ledger.draft.action(ref.upper()) is not None}
    return named.pop() if len(named) == 1 else ""


def decide_remark(
    ledger: Ledger, conflict: Conflict, take: int | str, own: str, reason: str, who: str
) -> Refusal | None:
    """Add a remark to the comments of its action, or keep it out. Return a factory for the refusal, else None.

    Open claims on those comments stay open.
    """
    cell = (conflict.ref, conflict.field)
    if take == "keep":
        for claim in conflict.claims:
            ledger.note(cell, "rejected", claim, reason=reason or "kept")
        return None
    claim = conflict.claims[take - 1] if isinstance(take, int) else conflict.claims[0]
    ref, text = _home_and_words(ledger, conflict.ref, claim.value or "", take, own)
    if ledger.draft.action(ref) is None:
        return remark_without_home
    if not text:
        return _empty
    author = claim.remark.author if claim.remark and claim.remark.author else claim.by
    after = join(ledger.draft.value(ref, "comments") or "", author if take != "own" else who, text)
    if not fits(after):
        return bad_own_value
    _add(ledger, ref, after, claim, who, reason)
    for one in conflict.claims:
        ledger.note(cell, "agreed", one, reason=reason)
    return None


def _home_and_words(ledger: Ledger, ref: str, remark: str, take: int | str, own: str) -> tuple[str, str]:
    """Return the ref of the action that a remark joins, and the words that are added to its comments.

    A remark about no single action joins the one that the coordinator's own value names.
    """
    text, ref = own.strip() if take == "own" else remark, present_ref(ref, ledger.heirs)
    if ledger.draft.action(ref) is not None:
        return ref, text
    match = _NAMED.fullmatch(own)
    if match is None:
        return "", text or remark
    return match[1].rstrip(":,").upper(), (match[2] if take == "own" else text) or remark


def _empty(where: Where, column: Named, _: str) -> Finding:
    return own_value_empty(where, column)


def _add(ledger: Ledger, ref: str, after: str, claim: Claim, who: str, reason: str) -> None:
    comments = (ref, "comments")
    waiting, reasons = ledger.waiting(comments), ledger.waits_for(comments)
    ledger.change(comments, after, "decided", claim.model_copy(update={"remark": None}), who=who, reason=reason)
    for other in waiting:
        ledger.note(comments, "asked", other, reason=min(reasons))
