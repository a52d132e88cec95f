"""The sensitivity label that an office's Microsoft 365 gave a workbook: copies of the workbook carry it, too."""

from __future__ import annotations

import re
from io import BytesIO
from typing import NamedTuple

from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import DECLARATION, plain_text, tag_attributes
from xltrack.xlsx.shared_strings import escape_attribute
from xltrack.xlsx.workbook_part import relations
from xltrack.xlsx.zip_writer import write_zip

_PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006"
_LABEL_KIND = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels"
_LABEL_TYPE = "application/vnd.ms-office.classificationlabels+xml"
_LABEL_PART = "docMetadata/LabelInfo.xml"
_CUSTOM_KIND = f"{_PACKAGE}/relationships/custom-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_PART = "docProps/custom.xml"
_NAMES = "MSIP_Label_"
_PROPERTY = re.compile(r"<property\b([^>]*)>(.*?)</property>\s*", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?(\w+)\b[^>]*>([^<]*)</")


class SensitivityLabel(NamedTuple):
    """A label as a workbook carries it: its own part, and document properties of an earlier Office."""

    part: bytes = b""
    properties: tuple[tuple[str, str, str], ...] = ()
    """Name, type and value (as XML) of each."""


NO_LABEL = SensitivityLabel()


def read_label(data: bytes, name: str, limits: Limits = OWN_LIMITS) -> SensitivityLabel:
    """Read the label of a workbook; an empty one where it has none. Raises WorkbookError for a damaged workbook."""
    package = Package(data, name, limits)
    part = _related(package, "classificationlabels")
    custom = _related(package, "custom-properties")
    properties = _labels(plain_text(package, custom)) if custom else ()
    return SensitivityLabel(package.read(part) if part else b"", properties)


def with_label(data: bytes, label: SensitivityLabel) -> bytes:
    """Return a workbook of ours with that label in the place of its own; as it is where the label is empty."""
    if not label.part and not label.properties:
        return data
    package = Package(data, "copy", OWN_LIMITS)
    parts = {name: package.read(name) for name in package.names}
    if label.part:
        _put(parts, package, _LABEL_PART, (_LABEL_KIND, _LABEL_TYPE), label.part)
    if label.properties:
        custom = _related(package, "custom-properties")
        text = plain_text(package, custom) if custom else f'<Properties xmlns="{_PACKAGE}/custom-properties"/>'
        made = DECLARATION + _with_properties(text.removeprefix(DECLARATION), label)
        _put(parts, package, _CUSTOM_PART, (_CUSTOM_KIND, _CUSTOM_TYPE), made.encode())
    out = BytesIO()
    write_zip(out, {name: (content,) for name, content in parts.items()})
    return out.getvalue()


def _related(package: Package, kind: str) -> str:
    """Return the part of that kind which belongs to the whole workbook, or ""."""
    found = (part for name, part in relations(package, "").values() if name.endswith(kind) and part in package)
    return package.stored_name(part) if (part := next(found, "")) else ""


def _labels(custom: str) -> tuple[tuple[str, str, str], ...]:
    found = (
        (tag_attributes(f"<p{tag}").get("name", ""), _VALUE.search(inner)) for tag, inner in _PROPERTY.findall(custom)
    )
    return tuple((name, value[1], value[2]) for name, value in found if value and name.startswith(_NAMES))


def _with_properties(text: str, label: SensitivityLabel) -> str:
    """Return the document properties with those of the label in the place of another one's."""
    text = _PROPERTY.sub(lambda m: "" if _labels(m[0]) else m[0], text)
    if text.rstrip().endswith("/>"):
        text = f"{text.rstrip()[:-2]}></Properties>"
    last = max((int(number) for number in re.findall(r'\bpid="(\d+)"', text)), default=1)
    made = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{last + at}" name="{escape_attribute(name)}">'
        f'<vt:{kind} xmlns:vt="{_PACKAGE}/docPropsVTypes">{value}</vt:{kind}></property>'
        for at, (name, kind, value) in enumerate(label.properties, 1)
    )
    return text.replace("</Properties>", f"{made}</Properties>")


def _put(parts: dict[str, bytes], package: Package, part: str, kinds: tuple[str, str], content: bytes) -> None:
    """Put a part that belongs to the whole workbook among the parts, with its relationship and its type."""
    relation, content_type = kinds
    there = _related(package, relation.rpartition("/")[2])
    parts[there or part] = content
    if not there:
        link = f'<Relationship Id="rId{part.rpartition("/")[2]}" Type="{relation}" Target="{part}"/>'
        override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
        for name, end, new in (
            ("_rels/.rels", "</Relationships>", link),
            ("[Content_Types].xml", "</Types>", override),
        ):
            name = package.stored_name(name)
            parts[name] = parts[name].replace(end.encode(), f"{new}{end}".encode())
