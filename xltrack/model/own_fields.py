"""The declarations of an office's own fields. They travel with the plan, so that every copy explains itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from itertools import chain, count
from typing import Annotated, Any, Literal, Self
from unicodedata import normalize

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, find_code, fold
from xltrack.model.frozen import Many
from xltrack.model.percent import Percentage
from xltrack.model.year_month import YearMonth

OwnKind = Literal["text", "choice", "month", "date", "number", "percent", "yes_no", "person"]
"""The kinds of a field, by which its cells are shown and read. choice: one of `choices`. person: a name."""
OwnRule = Literal["take", "append", "ask", "locked"]
OwnSheet = Literal["actions", "recommendations"]

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = frozenset(
    ("overdue", "changed", "check", "uid", "waiting", "recommendation", "unit", "words", "take", "yes_no")
)
"""Keys of columns that no plan holds, and of lists and options."""
LONGEST_LABEL = 60
LONGEST_CHOICE = 120
MOST_FIELDS = 60
"""Own fields of one tracker: each makes the formula of the column Changed longer, up to Excel's 8,192 characters."""


class OwnField(BaseModel):
    """One field that an office added: its column's header, the kind of its cells, and who fills it in.

    Raises pydantic's ValidationError where the declaration contradicts itself or a column of xltrack.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    key: str
    """The name in JSON, in CSV and on the command line."""
    label: str | Mapping[str, str] = ""
    """The column's header: one for every language, or one per language. Without one, the key's words."""
    kind: OwnKind = "text"
    choices: Many[str] = ()
    editor: Literal["staff", "coordinator"] = "staff"
    rule: OwnRule = "take"
    sheet: OwnSheet = "actions"
    removed: bool = False
    """Whether it has no column any more: the declaration is kept for the log, which holds its values."""

    @field_validator("key")
    @classmethod
    def _is_a_key(cls, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key: use small letters, digits and _, beginning with a letter")
        if key in RESERVED:
            raise ValueError(f"the key {key} is taken already")
        return key

    @field_validator("choices")
    @classmethod
    def _differ(cls, choices: tuple[str, ...]) -> tuple[str, ...]:
        if any(not text or "\n" in text or len(text) > LONGEST_CHOICE for text in choices):
            raise ValueError(f"a choice is a text of one line, of at most {LONGEST_CHOICE} characters")
        if len({fold(text) for text in choices}) < len(choices):
            raise ValueError("a choice is given twice")
        return choices

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("a field of the kind choice has choices, and no other one has")
        if self.rule == "append" and self.kind != "text":
            raise ValueError("only a text can be added to: the rule append needs the kind text")
        unknown = {*self.labels} - {*LANGUAGES}
        if unknown:
            raise ValueError(f"there is no language {min(unknown)!r}; use one of: {', '.join(LANGUAGES)}")
        for label in self.headers:
            if not label or "\n" in label or len(label) > LONGEST_LABEL:
                raise ValueError(f"a label is a text of one line, of at most {LONGEST_LABEL} characters")
            if find_code(label, "columns", self.sheet):
                raise ValueError(f"{label!r} is the header of another column already")
        return self

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels by language; empty where one serves all of them."""
        return self.label if isinstance(self.label, Mapping) else {}

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header by which the column is known."""
        return tuple(dict.fromkeys(self.labels.values())) or (self.header(),)

    def header(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return the column's header in a language."""
        if isinstance(self.label, str):
            return self.label or self.key.replace("_", " ").capitalize()
        return self.label.get(language) or self.label.get(DEFAULT_LANGUAGE) or next(iter(self.label.values()))

    def typed(self, value: Any) -> Any:
        """Return a value as the plan holds it, from its JSON or text form. Raises ValueError for another kind."""
        if isinstance(value, str):
            value = read_kind(self.kind, value)
        if self.kind == "percent" and _is_number(value):
            value = Percentage(value)
        held = _HELD.get(self.kind, str)
        if not isinstance(value, held) or (isinstance(value, bool) and self.kind != "yes_no"):
            raise ValueError(f"{value!r} is no value of the field {self.key}, whose kind is {self.kind}")
        return value


def key_for(label: str, taken: Container[str]) -> str:
    """Return a key for a field of which only the label is known; it is none of those that are `taken`.

    >>> key_for("Source of funds", ()), key_for("Priorité", {"priorite"}), key_for("资金", ())
    ('source_of_funds', 'own_1', 'own_1')
    """
    plain = normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    named = [key] if _KEY.fullmatch(key) and key not in RESERVED else []
    return next(one for one in chain(named, (f"own_{number}" for number in count(1))) if one not in taken)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(text: str) -> int | float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{text!r} is no number")
    return int(value) if value.is_integer() else value


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text] if text in ("yes", "no") else _fail(f"{text!r} is neither yes nor no")


def _fail(message: str) -> bool:
    raise ValueError(message)


_READ: Mapping[str, Callable[[str], Any]] = {
    "month": YearMonth.parse,
    "month_text": YearMonth.parse,
    "date": date.fromisoformat,
    "list": lambda text: tuple(text.split("\n")),
    "number": _number,
    "percent": Percentage.parse,
    "yes_no": _yes_no,
}
_HELD: Mapping[str, type | tuple[type, ...]] = {
    "month": YearMonth,
    "date": date,
    "number": (int, float),
    "percent": Percentage,
    "yes_no": bool,
}


def read_kind(kind: str, text: str) -> Any:
    """Return the value of a field of that kind from its text form. Raises ValueError."""
    return _READ[kind](text) if kind in _READ else text


def text_of(value: Any) -> str:
    """Return the text form of a value of any kind."""
    if isinstance(value, YearMonth):
        return value.iso
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(value) if isinstance(value, Percentage) else f"{value:.15g}"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def own_values(values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    """Return own values by key, in the order of the keys, without the empty ones."""
    pairs = values.items() if isinstance(values, Mapping) else values
    return tuple(sorted((key, value) for key, value in pairs if value is not None and value != ""))


def _json(values: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """Write numbers and yes or no as JSON has them, other values as texts."""
    return {key: value if isinstance(value, (bool, int, float)) else text_of(value) for key, value in values}


OwnValues = Annotated[
    tuple[tuple[str, Any], ...],
    PlainValidator(own_values),
    PlainSerializer(_json, when_used="json"),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}),
]
"""Values of own fields by key. JSON has an object; a plan types them by its declarations."""
