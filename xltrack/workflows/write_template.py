"""The default template, written to be restyled."""

from __future__ import annotations

from pathlib import Path

from xltrack.grid.named_path import path_of
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE
from xltrack.model.expected import expect
from xltrack.storage.atomic import atomic_write
from xltrack.workbook.default_template.draw import draw
from xltrack.workflows.files import load_settings, refuse_overwrite


def write_template(output: Path | str, language: str = DEFAULT_LANGUAGE, *, force: bool = False) -> None:
    """Write the default tracker template in a language, with the own fields of the settings beside the output.

    Raises FileError when it exists and `force` is not given.
    """
    output = path_of("output", output)
    expect("force", force, bool)
    refuse_overwrite(output, force=force)
    atomic_write(output, draw(language, fields=load_settings(output.parent).fields))
