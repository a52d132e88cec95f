"""XML of a package's parts through expat: bounded in size and depth, with namespaces resolved.

Element names come as `x:row` whichever prefix and whichever of the two OOXML dialects a program writes: expat
interns the names it reports, and the table below makes it report ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, TypeVarTuple, Unpack, cast
from xml.parsers import expat

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.xlsx.container import Package
from xltrack.xlsx.read_cache import ReadCache

Ts = TypeVarTuple("Ts")
_T = TypeVar("_T")
_SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_ELEMENTS = (
    "worksheet", "sheetData", "row", "c", "v", "f", "is", "t", "r", "rPh", "si", "sst", "mergeCell",
    "workbook", "workbookPr", "sheets", "sheet", "definedName", "styleSheet", "numFmt", "cellXfs", "xf",
    "fonts", "font", "strike",
)  # fmt: skip
_SHORT = {f"{space} {name}": f"x:{name}" for space in _SPREADSHEET for name in _ELEMENTS}
_SHORT |= {f"{space} id": "r:id" for space in _RELATIONS}
_SHORT |= {f"http://schemas.openxmlformats.org/package/2006/relationships {n}": n for n in ("Relationship",)}


class Element(NamedTuple):
    """One element of a small part: its parent's name, its own, its attributes and the text right inside it."""

    parent: str
    name: str
    attributes: dict[str, str]
    text: str


def parser(package: Package, part: str) -> Any:
    """Return an expat parser with our names that refuses a document type. Typed as Any: its handlers are swapped."""
    made = expat.ParserCreate(None, " ", dict(_SHORT))
    made.buffer_text = True
    made.buffer_size = 2**17

    made.StartDoctypeDeclHandler = refusing_doctypes(package, part)
    return made


def refusing_doctypes(package: Package, part: str) -> Callable[..., None]:
    """Return a handler that refuses the part as soon as it declares a document type."""

    def doctype(*_: object) -> None:
        raise UnsafeWorkbook("part_doctype", file=package.name, part=part)

    return doctype


def feed(made: Any, package: Package, part: str, pieces: Iterable[bytes]) -> None:
    """Parse the pieces to their end. Raises WorkbookError when they are not well-formed."""
    for piece in pieces:
        parse(made, package, part, piece)
    parse(made, package, part, b"", final=True)


def parse(made: Any, package: Package, part: str, piece: bytes, *, final: bool = False) -> None:
    """Parse one piece. Raises like `feed`."""
    try:
        made.Parse(piece, final)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise WorkbookError("workbook_damaged", file=package.name, reason=f"{part}: {error}") from error


def check_root(package: Package, part: str, root: str, wanted: str) -> None:
    """Raise WorkbookError when a part is not what the link to it says."""
    if root != wanted:
        raise WorkbookError("workbook_damaged", file=package.name, reason=f"{part}: <{root}> where <{wanted}> belongs")


def too_deep(package: Package, part: str) -> UnsafeWorkbook:
    """Make the error for a part whose elements are nested deeper than the limit."""
    return UnsafeWorkbook("part_too_deep", file=package.name, part=part, limit=package.limits.depth)


def each_element(
    package: Package, part: str, take: Callable[[Element], None], pieces: Iterable[bytes] | None = None
) -> None:
    """Call `take` for every element of a part when it ends, children first. Raises like `feed`; too deep: refused.

    `pieces` are the part's bytes if they were read already.
    """
    made = parser(package, part)
    stack: list[tuple[str, dict[str, str], list[str]]] = []
    depth = package.limits.depth

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= depth:
            raise too_deep(package, part)
        stack.append((name, attributes, []))

    def end(_: str) -> None:
        name, attributes, texts = stack.pop()
        take(Element(stack[-1][0] if stack else "", name, attributes, "".join(texts)))

    def data(text: str) -> None:
        stack[-1][2].append(text)

    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, data
    feed(made, package, part, package.stream(part) if pieces is None else pieces)


class Elements:
    """All elements of a small part, children before their parents, with values computed from them."""

    def __init__(self, parsed: Sequence[Element] = ()):
        self._found = parsed
        self._worked_out: dict[object, Any] = {}

    def __iter__(self) -> Iterator[Element]:
        return iter(self._found)

    @property
    def root(self) -> str:
        """The name of the outermost element; "" for a part that is not there."""
        return self._found[-1].name if self._found else ""

    def work_out(self, how: Callable[[Elements, Unpack[Ts]], _T], *more: *Ts) -> _T:
        """Return the result of `how` for these elements, computed once: copies of one workbook share most parts."""
        key = (how, *more)
        if key not in self._worked_out:
            self._worked_out[key] = how(self, *more)
        return cast(_T, self._worked_out[key])


def elements(package: Package, part: str, cache: ReadCache | None = None) -> Elements:
    """Return all elements of a small part; none when the package lacks it."""
    if part not in package:
        return Elements()
    data, depth = package.read(part), package.limits.depth
    return (cache or ReadCache()).part(("elements", depth), data, len(data), lambda: _elements(package, part, data))


def _elements(package: Package, part: str, data: bytes) -> Elements:
    parsed: list[Element] = []
    each_element(package, part, parsed.append, [data])
    return Elements(parsed)


def timestamp(text: str) -> datetime | None:
    """Read an ISO date and time as documents store it, in UTC where it names no zone; None if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
