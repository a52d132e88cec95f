"""Fields of forms in Word files: check boxes, drop-downs, signs of symbol fonts, and prompts nobody has overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltrack.importing.ticked_boxes import EMPTY_BOX, TICKED_BOX

_OTHER_SIGN = "\u2022"
_FALSE = ("0", "false", "off")
_SIGNS: Mapping[tuple[str, int], str] = {
    ("wingdings", 0x6F): EMPTY_BOX, ("wingdings", 0x71): EMPTY_BOX, ("wingdings", 0x72): EMPTY_BOX,
    ("wingdings", 0xA8): EMPTY_BOX, ("wingdings", 0x78): TICKED_BOX, ("wingdings", 0xFD): TICKED_BOX,
    ("wingdings", 0xFE): TICKED_BOX,
    ("wingdings", 0xFC): "\u2713", ("wingdings", 0xFB): "\u2717", ("wingdings", 0xE0): "\u2192",
    ("wingdings 2", 0x2A): EMPTY_BOX, ("wingdings 2", 0x30): EMPTY_BOX, ("wingdings 2", 0xA3): EMPTY_BOX,
    ("wingdings 2", 0x51): TICKED_BOX, ("wingdings 2", 0x52): TICKED_BOX, ("wingdings 2", 0x53): TICKED_BOX,
    ("wingdings 2", 0x54): TICKED_BOX, ("wingdings 2", 0x50): "\u2713", ("wingdings 2", 0x4F): "\u2717",
    ("symbol", 0xA3): "\u2264", ("symbol", 0xB3): "\u2265", ("symbol", 0xB1): "\u00b1", ("symbol", 0xB0): "\u00b0",
}  # fmt: skip
"""Signs by font and number."""


def symbol(values: Mapping[str, str]) -> str:
    """Return the sign that a `w:sym` element shows; a bullet for one that is not known."""
    try:
        number = int(values.get("char", ""), 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:
        return _SIGNS.get((values.get("font", "").casefold(), number - 0xF000), _OTHER_SIGN)
    known = _SIGNS.get((values.get("font", "").casefold(), number))
    return known or (chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 else "")


@dataclass(slots=True)
class _Field:
    """A form field: the text it is in, how long that was, and what the field shows unless its own text follows."""

    text: list[str]
    size: int
    is_box: bool = False
    ticked: bool = False
    entries: list[str] = field(default_factory=list)
    chosen: int = 0

    @property
    def shown(self) -> str:
        if self.is_box:
            return TICKED_BOX if self.ticked else EMPTY_BOX
        return self.entries[self.chosen] if 0 <= self.chosen < len(self.entries) else ""


class FormFields:
    """The fields that are open while a document is read, and the content controls that show a prompt.

    `prompts` are the words of those: "Choose an item.".
    """

    def __init__(self) -> None:
        self.prompts: dict[str, None] = {}
        self._open: list[_Field] = []
        self._controls: list[bool] = []
        self._depth = 0
        """Contents of controls around the place that is read, from the first one that is a prompt."""

    def mark(self, kind: str, text: list[str]) -> None:
        """Take the begin or the end of a field inside the text of a paragraph."""
        if kind == "begin":
            self._open.append(_Field(text, len(text)))
        elif kind == "end" and self._open:
            ended = self._open.pop()
            if ended.text is text and not "".join(text[ended.size :]).strip():
                text.append(ended.shown)

    def enter(self, name: str, parent: str, values: Mapping[str, str]) -> None:
        """Take the start of any element: a content control, its contents, a property of either or of a field."""
        if name == "sdt":
            self._controls.append(False)
        elif name == "showingPlcHdr" and self._controls:
            self._controls[-1] = values.get("val", "1") not in _FALSE
        elif name == "sdtContent":
            self._depth += bool(self._depth or (self._controls and self._controls[-1]))
        elif self._open:
            self._take_property(self._open[-1], name, parent, values)

    def leave(self, name: str) -> None:
        """Take the end of any element."""
        if name == "sdt" and self._controls:
            self._controls.pop()
        elif name == "sdtContent" and self._depth:
            self._depth -= 1

    def take_prompt(self, text: str) -> bool:
        """Keep a text that is a prompt beside the document. Return whether it is one."""
        if self._depth:
            self.prompts[text] = None
        return bool(self._depth)

    def _take_property(self, now: _Field, name: str, parent: str, values: Mapping[str, str]) -> None:
        if name == "checkBox":
            now.is_box = True
        elif parent == "checkBox" and name in ("default", "checked"):
            now.ticked = values.get("val", "1") not in _FALSE
        elif parent == "ddList" and name == "listEntry":
            now.entries.append(values.get("val", ""))
        elif parent == "ddList" and name in ("default", "result"):
            number = values.get("val", "0")
            now.chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
