"""A tracker as a workbook: the sheets of a template filled row by row, every other part unchanged."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xltrack.errors import WorkbookError
from xltrack.grid.named_path import path_of
from xltrack.model.expected import expect, expect_day
from xltrack.model.plan_fields import present_fields
from xltrack.model.tracker import Tracker
from xltrack.storage.atomic import atomic_write
from xltrack.workbook.filling import Filler
from xltrack.workbook.template import WorkbookTemplate
from xltrack.xlsx.zip_writer import write_zip


def write_workbook(
    tracker: Tracker,
    target: Path | str,
    *,
    as_of: date,
    template: Path | str | None = None,
    overwrite: bool = False,
    protect: bool = False,
) -> None:
    """Write a tracker as a workbook, whole or not at all. Stored results are computed for the day `as_of`.

    Raises WorkbookError when the target exists or a text is too long, TemplateError when the template lacks a column,
    SaveError when the disk refuses. The same input gives the same bytes.
    """
    expect("tracker", tracker, Tracker)
    expect_day("as_of", as_of)
    target, template = path_of("target", target), None if template is None else path_of("template", template)
    expect("overwrite", overwrite, bool)
    expect("protect", protect, bool)
    if target.exists() and not overwrite:
        raise WorkbookError("output_exists", file=target)
    if template is not None and target.exists() and target.samefile(template):
        raise WorkbookError("input_is_output", file=target)
    opened = WorkbookTemplate.open(template, tracker.meta.language, present_fields(tracker.plan))
    filler = Filler(tracker, as_of, opened, protect)
    atomic_write(target, lambda out: _write(filler, out))


def workbook_bytes(
    tracker: Tracker, *, as_of: date, template: Path | bytes | None = None, protect: bool = False
) -> bytes:
    """Return the same workbook in memory. Raises like `write_workbook`."""
    if isinstance(template, bytes):
        opened = WorkbookTemplate.of(template, "template")
    else:
        opened = WorkbookTemplate.open(template, tracker.meta.language, present_fields(tracker.plan))
    out = BytesIO()
    _write(Filler(tracker, as_of, opened, protect), out)
    return out.getvalue()


def _write(filler: Filler, out: BinaryIO) -> None:
    with filler.parts() as made:
        write_zip(out, {name: made.get(name, content) for name, content in filler.template.parts.items()})
