"""Plans from files and into files, whatever the format: the library's one door to the disk besides workbooks."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from xltrack.errors import FileError, NotATracker
from xltrack.findings import Finding
from xltrack.findings.finding import findings_table
from xltrack.findings.sources import several_plans
from xltrack.grid.named_path import path_of
from xltrack.model.expected import expect, expect_each
from xltrack.model.plan import Plan

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits
    from xltrack.importing.imported_plan import ImportedPlan
    from xltrack.importing.response_text import Window
    from xltrack.importing.response_text.vocabulary import Vocabulary
    from xltrack.workflows.settings import Settings

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
RETURN_SUFFIXES = (*WORKBOOKS, ".csv", ".tsv")
"""The endings of files that are read as returns."""
TEXT_TABLES = (".txt",)
"""The endings of files that are returns if they hold a table: Excel saves "Unicode text" so."""
MAILS = (".eml", ".msg")
"""The endings of mails that can be read."""
EXPORTS = (".json", ".txt", ".csv")


class LoadedPlan(NamedTuple):
    """A plan read from a file, with the findings; `window` are the days its Overdue labels hold (texts only)."""

    plan: Plan
    findings: tuple[Finding, ...] = ()
    window: Window | None = None

    def __repr__(self) -> str:
        return f"<LoadedPlan: {self.plan!r}, {len(self.findings)} findings>"

    def _repr_html_(self) -> str:
        return self.plan._repr_html_() + findings_table(f"{len(self.findings)} findings", self.findings)


def load_settings(folder: Path) -> Settings:
    """Read xltrack.toml in that folder, or return the defaults. Raises SettingsError when it is wrong."""
    from xltrack.workflows.settings import SETTINGS_FILE, Settings

    path = folder / SETTINGS_FILE
    if not path.is_file():
        return Settings.model_construct()  # no validation needed: the defaults are valid
    return Settings.from_toml(read_text(path), str(path), folder)


def holds_return(data: bytes, suffix: str) -> bool:
    """Return whether the contents of a file are those of a return: mail programs may drop or change its ending."""
    from xltrack.grid.csv import is_table  # few files have an ending of no kind
    from xltrack.xlsx.container import holds_workbook

    return holds_workbook(data) or (suffix in TEXT_TABLES and is_table(data))


def load_vocabulary(path: Path | None) -> Vocabulary:
    """Return the shipped vocabulary, extended by the file's own if one is named."""
    from xltrack.importing.response_text.vocabulary import default_vocabulary
    from xltrack.importing.response_text.vocabulary import vocabulary_from_toml as load

    if path is None:
        return default_vocabulary()
    return load(read_text(path), str(path))


def load_plan(
    path: Path | str,
    *,
    units: Sequence[str] = (),
    vocabulary: Path | str | None = None,
    headers: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    title: str = "",
    sheets: Sequence[str] = (),
    limits: Limits | None = None,
) -> LoadedPlan:
    """Read the plan in a file: a tracker, an office's own spreadsheet, JSON, a text, Word, a PDF, a web page, or `-`.

    `units` and `vocabulary` help to read a text; see `parse_text`. `headers` give the
    field of a column ({"Q3 update": "comments"}), `statuses` the meaning of a word ({"On track": "initiated"}), `title`
    and `sheets` the plan's title and the sheets to read, as the options of `xltrack import` do. Raises XltrackError.
    """
    from xltrack.grid.limits import DEFAULT_LIMITS, Limits

    path = path_of("path", path)
    expect("limits", limits, Limits, NoneType)
    expect("title", title, str)
    expect("headers", headers, Mapping, NoneType)
    expect("statuses", statuses, Mapping, NoneType)
    if path.suffix.lower() in WORKBOOKS:
        from xltrack.workbook.read import read_workbook

        with suppress(NotATracker):  # an office's own spreadsheet
            submission = read_workbook(path, limits=limits or DEFAULT_LIMITS)
            return LoadedPlan(submission.current, tuple(submission.findings))
    from xltrack.workflows.import_plan import import_plans
    from xltrack.workflows.source_answers import ImportOptions, known_meanings

    options = ImportOptions(
        units=expect_each("each unit", units, str),
        vocabulary=load_vocabulary(None if vocabulary is None else path_of("vocabulary", vocabulary)),
        headers=known_meanings("headers", headers),
        statuses=known_meanings("statuses", statuses),
        title=title,
        sheets=expect_each("each sheet", sheets, str),
        limits=limits or DEFAULT_LIMITS,
    )
    first, *others = import_plans([(str(path), read_source(path, limits))], options)
    loaded = loaded_plan(first)
    if others:
        titles = " · ".join(read.plan.title for read in (first, *others))
        several = several_plans(titles, len(others) + 1).in_file(str(path))
        loaded = loaded._replace(findings=(several, *loaded.findings))
    return loaded


def loaded_plan(read: ImportedPlan) -> LoadedPlan:
    """Return the plan with the days that a text's Overdue labels fit, and the rows that contradict them."""
    if not read.from_text:
        return LoadedPlan(read.plan, read.findings)
    from xltrack.importing.response_text import as_of_window

    window = as_of_window(read.plan)
    file = next((finding.file for finding in read.findings), "")
    return LoadedPlan(
        read.plan, (*read.findings, *(contradiction.in_file(file) for contradiction in window.contradictions)), window
    )


def read_source(path: Path, limits: Limits | None = None) -> bytes:
    """Read a file, or standard input for `-`. Raises FileError for what is not a file, or is too large."""
    if path.suffix.lower() in WORKBOOKS:
        from xltrack.grid.limits import DEFAULT_LIMITS
        from xltrack.xlsx.container import load

        return load(path, limits or DEFAULT_LIMITS)
    return _limited(path, limits)


def read_text(path: Path, limits: Limits | None = None) -> str:
    """Read a file's text as UTF-8 (or UTF-16 with its mark), standard input for `-`. Raises XltrackError."""
    from xltrack.importing.source_text import decoded

    return decoded(_limited(path, limits), str(path))


def _limited(path: Path, limits: Limits | None) -> bytes:
    from xltrack.grid.limits import DEFAULT_LIMITS, MIB

    most = (limits or DEFAULT_LIMITS).source_bytes
    raw = sys.stdin.buffer.read(most + 1) if str(path) == "-" else _regular(path, most + 1)
    if len(raw) > most:
        raise FileError("source_too_large", file=str(path), limit=round(most / MIB, 1))
    return raw


def _regular(path: Path, most: int) -> bytes:
    if not path.exists():
        raise FileError("no_such_file", file=str(path))
    if not path.is_file():
        raise FileError("not_a_file", file=str(path))
    with path.open("rb") as source:
        return source.read(most)


def export_text(plan: Plan, form: str, as_of: date) -> str:
    """Return the plan in one of the EXPORTS forms (".json", ".txt", ".csv"); a text has Overdue labels for `as_of`."""
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
        raise FileError("input_is_output", file=str(output))
    if not force:
        raise FileError("output_exists", file=str(output))


def write_text(text: str, output: Path, form: str) -> None:
    """Write a text as UTF-8, whole or not at all; `-` is standard output. CSV gets the mark Excel needs."""
    raw = text.encode("utf-8-sig" if form == ".csv" else "utf-8")
    if str(output) == "-":
        sys.stdout.buffer.write(raw)
        return
    from xltrack.storage.atomic import atomic_write

    atomic_write(output, raw)
