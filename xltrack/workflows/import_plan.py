"""Plans from whatever an office has: the content shows a file's kind, and several files may make one plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from xltrack.errors import SourceError, TextError, XltrackError
from xltrack.findings import Finding, LineNumber
from xltrack.grid.csv import decoded_guess
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import Document, SourcePlace, TextBlock, sheet_block
from xltrack.importing.document_lines import document_lines, foot_findings
from xltrack.importing.form_files import lexicon_with
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.labelled_form import labelled_form
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.likely_title import likely_title
from xltrack.importing.response_text import TextPlan, parse_plans
from xltrack.importing.source_text import decoded
from xltrack.workflows.readable_source import readable_kind
from xltrack.workflows.source_answers import ImportOptions, joined_sources, said_labels, titled, unmatched_words

_NO_PLAN = ("no_table", "not_a_response")
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")
"""Bytes that no text has."""


def import_plans(sources: Sequence[tuple[str, bytes]], options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read sources, given by name and content: one plan for each plan of a single source, or one for all of several.

    Raises XltrackError for a source that holds no plan or cannot be read.
    """
    names = [name for name, _ in sources]
    read: list[ImportedPlan] = []
    for name, data in sources:
        of_source, sheets = options.of_source(name, names)
        read += _read(name, data, of_source, sheets)
    unmatched = tuple(unmatched_words(options, read))
    if len(sources) > 1:
        read = [joined_sources(read, len(sources), options.title_of(names))]
    elif unmatched:
        unmatched = tuple(finding.in_file(names[0]) for finding in unmatched)
    return (replace(read[0], findings=(*read[0].findings, *unmatched)), *read[1:])


def _read(name: str, data: bytes, options: ImportOptions, known_sheets: Sequence[str]) -> tuple[ImportedPlan, ...]:
    """Read one source. Of a workbook, `known_sheets` are read, as far as it has them, if the options name none."""
    kind = readable_kind(name, data)
    if kind == "workbook":
        plans = _workbook(name, data, options, known_sheets)
    elif reader := _READERS.get(kind):
        plans = reader(name, data, options)
    else:
        plans = _document_plans(kind, name, data, options)
    if kind != "json" and not any(read.plan.recommendations or read.own_form for read in plans):
        raise SourceError("no_rows", file=name)
    if options.title:
        plans = (titled(plans[0], options.title), *plans[1:])
    return tuple(replace(read, findings=tuple(_ordered(read, name, options)), source=name) for read in plans)


def _ordered(read: ImportedPlan, name: str, options: ImportOptions) -> Iterator[Finding]:
    """Yield the findings with their file, rows that may have swallowed another first.

    An abbreviated unit of a table is not questioned if it was named as a unit; in a text, its border is unsure until it
    was named at an earlier import.
    """
    for finding in sorted(read.findings, key=lambda finding: not finding.may_swallow):
        known = options.units if finding.where else options.remembered
        if finding.code != "unit_short" or finding.found not in known:
            yield finding.in_file(name)


def _document_plans(kind: str, name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    try:
        return _document(_document_of(kind, name, data, options), name, options)
    except (SourceError, TextError) as error:
        if kind == "pdf" and error.code in _NO_PLAN:
            raise SourceError("pdf_no_plan", file=name) from None
        raise


def _document_of(kind: str, name: str, data: bytes, options: ImportOptions) -> Document:
    if kind == "pdf":
        from xltrack.importing.document.pdf import read_pdf

        return read_pdf(data, name, options.limits)
    if kind == "web_page":
        from xltrack.importing.document.web_page import read_web_page

        return read_web_page(data, name, options.limits)
    from xltrack.importing.document.word import read_word

    return read_word(data, name, options.limits)


def _converted(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a file of another word processor, converted by LibreOffice, which now and then loses its tables."""
    from xltrack.workflows.office import to_docx

    try:
        document = _document_of("word", name, to_docx(data, name), options)
        plans = _document(document, name, options)
        if document.tables or any(read.plan.actions for read in plans):
            return plans
    except SourceError as error:
        if error.code not in _NO_PLAN:
            raise
    raise SourceError("office_no_plan", file=name)


def _lexicon(options: ImportOptions) -> Lexicon:
    return lexicon_with(options.forms).with_words(options.headers, options.statuses)


def _has_action_table(document: Document, options: ImportOptions) -> bool:
    if not document.tables:
        return False
    from xltrack.importing.recognise import has_action_table

    return has_action_table(document, _lexicon(options), options.headers)


def _recognised(
    document: Document, name: str, options: ImportOptions, lexicon: Lexicon | None = None
) -> tuple[ImportedPlan, ...]:
    from xltrack.importing.recognise import recognise_plans  # a text in the form's own words needs none of it

    plans = recognise_plans(
        document,
        name,
        lexicon or _lexicon(options),
        headers=options.headers,
        statuses=options.statuses,
        vocabulary=options.vocabulary,
        fields=[field for field in options.fields if field.sheet == "actions"],
    )
    guess = likely_title(document, _lexicon(options))
    return tuple(replace(read, title_guess=guess) for read in plans)


def _labelled_actions(document: Document, name: str, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a document that writes its actions as labels with values; none for any other."""
    form = labelled_form(document, _lexicon(options))
    plans = _recognised(form[0], name, options, form[1]) if form else ()
    return plans if any(read.plan.actions for read in plans) else ()


def _document(document: Document, name: str, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a document by its tables; one without a table of actions may hold the form as running text."""
    if not any(block.text.strip() if isinstance(block, TextBlock) else block.cells for block in document.blocks):
        raise SourceError("blank_source", file=name)
    if not _has_action_table(document, options):
        if labelled := _labelled_actions(document, name, options):
            return labelled
        from xltrack.importing.recognise import aside_finding

        lines = document_lines(document)
        plans = _from_text("\n".join(line for line, _ in lines), name, options)
        if any(read.plan.actions for read in plans):
            places = [place for _, place in lines]
            guess = likely_title(document, _lexicon(options))
            plans = tuple(replace(_placed(read, places), title_guess=guess) for read in plans)
            beside = (*map(aside_finding, document.asides), *foot_findings(document))
            return (replace(plans[0], findings=(*plans[0].findings, *beside)), *plans[1:])
    return _recognised(document, name, options)


def _placed(read: ImportedPlan, places: Sequence[SourcePlace]) -> ImportedPlan:
    """Give findings in lines of a text their place in the document."""

    def place(where: object) -> object:
        return places[where.number - 1] if isinstance(where, LineNumber) and where.number <= len(places) else where

    findings = [replace(finding, where=place(finding.where)) for finding in read.findings]  # type: ignore[arg-type]
    return replace(
        read,
        findings=tuple(findings),
        places={ref: place(where) for ref, where in read.places.items()},  # type: ignore[misc]
    )


def _from_text(text: str, name: str, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read the plans of a text by its labels; none where it has no recommendation."""
    try:
        plans = parse_plans(text, options.units, options.vocabulary, file=name, lexicon=_lexicon(options))
    except TextError:
        return ()
    labels = said_labels(text, options.headers)
    return tuple(_imported(read, labels, options.statuses) for read in plans)


def _imported(read: TextPlan, labels: frozenset[str], statuses: Mapping[str, str]) -> ImportedPlan:
    """Return the plan of a text with the words of a person that it has: `labels`, and those of its statuses."""
    known = {fold(action.source_status) for action in read.plan.actions}
    used = {("--map", word) for word in labels} | {("--status", fold(word)) for word in statuses if fold(word) in known}
    return ImportedPlan(read.plan, read.findings, places=read.places, from_text=True, used=frozenset(used))


def _text(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a text: as tables, by its labels, or as rows with separators."""
    try:
        text = decoded(data, name)
    except TextError:  # a text or a spreadsheet saved as text may be in the code page of its office
        plans = () if _CONTROL.search(data) else _guessed(name, data, options)
        if plans := plans or _separated(name, data, options):
            return plans
        raise
    quoted = text.count('"') % 2 == 0 and ('\t"' in text or '"\t' in text)
    if quoted and (read := _separated(name, data, options)):  # copied cells, some with line breaks
        return read
    if plans := _labelled(text, name, options) or _separated(name, data, options):
        return plans
    raise TextError("not_a_response", file=name)


def _guessed(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a text in the code page that it looks like; none where no action comes out."""
    text, findings = decoded_guess(data)
    plans = _labelled(text, name, options)
    if not any(read.plan.actions for read in plans):
        return ()
    return (replace(plans[0], findings=(*findings, *plans[0].findings)), *plans[1:])


def _labelled(text: str, name: str, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read the tables of a text, else its labels; none where it has neither."""
    from xltrack.importing.document.marked_text import read_marked_text

    document = read_marked_text(text)
    if _has_action_table(document, options):
        return _recognised(document, name, options)
    if labelled := _labelled_actions(document, name, options):
        return labelled
    plans = _from_text(text, name, options)
    if plans and not any(read.plan.actions for read in plans):
        recognised = _recognised(document, name, options)
        return recognised if any(read.plan.actions for read in recognised) else plans
    return plans


def _separated(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    """Read a text as rows with separators; none where it has no header."""
    try:
        return _csv(name, data, options)
    except XltrackError as error:
        if error.code not in (*_NO_PLAN, "bad_csv"):
            raise
    return ()


def _csv(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    from xltrack.grid.csv import csv_grid

    grid, findings = csv_grid(data, name)
    plans = _recognised(Document(tuple(map(sheet_block, grid.sheets))), name, options)
    return (replace(plans[0], findings=(*findings, *plans[0].findings)), *plans[1:])


def _workbook(name: str, data: bytes, options: ImportOptions, known_sheets: Sequence[str]) -> tuple[ImportedPlan, ...]:
    """Read an office's own workbook; of one of ours, its current plan."""
    from xltrack.workflows.import_workbook import workbook_source

    source = workbook_source(data, name, options.sheets, known_sheets, options.limits)
    if isinstance(source, ImportedPlan):
        return (source,)
    document, findings = source
    plans = _recognised(document, name, options)
    used = plans[0].used | {("--sheet", fold(sheet)) for sheet in options.sheets}
    return (replace(plans[0], findings=(*plans[0].findings, *findings), used=used), *plans[1:])


def _json(name: str, data: bytes, options: ImportOptions) -> tuple[ImportedPlan, ...]:
    from xltrack.model.serialize import plan_from_json

    return (ImportedPlan(plan_from_json(decoded(data, name), name), ()),)


_READERS: Mapping[str, Callable[[str, bytes, ImportOptions], tuple[ImportedPlan, ...]]] = {
    "json": _json, "csv": _csv, "text": _text, "office": _converted,
}  # fmt: skip
"""The readers of some kinds of sources; all others are documents."""
