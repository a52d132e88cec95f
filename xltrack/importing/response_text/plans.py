"""Texts with one plan or several, read: the form's own labels first, then those of other forms and languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xltrack.errors import TextError
from xltrack.findings import Finding, LineNumber
from xltrack.findings.sources import several_plans, unit_short
from xltrack.importing.cell_readings import days_once
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.joined_plan import join_plans
from xltrack.importing.labels_inside import labels_left
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.listed_actions import listed_in_responses, lists_left
from xltrack.importing.plan_heads import PlanPart, plan_parts
from xltrack.importing.response_text.form_lines import form_blocks
from xltrack.importing.response_text.lines import SourceLine, blocks, source_lines, wrap_width
from xltrack.importing.response_text.reader import BlockReader, leftover_line
from xltrack.importing.response_text.rows import has_anchor
from xltrack.importing.response_text.units import Units, folded_words
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY, Vocabulary
from xltrack.importing.unit_names import SHORT_UNIT
from xltrack.model.expected import expect, expect_each
from xltrack.model.plan import Plan


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A plan read from text, and its findings in the order of the source's lines."""

    plan: Plan
    findings: tuple[Finding, ...]
    places: Mapping[str, LineNumber] = field(default_factory=dict)
    """Refs -> the lines they were read from."""


def parse_text(
    text: str, units: Sequence[str] = (), vocabulary: Vocabulary = DEFAULT_VOCABULARY, *, file: str = ""
) -> TextPlan:
    """Read a management response. `units` name responsible units that are on no list, and settle where one begins.

    Raises TextError("not_a_response") if there is no recommendation in it. Everything else that is wrong or was
    guessed comes back as findings, each with its line. `file` names the source in an error.
    """
    expect("text", text, str)
    expect("vocabulary", vocabulary, Vocabulary)
    expect("file", file, str)
    plans = parse_plans(text, expect_each("each unit", units, str), vocabulary, file=file)
    return plans[0] if len(plans) == 1 else _joined(plans)


def parse_plans(
    text: str,
    units: Sequence[str] = (),
    vocabulary: Vocabulary = DEFAULT_VOCABULARY,
    *,
    file: str = "",
    lexicon: Lexicon | None = None,
) -> tuple[TextPlan, ...]:
    """Read every plan of a page that holds several, each under a head of its own. Raises like `parse_text`.

    `lexicon` has the words of an office's own beside those of all forms.
    """
    parts = plan_parts(list(source_lines(text)))
    known = lexicon or shipped_lexicon()
    plans = tuple(plan for part in parts if (plan := _read_part(part, units, vocabulary, known)) is not None)
    if not plans:
        raise TextError("not_a_response", file=file)
    return plans


def _read_part(
    part: PlanPart[SourceLine], units: Sequence[str], vocabulary: Vocabulary, lexicon: Lexicon
) -> TextPlan | None:
    """Return the plan in these lines; None if they name no recommendation. The form's own labels come first."""
    lines, foot = _parted_foot(part.items, lexicon)
    read_blocks, pages = blocks(lines)
    forms = None
    if not any(block.label == "text" for block in read_blocks):
        forms = lexicon
        read_blocks, pages = form_blocks(lines, forms)
    if not any(block.label == "text" for block in read_blocks):
        return None

    def both_rows(line: SourceLine, following: SourceLine) -> bool:
        return has_anchor(line.text, lexicon) and has_anchor(following.text, lexicon)

    width = wrap_width(read_blocks, both_rows)
    reader = BlockReader(
        vocabulary, Units(units, vocabulary.units), width, lexicon, other_form=forms is not None, title=part.title
    )
    if forms is None:
        reader.findings += [leftover_line(line) for line in pages]
    reader.menu(part.before if forms is None else (*part.before, *pages))
    reader.menu(foot)
    reader.findings += map(leftover_line, part.other_head_lines)
    plan = reader.read(read_blocks)
    reader.findings += (*labels_left(plan, reader.places, lexicon), *lists_left(plan, reader.places, lexicon))
    reader.findings += listed_in_responses(plan, reader.places, lexicon)
    held = {word for unit in plan.units for word in folded_words(unit)}
    reader.findings += [
        unit_short(unit) for unit in units if len(unit) <= SHORT_UNIT and held.intersection(folded_words(unit))
    ]
    return TextPlan(plan, tuple(sorted(days_once(reader.findings), key=_line_number)), reader.places)


def _parted_foot(lines: Sequence[SourceLine], lexicon: Lexicon) -> tuple[Sequence[SourceLine], Sequence[SourceLine]]:
    """Return the lines of a plan, and the foot of the page behind them."""
    end = last = len(lines)
    while last and (not lines[last - 1].text or lexicon.is_foot(lines[last - 1].text)):
        last -= 1
        end = last if lines[last].text else end
    return lines[:end], lines[end:]


def _joined(plans: Sequence[TextPlan]) -> TextPlan:
    """Return several plans as one, their recommendations in order; the titles are reported."""
    titles = " · ".join(read.plan.title for read in plans)
    plan, refs = join_plans([read.plan for read in plans])
    places = {moved[ref]: where for read, moved in zip(plans, refs, strict=True) for ref, where in read.places.items()}
    several = several_plans(titles, len(plans))
    return TextPlan(plan, (several, *(finding for read in plans for finding in read.findings)), places)


def _line_number(finding: Finding) -> int:
    return finding.where.number if isinstance(finding.where, LineNumber) else 0
