"""Remarks: words and pictures that people put outside the cells a tracker asks for.

A remark is no value of a field. It is shown with its place and author, and waits for the coordinator, who may add
it to the comments of the action it belongs to.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Literal

from xltrack.i18n.catalogue import Catalogue
from xltrack.model.frozen import FrozenModel

RemarkKind = Literal[
    "note", "thread", "text_box", "picture", "cell_picture", "checkbox", "struck", "link", "own_column",
    "second_column", "beside", "own_sheet", "header_footer", "mail", "attachment",
]  # fmt: skip
"""note, thread: a cell's note, or one comment of its thread. text_box, picture: a shape over the cells. cell_picture,
checkbox: an object inside a cell. struck: words struck out. link: the address behind a text. own_column: a cell of a
column that is not ours. second_column: one of a second column with the name of ours. beside: a text above, below or
next to the table. own_sheet: rows of a sheet that is not ours. header_footer: text in the printed margins. mail: the
text of the mail that a return came in. attachment: a file beside the workbook."""

FLOATING = frozenset(("text_box", "picture"))
"""Kinds that do not move with their row when a sheet is sorted: the same shape may then cover another action."""
_PREFIX = "remark:"


class Remark(FrozenModel):
    """One remark of one person. Two remarks with the same `code` are the same remark in two files."""

    kind: RemarkKind
    text: str = ""
    """The words; of a picture its alternative text."""
    sheet: str = ""
    address: str = ""
    """The cell as "G9"; empty where a remark is in no cell."""
    column: str = ""
    """The header over the cell, or the file name of an attachment."""
    author: str = ""
    when: datetime | None = None
    resolved: bool = False
    """Whether the thread was marked as resolved."""
    ref: str = ""
    """The action or recommendation in whose row it is; empty if in none."""

    @property
    def code(self) -> str:
        """Eight letters and digits derived from words, author and action, whatever the file, cell or time."""
        about = "" if self.kind in FLOATING else f"{self.ref}/{self.column}"
        words = "".join(self.text.casefold().split())
        digest = hashlib.sha256("\0".join((self.kind, about, self.author, words)).encode("utf-8", "replace")).digest()
        return base64.b32encode(digest[:5]).decode()

    @property
    def signature(self) -> str:
        """The author and the day: "Aru, 2024-05-03"; as much of it as is known."""
        return ", ".join(filter(None, (self.author, self.when.date().isoformat() if self.when else "")))

    @property
    def field(self) -> str:
        """The field name that stands for the remark in the log and in conflicts."""
        return _PREFIX + self.code


def is_remark(field: str | None) -> bool:
    """Return whether a log entry's or conflict's field names a remark and not a column."""
    return field is not None and field.startswith(_PREFIX)


def remark_title(remark: Remark, words: Catalogue) -> str:
    """Name a remark by its kind, author, day and place: "Note by Aru, 2024-05-03 on Actions!G9"."""
    title = words.word("remarks", remark.kind)
    if remark.resolved:
        title = words.word("remarks", "resolved", what=title)
    if remark.kind in ("own_column", "second_column", "struck", "link") and remark.column:
        title = words.word("remarks", "column", what=title, column=remark.column)
    if remark.author:
        title = words.word("remarks", "by", what=title, author=remark.signature)
    place = "!".join(filter(None, (remark.sheet, remark.address)))
    return words.word("remarks", "on", what=title, place=place) if place else title
