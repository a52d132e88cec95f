"""XML respelled in one way, so that its text can be cut at marks.

Programs spell the same workbook in many ways: a prefix on every element, UTF-16, CDATA sections, comments, single
quotation marks. Plain XML is UTF-8 without any of these: the elements of the part's own namespace have no prefix,
those of the namespaces below have their usual ones, attributes stand in double quotation marks, and no attribute
holds a < or >. Most parts are plain as they are, which expat checks. It reads the others, and what it reports is
written plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from xml.parsers import expat

from xltrack.xlsx.container import Package
from xltrack.xlsx.shared_strings import escape_attribute, escape_xml, unescape_xml
from xltrack.xlsx.xml import feed, parse, parser, refusing_doctypes, too_deep

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_XML = "http://www.w3.org/XML/1998/namespace"
USUAL_PREFIXES = {
    f"{_OFFICE}/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    f"{_OFFICE}/docPropsVTypes": "vt",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes": "vt",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://schemas.microsoft.com/office/excel/2006/main": "xm",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": "x14",
}
"""Namespace -> the prefix that Excel gives it. Core properties have theirs even on the root element."""
NO_NAMESPACE = "urn:no-namespace"
"""The namespace of elements without one inside a part that has one, so that they can be told apart."""
_PROLOG = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])?\s*\?>)?\s*"""
)
_TAGS = re.compile(rb'(?:[^<]*+</?[\w:.-]++(?:\s++[\w:.-]++="[^"<>]*+")*+\s*+/?>)*+[^<]*+')
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TOKEN = re.compile(r'<(/?)([\w:.-]+)(?:\s+[\w:.-]+="[^"<>]*")*\s*(/?)>|([^<]+)')
_NAMESPACE = re.compile(rb'\sxmlns(?::([\w.-]+))?="([^"]*)"')
_ROOT_TAG = re.compile(rb"""<([\w.-]+)(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_MAIN = re.compile(
    rb' xmlns(:[\w.-]+)?="http://(?:schemas\.openxmlformats\.org/spreadsheetml/2006'
    rb'|purl\.oclc\.org/ooxml/spreadsheetml)/main"'
)
_ROOT = re.compile(rb"<(?:([\w.-]+):)?[\w.-]+[\s/>]")


def prolog_end(data: bytes) -> int:
    """Return where the root tag begins, after a declaration such as any program writes; 0 if it is another."""
    start = _PROLOG.match(data)
    return start.end() if start else 0


def is_plain(data: bytes, *, comments: bool = False) -> bool:
    """Return whether a part is written plainly. With `comments`, comments are allowed. It need not be well-formed."""
    if comments:
        data = _COMMENT.sub(b"", data)
    start = prolog_end(data)
    root = _ROOT.match(data, start)
    if root is None or _TAGS.fullmatch(data, start) is None:
        return False
    spaces = [(prefix.decode(), space.decode()) for prefix, space in _NAMESPACE.findall(data, start)]
    own = [space for prefix, space in spaces if prefix == (root[1] or b"").decode()]
    if len(own) != 1 or USUAL_PREFIXES.get(own[0], "") != (root[1] or b"").decode():
        return False
    usual = USUAL_PREFIXES | {own[0]: ""} if not root[1] else USUAL_PREFIXES
    return all(usual.get(space, prefix or "?") == prefix or not _used(prefix, data) for prefix, space in spaces)


def _used(prefix: str, data: bytes) -> bool:
    return not prefix or f"<{prefix}:".encode() in data or f" {prefix}:".encode() in data


def respelled(package: Package, part: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a part in plain spelling. Raises WorkbookError where it is not well-formed, UnsafeWorkbook if too deep."""
    yield from Respelling(package, part).pieces(pieces)


def plain_part(package: Package, part: str) -> bytes:
    """Return a part in plain spelling: as it is stored where it is plain. Raises like `respelled`."""
    data = package.read(part)
    return data if is_plain(data) else b"".join(respelled(package, part, [data]))


def tag_attributes(tag: str) -> dict[str, str]:
    """Return the attributes in the text of a tag."""
    return {name: unescape_xml(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}


class NotPlain(Exception):
    """A part that cannot be cut at marks as it is."""


def _not_plain(*_: object) -> None:
    raise NotPlain


def watching_parser(package: Package, part: str) -> Any:
    """Return an expat parser that raises NotPlain for a comment, an instruction and a CDATA section."""
    made = parser(package, part)
    made.CommentHandler = made.ProcessingInstructionHandler = made.StartCdataSectionHandler = _not_plain
    return made


def watch_prefixes(made: Any, *, on: bool) -> None:
    """Let a parser raise NotPlain for every namespace that is declared from here on, or no longer."""
    made.StartNamespaceDeclHandler = _not_plain if on else None


def show(made: Any, data: bytes, *, final: bool = False) -> None:
    """Let a watching parser check a piece. Raises NotPlain, and expat's error for what is not well-formed."""
    if b"\r" in data or b"\0" in data:
        raise NotPlain
    made.Parse(data, final)


def root_end(data: bytes, root: str) -> int:
    """Return where the root tag of a spreadsheet part ends, which alone declares that namespace. Raises NotPlain."""
    start = prolog_end(data)
    match = _ROOT_TAG.match(data, start)
    if match is None or match[1] != root.encode() or _MAIN.findall(match[0]) != [b""]:
        raise NotPlain
    return match.end()


def as_plain(package: Package, part: str, data: bytes, root: str) -> bytes:
    """Return a part as it is, once expat has checked it. Raises NotPlain for one that must be respelled."""
    end, made = root_end(data, root), watching_parser(package, part)
    show(made, data[prolog_end(data) : end])
    watch_prefixes(made, on=True)
    show(made, data[end:], final=True)
    return data


def xml_tokens(text: str, start: int = 0) -> Iterator[tuple[int, str, str, str]]:
    """Yield the tags and texts of plain XML: where each ends, a tag's name, its kind, a text.

    The kind of a tag is "<", "</" or "/>". Raises NotPlain for what is neither tag nor text.
    """
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise NotPlain
        start = match.end()
        end, name, alone, content = match.groups()
        yield start, name or "", f"<{end}" if not alone else "/>", content or ""


def plain_text(package: Package, part: str) -> str:
    """Return a part in plain spelling as text, checked by expat. Raises like `respelled`."""
    data = package.read(part)
    if is_plain(data):
        feed(parser(package, part), package, part, [data])
        return data[prolog_end(data) :].decode()
    return b"".join(respelled(package, part, [data])).decode()


class Respelling:
    """One pass of expat over a part, and the text that it makes of it."""

    def __init__(self, package: Package, part: str):
        self.package, self.part = package, part
        self._out = [DECLARATION]
        self._pending = False
        """Whether the last start tag lacks its end: it may turn out to be an empty element."""
        self.open: list[str] = []
        """The names of the open elements."""
        self._scopes: list[dict[str, str]] = [{"": ""}]
        self._declared: dict[str, str] = {}
        self._prefixes = dict(USUAL_PREFIXES)

    def pieces(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the respelled text of the pieces."""
        made: Any = expat.ParserCreate(None, " ")
        made.namespace_prefixes = made.ordered_attributes = made.buffer_text = True
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.StartNamespaceDeclHandler, made.CharacterDataHandler = self._declare, self.text
        made.StartDoctypeDeclHandler = refusing_doctypes(self.package, self.part)
        for piece in chain(pieces, (b"",)):
            parse(made, self.package, self.part, piece, final=not piece)
            yield "".join(self._out).encode()
            self._out.clear()

    def _declare(self, prefix: str | None, space: str | None) -> None:
        if prefix and space:
            self._declared[prefix] = space

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self.open) >= self.package.limits.depth:
            raise too_deep(self.package, self.part)
        if not self.open:
            self._prefixes.setdefault(name.partition(" ")[0] if " " in name else "", "")
        scope = self._scopes[-1]
        fresh = {prefix: space for prefix, space in self._declared.items() if self._prefixes.get(space) != ""}
        self._declared.clear()
        tag = self._element(name, scope, fresh)
        values = iter(attributes)
        pairs = [(self._attribute(key, scope, fresh), value) for key, value in zip(values, values, strict=True)]
        self.close()
        text = "".join(f' {key}="{escape_attribute(value)}"' for key, value in self.attributes(tag, pairs))
        spaces = "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{escape_attribute(space)}"'
            for prefix, space in sorted(fresh.items())
        )
        self._out.append(f"<{tag}{text}{spaces}" if self.open else f"<{tag}{spaces}{text}")
        self._pending = True
        self.open.append(tag)
        self._scopes.append(scope | fresh if fresh else scope)
        self.entered(tag)

    def _element(self, name: str, scope: dict[str, str], fresh: dict[str, str]) -> str:
        space, local, prefix = _split(name)
        if space not in self._prefixes:
            space = space or NO_NAMESPACE
            prefix = prefix or self._prefixes.setdefault(space, f"ns{len(self._prefixes)}")
        return _bound(self._prefixes.get(space, prefix), space, local, scope, fresh)

    def _attribute(self, name: str, scope: dict[str, str], fresh: dict[str, str]) -> str:
        space, local, prefix = _split(name)
        if not space:
            return local
        if space == _XML:
            return f"xml:{local}"
        return _bound(self._prefixes.get(space, prefix) or prefix, space, local, scope, fresh)

    def _end(self, _: str) -> None:
        name = self.open.pop()
        self._scopes.pop()
        self._out.append("/>" if self._pending else f"</{name}>")
        self._pending = False
        self.leave(name)

    def text(self, text: str) -> None:
        """Take the text between two tags."""
        self.close()
        self._out.append(escape_xml(text).replace("\r", "&#13;"))

    def close(self) -> None:
        """End the start tag that was written last."""
        if self._pending:
            self._out.append(">")
            self._pending = False

    def attributes(self, tag: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the attributes of an element as they are to be written."""
        return pairs

    def entered(self, tag: str) -> None:
        """Take the start of an element."""

    def leave(self, tag: str) -> None:
        """Take the end of an element."""


def _split(name: str) -> tuple[str, str, str]:
    """Return the namespace, the local name and the prefix of a name as expat reports it."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _bound(prefix: str, space: str, local: str, scope: dict[str, str], fresh: dict[str, str]) -> str:
    """Return a name with its prefix; a prefix that does not stand for that namespace yet is added to `fresh`."""
    if fresh.get(prefix, scope.get(prefix)) != space:
        fresh[prefix] = space
    return f"{prefix}:{local}" if prefix else local
