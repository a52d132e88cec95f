"""One recogniser for every source: blocks with places in, a plan out, every word in the plan or reported.

Tables are read by `table_rows`, running text by `running_text`; both write into one `Recognition`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from xltrack.errors import SourceError, TextError
from xltrack.findings import CellAddress, DocumentPlace, Finding, LineNumber
from xltrack.findings.sources import beside_source, leftover_text
from xltrack.importing.blocks import Aside, Document, SourcePlace, TableBlock, TextBlock
from xltrack.importing.cell_readings import days_once
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.labels_inside import labels_left
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.listed_actions import listed_in_responses
from xltrack.importing.plan_draft import numbered
from xltrack.importing.plan_heads import plan_parts
from xltrack.importing.recognition import Recognition
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY, Vocabulary
from xltrack.importing.running_text import read_text_block
from xltrack.importing.table_layout import layout_at
from xltrack.importing.table_rows import read_table
from xltrack.importing.table_view import TableView
from xltrack.importing.turned_table import upright
from xltrack.model.own_fields import OwnField

_SEARCHED = 400
"""Rows from the top of a table in which a header is looked for, to tell whether a document holds one."""

_SEEN, _HEADER_LETTERS = 12, 40
"""Rows, and cells of one, that an error may name as a header, and the letters of a cell."""


def has_action_table(document: Document, lexicon: Lexicon, own: Mapping[str, str] | None = None) -> bool:
    """Return whether a table of the document has a header of actions."""
    for block in document.tables:
        view = TableView(upright(block, lexicon, own or {}))
        for at, row in enumerate(view.rows):
            if at < _SEARCHED and layout_at(view, row, lexicon, own or {}):
                return True
    return False


def recognise(
    document: Document,
    file: str,
    lexicon: Lexicon | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    title: str = "",
    vocabulary: Vocabulary = DEFAULT_VOCABULARY,
    fields: Sequence[OwnField] = (),
) -> ImportedPlan:
    """Read the plan that a document's tables and labels hold.

    `headers` maps header words to fields (`lexicon.FIELDS`), `statuses` the office's own status words to status
    codes; `title` is the plan's, whatever the document says; `fields` are own fields of key actions. Raises
    SourceError(no_table) when no row is a header and no text names a recommendation, TextError(not_a_response) when
    there is no table either.
    """
    words = lexicon or shipped_lexicon()
    reading = Recognition(words, dict(headers or {}), dict(statuses or {}), vocabulary, PurePath(file).stem, fields)
    for block in document.blocks:
        if isinstance(block, TableBlock):
            read_table(TableView(upright(block, words, reading.own)), reading)
        else:
            read_text_block(block, reading)
    if not reading.tables and not reading.draft.recs:
        if document.tables:
            likeliest = _likeliest_header(document)
            raise SourceError("no_table", file=file, found=" · ".join(likeliest), headers=likeliest)
        raise TextError("not_a_response", file=file)
    return _result(reading, document.asides, title)


def _likeliest_header(document: Document) -> tuple[str, ...]:
    """Return the words of the row that most looks like a header: the first of those with the most short texts."""
    rows: list[list[str]] = [[]]
    for block in document.tables:
        view = TableView(block)
        for row in list(view.rows)[:_SEEN]:
            rows.append([cell.text for cell in view.own_cells(row) if len(cell.text) <= _HEADER_LETTERS])
    return tuple(max(rows, key=len)[:_SEEN])


def recognise_plans(
    document: Document,
    file: str,
    lexicon: Lexicon | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    vocabulary: Vocabulary = DEFAULT_VOCABULARY,
    fields: Sequence[OwnField] = (),
) -> tuple[ImportedPlan, ...]:
    """Read every plan of a page that holds several, each under a head of its own. Raises like `recognise`."""
    parts = plan_parts(document.blocks)
    plans: list[ImportedPlan] = []
    for at, part in enumerate(parts):
        menu = tuple(block._replace(menu=True) for block in part.before if isinstance(block, TextBlock))
        piece = Document((*menu, *part.items), document.asides if at == 0 else ())
        answers: dict[str, Any] = {"headers": headers, "statuses": statuses, "vocabulary": vocabulary, "fields": fields}
        read = recognise(piece, file, lexicon, title=part.title, **answers)
        heads = (
            leftover_text(block.where, block.text) for block in part.other_head_lines if isinstance(block, TextBlock)
        )
        plans.append(replace(read, findings=(*heads, *read.findings)))
    return tuple(plans)


def _result(reading: Recognition, asides: Iterable[Aside], title: str) -> ImportedPlan:
    reading.finish(title)
    plan = numbered(reading.draft, reading.fields)
    places: dict[str, SourcePlace] = {}
    for rec, draft in zip(plan.recommendations, reading.draft.recs, strict=True):
        places |= {rec.ref: draft.place} if draft.place else {}
        places |= {action.ref: made.place for action, made in zip(rec.actions, draft.actions, strict=True)}
    findings = [*reading.findings, *reading.draft.findings, *map(aside_finding, asides)]
    findings += (*reading.elsewhere(), *labels_left(plan, places, reading.lexicon))
    findings += listed_in_responses(plan, places, reading.lexicon)
    findings = sorted(days_once(findings), key=_order)
    return ImportedPlan(
        plan,
        tuple(findings),
        tuple(dict.fromkeys(reading.statuses)),
        tuple(dict.fromkeys(reading.headers)),
        dict(reading.guesses),
        places,
        used=frozenset(reading.used),
    )


def aside_finding(remark: Aside) -> Finding:
    """Report words beside the text of a source: a note, a comment, a link."""
    return beside_source(remark.kind, remark.where, remark.text, remark.author)


def _order(finding: Finding) -> tuple[bool, tuple[object, ...]]:
    """Order findings as the source reads, rows that may have swallowed another first."""
    first = not finding.may_swallow
    where = finding.where
    if isinstance(where, CellAddress):
        return first, (1, where.sheet, where.row, where.column, 0)
    if isinstance(where, DocumentPlace):
        return first, (1, "", where.page, where.table, where.row, where.column, where.paragraph)
    if isinstance(where, LineNumber):
        return first, (1, "", where.number)
    return first, (0, "")
