"""Plans from files and into files, whatever the format: the library's one door to the disk besides workbooks."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.errors import TextError, XltrackError
from xltrack.findings import Finding
from xltrack.model.plan import Plan
from xltrack.workflows.settings import SETTINGS_FILE, Settings

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits
    from xltrack.importing.response_text import Window
    from xltrack.importing.response_text.vocabulary import Vocabulary
    from xltrack.importing.spreadsheet.plan import ForeignPlan

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
EXPORTS = (".json", ".txt", ".csv")


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan read from a file, with the findings; `window` are the days its Overdue labels hold (texts only)."""

    plan: Plan
    findings: tuple[Finding, ...] = ()
    window: Window | None = None


def load_settings(folder: Path) -> Settings:
    """xltrack.toml in that folder, or the defaults. Raises XltrackError when it is wrong."""
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings()
    return Settings.from_toml(read_text(path), str(path), folder)


def load_vocabulary(path: Path | None) -> Vocabulary:
    """The shipped vocabulary, extended by the file's own if one is named."""
    from xltrack.importing.response_text.vocabulary import default_vocabulary
    from xltrack.importing.response_text.vocabulary import vocabulary_from_toml as load

    if path is None:
        return default_vocabulary()
    return load(read_text(path), str(path))


def load_plan(
    path: Path, *, units: Sequence[str] = (), vocabulary: Path | None = None, limits: Limits | None = None
) -> LoadedPlan:
    """The plan in a file: .txt or .json (or `-`, standard input, which tells them apart), or any workbook.

    `units` and `vocabulary` help to read a text; see `xltrack.importing.response_text.parse_text`. Raises XltrackError.
    """
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        from xltrack.grid.limits import DEFAULT_LIMITS
        from xltrack.workbook.read import read_workbook

        submission = read_workbook(path, limits=limits or DEFAULT_LIMITS)
        return LoadedPlan(submission.current, tuple(submission.findings))
    if suffix not in (".txt", ".json", "") and str(path) != "-":
        formats = ", ".join((".txt", ".json", *WORKBOOKS))
        raise XltrackError("unknown_format", file=str(path), suffix=suffix, formats=formats)
    text = read_text(path, limits)
    if suffix == ".json" or (suffix != ".txt" and text.lstrip().startswith("{")):
        from xltrack.model.serialize import plan_from_json

        return LoadedPlan(plan_from_json(text, str(path)))
    return _parse(text, path, units, vocabulary)


def load_foreign_plan(
    path: Path,
    *,
    headers: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> ForeignPlan | None:
    """The plan in a spreadsheet that an office made for itself (.csv, or a workbook without a base of ours).

    None for a file of another kind. See `xltrack.importing.spreadsheet.plan.read_foreign_plan`. Raises XltrackError.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", *WORKBOOKS):
        return None
    from xltrack.importing.spreadsheet.plan import read_foreign_plan

    if suffix == ".csv":
        from xltrack.grid.csv import csv_grid

        grid, findings = csv_grid(_limited(path, limits), path.name)
    else:
        from xltrack.grid.limits import DEFAULT_LIMITS
        from xltrack.workbook.read import open_book
        from xltrack.xlsx.container import load

        book = open_book(load(path, limits or DEFAULT_LIMITS), path.name, limits or DEFAULT_LIMITS)
        if book.chunks:
            return None
        grid, findings = book.grid, book.findings
    read = read_foreign_plan(grid, str(path), headers=headers, statuses=statuses)
    told = tuple(finding.in_file(str(path)) for finding in (*findings, *read.findings))
    return replace(read, findings=told)


def _parse(text: str, path: Path, units: Sequence[str], vocabulary: Path | None) -> LoadedPlan:
    from xltrack.importing.response_text import as_of_window, parse_text

    try:
        read = parse_text(text, units=units, vocabulary=load_vocabulary(vocabulary))
    except TextError as error:
        raise TextError(error.code, **{**error.values, "file": str(path)}) from error
    window = as_of_window(read.plan)
    findings = (*read.findings, *window.contradictions)
    return LoadedPlan(read.plan, tuple(p.in_file(str(path)) for p in findings), window)


def read_text(path: Path, limits: Limits | None = None) -> str:
    """A file's text as UTF-8 (or UTF-16 with its mark), standard input for `-`. Raises XltrackError."""
    raw = _limited(path, limits)
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError("not_utf8", file=str(path), position=error.start) from error


def _limited(path: Path, limits: Limits | None) -> bytes:
    from xltrack.grid.limits import DEFAULT_LIMITS, MIB

    most = (limits or DEFAULT_LIMITS).source_bytes
    raw = sys.stdin.buffer.read(most + 1) if str(path) == "-" else _regular(path, most + 1)
    if len(raw) > most:
        raise XltrackError("source_too_large", file=str(path), limit=round(most / MIB, 1))
    return raw


def _regular(path: Path, most: int) -> bytes:
    if not path.exists():
        raise XltrackError("no_such_file", file=str(path))
    if not path.is_file():
        raise XltrackError("not_a_file", file=str(path))
    with path.open("rb") as source:
        return source.read(most)


def export_text(plan: Plan, form: str, as_of: date) -> str:
    """The plan in one of the EXPORTS forms (".json", ".txt", ".csv"); `as_of` decides the text's Overdue labels."""
    if form == ".json":
        from xltrack.model.serialize import plan_to_json

        return plan_to_json(plan)
    if form == ".csv":
        from xltrack.rendering.plan_csv import plan_to_csv

        return plan_to_csv(plan, as_of)
    from xltrack.importing.response_text import format_text

    return format_text(plan, as_of)


def refuse_overwrite(output: Path, *inputs: Path, force: bool = False) -> None:
    """Raise XltrackError when writing `output` would replace an input, or a file without `force`."""
    if str(output) == "-" or not output.exists():
        return
    if any(path.exists() and path.samefile(output) for path in inputs):
        raise XltrackError("input_is_output", file=str(output))
    if not force:
        raise XltrackError("output_exists", file=str(output))


def write_text(text: str, output: Path, form: str) -> None:
    """Write a text as UTF-8, whole or not at all; `-` is standard output. CSV gets the mark Excel needs."""
    raw = text.encode("utf-8-sig" if form == ".csv" else "utf-8")
    if str(output) == "-":
        sys.stdout.buffer.write(raw)
        return
    from xltrack.storage.atomic import atomic_write

    atomic_write(output, raw)
