"""Key actions out of rows that have no separators: "description unit 2022/12 Completed comments".

Each row has an anchor: its deadline with a status word. The unit is before the anchor, the description before the unit
and the comments after the anchor, so no character of a row can be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xltrack.findings import Finding, LineNumber
from xltrack.findings.sources import row_ambiguous, row_break_guessed, unknown_status
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.response_text.lines import BLANK, NOT_BLANK, WORD, Paragraph, strip
from xltrack.importing.response_text.loose_anchors import loose_anchors, loose_dates, odd_anchors
from xltrack.importing.response_text.status import status_pattern
from xltrack.importing.response_text.text_row import Anchor, TextRow
from xltrack.importing.response_text.units import GIVEN, Unit, Units

_MONTH = r"(?:19[0-9]{2}|[2-9][0-9]{3})/(?:1[0-2]|0?[1-9])"
_NO_MONTH = rf"(?i:N/A|Not{BLANK}+specified)"
_DASH = "[-\u2013\u2014]"
MISSING = "N/A"
"""The form's words for a deadline that an action does not have."""

_SHOWN = 60
_SENTENCE_ENDS = tuple('.!?)\u201d"')


_LEFT = rf"(?<!{NOT_BLANK})"


@cache
def _status() -> str:
    return rf"(?P<status>(?i:{status_pattern()}))(?![\w/-])"


@cache
def _anchors() -> re.Pattern[str]:
    """Compile the pattern of a deadline with a status, on first use like the two below."""
    return re.compile(rf"{_LEFT}(?P<deadline>{_MONTH}|{_NO_MONTH}|{_DASH}){BLANK}+{_status()}")


@cache
def _statuses() -> re.Pattern[str]:
    return re.compile(_LEFT + _status())


@cache
def _months() -> re.Pattern[str]:
    return re.compile(rf"{_LEFT}(?P<deadline>{_MONTH})(?!{NOT_BLANK})")


def has_anchor(text: str, lexicon: Lexicon) -> bool:
    """Return whether the text holds a month with a status."""
    if any(_starts_upper(match) and match["deadline"][0].isdigit() for match in _anchors().finditer(text)):
        return True
    return next(loose_anchors(text, lexicon), None) is not None


def _starts_upper(match: re.Match[str]) -> bool:
    return match["status"][0].isupper()


def _candidates(text: str, units: Units, lexicon: Lexicon) -> list[Anchor]:
    """Return every place that could be the row's anchor, in order. A dash counts as a deadline only after a known unit,
    and so does a status without any."""
    anchors: list[Anchor] = []
    for match in _anchors().finditer(text):
        unit = units.before(text, match.start()) if _starts_upper(match) else None
        if _starts_upper(match) and (unit or match["deadline"] not in "-\u2013\u2014"):
            anchors.append(Anchor(match.start(), match.end(), match["deadline"], match["status"], unit))
    if not any(anchor.unit for anchor in anchors):
        anchors += _undated(text, units)
        anchors.sort()
    if all(not anchor.deadline for anchor in anchors):
        loose = list(_loose(text, units, lexicon))
        if loose and (not anchors or loose[0].start <= anchors[0].start):
            return loose
    return anchors


def _loose(text: str, units: Units, lexicon: Lexicon) -> Iterator[Anchor]:
    """Yield anchors in another notation. Words for no deadline count only after a known unit or at the row's start."""
    for anchor in loose_anchors(text, lexicon):
        unit = units.before(text, anchor.start)
        if unit or any(ch.isdigit() for ch in anchor.deadline) or WORD.findall(text[: anchor.start]):
            yield Anchor(*anchor, unit, loose=True)


def _undated(text: str, units: Units) -> Iterator[Anchor]:
    for match in _statuses().finditer(text):
        unit = units.before(text, match.start())
        if unit and unit.start and _starts_upper(match):
            yield Anchor(match.start(), match.end(), "", match["status"], unit)


def _chosen(anchors: Sequence[Anchor]) -> Anchor | None:
    """Choose the first anchor after a known unit, else the first with a month, else the first."""
    known = [anchor for anchor in anchors if anchor.unit]
    return next(iter([*known, *(anchor for anchor in anchors if anchor.dated), *anchors]), None)


def learn(sections: Sequence[Sequence[Paragraph]], units: Units, lexicon: Lexicon) -> frozenset[str]:
    """Learn the units that repeat in this source. Return the words that its rows begin with."""
    units.learn([place for parts in sections for part in parts for place in _places(part.text, units, lexicon)])
    return frozenset(part.text.partition(" ")[0] for parts in sections for part in parts)


def _places(text: str, units: Units, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Return where units may be learned: before every deadline, but if known units stand before some, only before
    those."""
    starts = [match.start() for match in _anchors().finditer(text) if _may_teach(match)]
    starts = starts or [anchor.start for anchor in loose_anchors(text, lexicon)]
    known = [start for start in starts if units.before(text, start)]
    return [(text, start) for start in known or starts]


def _may_teach(match: re.Match[str]) -> bool:
    return _starts_upper(match) and match["deadline"] not in "-\u2013\u2014"


def rows(
    parts: Sequence[Paragraph],
    units: Units,
    lexicon: Lexicon,
    beginnings: frozenset[str] = frozenset(),
    *,
    apart: frozenset[int] | None = None,
) -> list[TextRow]:
    """Return the rows of one recommendation's key actions, in order; every paragraph ends up in one of them.

    `apart` has the first lines of the descriptions, of a page that prints each on lines of its own.
    """
    if apart is not None:
        return _rows_apart(parts, units, lexicon, apart)
    result: list[TextRow] = []
    pending: list[Paragraph] = []
    for part in parts:
        if not part.text:
            continue
        parted = _parted(part, units, lexicon, beginnings)
        if parted:
            parted[0].before = [above.text for above in pending]
            parted[0].findings += [_break_guessed(above.number, above.text) for above in pending]
            pending = []
            result += parted
        elif result:
            result[-1].after.append(part.text)
            result[-1].findings.append(_break_guessed(part.number, part.text))
        else:
            pending.append(part)
    if pending:
        result.append(_unread(pending))
    return result


def _rows_apart(parts: Sequence[Paragraph], units: Units, lexicon: Lexicon, begins: frozenset[int]) -> list[TextRow]:
    """Return rows of a page that prints description, dates and the rest on lines of their own: the unit begins its
    line."""
    result: list[TextRow] = []
    pending: list[Paragraph] = []
    for part in parts:
        anchor = _chosen(_candidates(part.text, units, lexicon)) if part.number not in begins else None
        if not part.text:
            continue
        if anchor is not None and pending:
            row = TextRow(
                part.number, part.text, anchor._replace(unit=Unit(0, GIVEN)), [above.text for above in pending]
            )
            result.append(row)
            pending = []
        elif pending or part.number in begins or not result:
            pending.append(part)
        else:
            result[-1].after.append(part.text)
    if pending:
        result.append(_unread(pending))
    return result


def _unread(parts: Sequence[Paragraph]) -> TextRow:
    """Return paragraphs without any status as one row."""
    text = "\n".join(part.text for part in parts)
    return TextRow(parts[0].number, text, None, findings=[unknown_status(LineNumber(parts[0].number), _shown(text))])


def _parted(part: Paragraph, units: Units, lexicon: Lexicon, beginnings: frozenset[str]) -> list[TextRow]:
    """Return the rows of one paragraph: more than one if lines were joined that are rows of their own."""
    anchors = _candidates(part.text, units, lexicon)
    if not anchors:
        return _with_unknown_status(part, units) or _with_unknown_date(part, units, lexicon)
    result: list[TextRow] = []
    start, number = 0, part.number
    while True:
        later = [anchor for anchor in anchors if anchor.start >= start]
        chosen = _chosen(later)
        border = _next_row(part, chosen, later, beginnings) if chosen and len(part.starts) > 1 else None
        end = border[0] if border else len(part.text)
        row = _row(part.text[start:end], number, chosen, [a for a in later if a.end <= end], start)
        result.append(row)
        if border is None:
            return result
        start, number = border
        row.findings.append(_break_guessed(number, part.text[start:]))


def _row(text: str, number: int, chosen: Anchor | None, rivals: Sequence[Anchor], shift: int) -> TextRow:
    if chosen is None:
        return TextRow(number, text, None, findings=[unknown_status(LineNumber(number), _shown(text))])
    unit = chosen.unit and chosen.unit._replace(start=chosen.unit.start - shift)
    anchor = chosen._replace(start=chosen.start - shift, end=chosen.end - shift, unit=unit)
    row = TextRow(number, text, anchor)
    if len(rivals) > 1 and sum(rival.unit is not None for rival in rivals) != 1:
        first = unit.start if unit else anchor.start
        row.findings.append(row_ambiguous(LineNumber(number), text[first : anchor.end]))
    return row


def _next_row(
    part: Paragraph, chosen: Anchor, anchors: Sequence[Anchor], beginnings: frozenset[str]
) -> tuple[int, int] | None:
    """Return where, after the chosen anchor, a joined line begins a row of its own: it leads to an anchor that has a
    known
    unit, or at least to a month. Of several lines the last that looks like a beginning."""
    later = [anchor for anchor in anchors if anchor.start > chosen.end and (anchor.unit or anchor.dated)]
    for anchor in later:
        end = anchor.unit.start if anchor.unit else anchor.start
        places = [(offset, number) for offset, number in part.starts if chosen.end < offset < end]
        scored = [(_looks_like_beginning(part.text, offset, beginnings), offset, number) for offset, number in places]
        if scored and max(scored)[0] >= (0 if anchor.unit else 2):
            return max(scored)[1:]
    return None


def _looks_like_beginning(text: str, offset: int, beginnings: frozenset[str]) -> int:
    """Score a row's beginning: 0 without a capital; else 1, plus 1 after a sentence end, plus 2 for a repeated word."""
    if text[offset].islower() or not text[offset].isalpha():
        return 0
    begins = text[offset : offset + _SHOWN].partition(" ")[0] in beginnings
    return 1 + (text[:offset][-2:].strip()[-1:] in _SENTENCE_ENDS) + 2 * begins


def _with_unknown_status(part: Paragraph, units: Units) -> list[TextRow]:
    """Return a known unit with a deadline, or words for none, but no status word that is known."""
    months = [Anchor(*match.span(), match["deadline"], "", None) for match in _months().finditer(part.text)]
    for anchor in months or [Anchor(*date, "", None, loose=True) for date in loose_dates(part.text)]:
        unit = units.before(part.text, anchor.start)
        if unit and unit.start:
            finding = unknown_status(LineNumber(part.number), _shown(part.text[anchor.end :]))
            return [TextRow(part.number, part.text, anchor._replace(unit=unit), findings=[finding])]
    return []


def _with_unknown_date(part: Paragraph, units: Units, lexicon: Lexicon) -> list[TextRow]:
    """Return a known unit with a status, and between them words that name no month: "FY2025 Q1"."""
    for odd in odd_anchors(part.text, lexicon):
        unit = units.before(part.text, odd.start)
        if unit and unit.start:
            return [TextRow(part.number, part.text, Anchor(*odd, unit, loose=True))]
    return []


def _break_guessed(number: int, text: str) -> Finding:
    return row_break_guessed(LineNumber(number), _shown(text))


def _shown(text: str) -> str:
    text = strip(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\u2026"
