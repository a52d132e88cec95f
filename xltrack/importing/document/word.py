"""Word files (.docx) as blocks: what a reader of the document sees when every tracked change is accepted.

A reader of our own on the container and its limits: the usual libraries leave out tracked insertions, moved text
and drop-down content controls, which is where a status mostly is. Nothing is opened but the parts named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltrack.errors import WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.importing.blocks import Aside, Document
from xltrack.importing.document.word_parts import part_names, web_links
from xltrack.importing.document.word_story import Story, read_story
from xltrack.xlsx.container import Package

_DAMAGE = ("workbook_damaged", "part_missing", "part_twice", "part_method")
_SHOWN_NOTES = {"comments": "comment", "footnotes": "footnote", "endnotes": "footnote"}


def read_word(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a .docx. Raises UnsafeWorkbook where a limit is passed, WorkbookError where the file is damaged."""
    try:
        return _read(data, name, limits)
    except WorkbookError as error:  # the container knows workbooks only, and names Excel for the repair
        if error.code not in _DAMAGE:
            raise
        raise WorkbookError("word_damaged", file=name) from error


def _read(data: bytes, name: str, limits: Limits) -> Document:
    package = Package(data, name, limits)
    try:
        parts = part_names(package)
        story = read_story(package, parts["document"], web_links(package, parts["document"]))
        asides = [*story.asides, *_notes(package, parts, story), *_margins(package, parts)]
        if story.tracked:
            asides.append(Aside("tracked_changes", str(story.tracked)))
        return Document(tuple(story.blocks), tuple(asides))
    finally:
        package.close()


def _notes(package: Package, parts: Mapping[str, str], story: Story) -> Iterator[Aside]:
    """Yield comments, footnotes and endnotes with the place that refers to them."""
    for key, kind in _SHOWN_NOTES.items():
        if key in parts:
            for number, note in read_story(package, parts[key], {}).notes.items():
                if note.text:
                    yield Aside(kind, note.text, story.references.get((kind, number)), note.author)  # type: ignore[arg-type]


def _margins(package: Package, parts: Mapping[str, str]) -> Iterator[Aside]:
    """Yield the texts of headers and footers, each once; a page number alone is no text."""
    seen: set[str] = set()
    for key in sorted(parts):
        if key.startswith(("header", "footer")):
            text = read_story(package, parts[key], {}).whole_text
            if text and text not in seen and any(ch.isalpha() for ch in text):
                seen.add(text)
                yield Aside("page_margin", text)
