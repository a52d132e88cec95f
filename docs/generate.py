"""Writes the pages that follow from the code, such as cli.md and library.md. A test holds them equal to it."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import click

import xltrack
from xltrack.cli.main import COMMANDS, cli
from xltrack.findings import SEVERITY
from xltrack.i18n.catalogue import catalogue
from xltrack.model.fields import SHEETS, Column
from xltrack.model.row_rules import ROW_RULES
from xltrack.model.serialize import plan_schema
from xltrack.model.year_month import YearMonth
from xltrack.rendering.json import SUMMARY_SCHEMA
from xltrack.summary.figures import Summary
from xltrack.workflows.json_forms import FORMS

HERE = Path(__file__).parent
PLAIN: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    NoneType: {"type": "null"},
    YearMonth: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    date: {"type": "string", "format": "date"},
}
"""The values that stand for themselves in a summary's JSON."""
EDITORS = {"staff": "staff", "coordinator": "coordinator", "nobody": "-"}
RULES = {
    "take": "one changed value is taken",
    "append": "additions of several people are all kept",
    "ask": "waits for the coordinator",
    "locked": "reported, not applied",
}


def cli_page() -> str:
    """Return every verb's help, as the terminal shows it."""
    context = click.Context(cli, info_name="xltrack", **cli.context_settings)
    parts = ["# The command line\n", _help(cli, context)]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        verb = click.Context(command, info_name=name, parent=context)
        parts += [f"\n## xltrack {name}\n", _help(command, verb)]
        for step, inner in command.commands.items() if isinstance(command, click.Group) else ():
            inside = click.Context(inner, info_name=step, parent=verb)
            parts += [f"\n### xltrack {name} {step}\n", _help(inner, inside)]
    return "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = 110
    return f"```text\n{command.get_help(context)}\n```"


def columns_page() -> str:
    """Return every column of every sheet: header, key, who fills it in, how returns are merged."""
    words = catalogue()
    parts = [
        "# The columns\n",
        "A column is found by its name in the workbook, else by its header, never by its position. *live* is a",
        "formula, *month_text* a month that is kept as text, so that Excel makes no day of it.",
    ]
    for sheet, columns in SHEETS.items():
        parts += [f"\n## {words.word('sheets', sheet)}\n", "| Header | Key | Kind | Filled in by | At merge |"]
        parts += ["|---|---|---|---|---|", *(_column_row(words.word("columns", sheet, c.key), c) for c in columns)]
    return "\n".join(parts) + "\n"


def _column_row(header: str, column: Column) -> str:
    rule = "-" if column.kind == "live" or column.hidden else RULES[column.rule]
    editor = "coordinator" if column.official else column.editor
    rule += "; the coordinator's own edit waits to be confirmed" if column.official else ""
    return f"| {header} | `{column.key}` | {column.kind} | {EDITORS[editor]} | {rule} |"


def findings_page() -> str:
    """Return every finding with its remedy, what the Check column says, and why decisions wait."""
    words = catalogue()
    parts = [
        "# The findings\n",
        "An **error** is a value that was not taken, a **warning** one that was taken and needs a look; an **info**",
        "says how something was understood. Words in braces are filled in with the place and the value at hand.\n",
        "| Code | Severity | Message | Remedy |",
        "|---|---|---|---|",
    ]
    for code, severity in SEVERITY.items():
        message, remedy = (words.word("findings", code, part).replace("|", "\\|") for part in ("message", "remedy"))
        parts.append(f"| `{code}` | {severity} | {message} | {remedy} |")
    parts += [
        "\n## What the Check column says\n",
        "The same rules are applied while people type in the workbook and when it is read. A rule",
        "without a finding is a hint: the summary counts such rows among its data gaps.\n",
        "| Check says | Finding when it is read |",
        "|---|---|",
    ]
    parts += [
        f"| {words.word('check', rule.code)} | {f'`{rule.finding}`' if rule.finding else ''} |" for rule in ROW_RULES
    ]
    parts += ["\n## Why a decision waits\n", "| Reason | Code |", "|---|---|"]
    parts += [f"| {reason} | `{code}` |" for code, reason in words.section("conflict_reasons").items()]
    return "\n".join(parts) + "\n"


def library_page() -> str:
    """Return every public name, by what it is for, with its signature and its docstring."""
    parts = [
        "# The library\n",
        "Everything here is imported from `xltrack` itself: `from xltrack import Plan, merge`. Plans, their rows and",
        "trackers are frozen pydantic models. A path may be given as `str`. The parts of a summary are described in",
        "[summary.schema.json](summary.schema.json).\n",
        "| Error | Raised for |",
        "|---|---|",
        "| `TypeError` | an argument of the wrong type; the message names what was expected |",
        "| `ValueError` | a value that cannot be: a language that is not there, a moment without a time zone |",
        "| [XltrackError](#xltrackerror) | a file, a plan or settings; the message says what to do |",
    ]
    groups = _groups()
    parts += [f"\n- **{title}**: {', '.join(f'[{n}](#{n.lower()})' for n in names)}" for title, names in groups.items()]
    for title, names in groups.items():
        parts += [f"\n## {title}\n", *map(_public, names)]
    return "\n".join(parts).rstrip() + "\n"


def _groups() -> dict[str, list[str]]:
    """Return the public names by the comment under which the package lists them."""
    groups: dict[str, list[str]] = {}
    for comment, name in re.findall(r'^    (?:# (.+)|"(\w+)": ".*",)$', inspect.getsource(xltrack), re.MULTILINE):
        if comment:
            groups[comment[0].upper() + comment[1:]] = []
        else:
            list(groups.values())[-1].append(name)
    return {title: sorted(names, key=lambda name: (name[0].islower(), name)) for title, names in groups.items()}


def _public(name: str) -> str:
    """Return the section of a name: what it is, and how it is called or what it holds."""
    value = getattr(xltrack, name)
    if not inspect.isclass(value):
        return f"### {name}\n\n{_call(name, value)}\n\n{_prose(inspect.getdoc(value))}\n"
    return "\n".join([f"### {name}\n", _prose(inspect.getdoc(value)), *_fields(value), *_members(value), ""])


def _call(name: str, function: Callable[..., object]) -> str:
    return f"```python\n{name}{_signature(function)}\n```"


def _prose(doc: str | None) -> str:
    """Return a docstring as Markdown: its examples as code. Reasons for the length of a function are left out."""
    parts = re.sub(r"\n*Longer than 50 lines.*\n", "", doc or "").split("\n\n")
    return "\n\n".join(f"```pycon\n{part}\n```" if part.startswith(">>>") else part for part in parts)


def _fields(kind: type) -> Iterator[str]:
    """Yield the fields of a value as a list: each with its type and default, and with its own docstring."""
    given, lines = getattr(kind, "__annotations__", {}), list[str]()
    (source,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(source, ast.ClassDef)
    for node, after in zip(source.body, [*source.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in given:
            default = f" = {ast.unparse(node.value)}" if node.value and "factory" not in ast.unparse(node.value) else ""
            field = f"- `{node.target.id}: {_written(ast.unparse(node.annotation))}{default}`"
            told = _choices(kind, ast.unparse(node.annotation))
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                told = " ".join(str(after.value.value).split())
            lines.append(f"{field}: {told}" if told else field)
        if isinstance(node, ast.Assign) and issubclass(kind, Enum) and isinstance(node.targets[0], ast.Name):
            lines.append(f"- `{node.targets[0].id} = {ast.unparse(node.value)}`")
    yield from ("", *lines) if lines else ()


def _choices(kind: type, annotation: str) -> str:
    """Return the values of a field that holds one of a few words; nothing for any other field."""
    words = getattr(sys.modules[kind.__module__], annotation, None)
    return f"One of {', '.join(map(repr, get_args(words)))}." if get_origin(words) is Literal else ""


def _written(annotation: str) -> str:
    """Return an annotation in words that a reader outside of the package knows."""
    return re.sub(r"\bMany\[((?:[^][]|\[[^]]*\])*)\]", r"tuple[\1, ...]", re.sub(r"\bText\b", "str", annotation))


def _members(kind: type) -> Iterator[str]:
    """Yield the public properties and methods of a class with their docstrings; errors have those of the root."""
    if issubclass(kind, Exception) and kind is not xltrack.XltrackError:
        return
    shown, members = [""], {name: member for name, member in vars(kind).items() if not name.startswith("_")}
    for name, member in members.items():
        if isinstance(member, (property, cached_property)):
            reader = member.func if isinstance(member, cached_property) else member.fget
            shown.append(f"- `.{name}: {inspect.get_annotations(reader)['return']}`")  # type: ignore[arg-type]
            shown[-1] += f": {' '.join(doc.split())}" if (doc := inspect.getdoc(member)) else ""
    yield from shown if len(shown) > 1 else ()
    for name, member in members.items():
        if isinstance(member, (classmethod, staticmethod)) or inspect.isfunction(member):
            owner = f"{kind.__name__}." if isinstance(member, (classmethod, staticmethod)) else "."
            yield f"\n{_call(f'{owner}{name}', getattr(kind, name))}\n\n{_prose(inspect.getdoc(member))}".rstrip()


def _signature(function: Callable[..., object]) -> str:
    """Return a function's parameters with their annotations as they are written, one a line where they are many."""
    signature, shown = inspect.signature(function), list[str]()
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        default = (
            "..." if len(repr(one.default)) > 30 else repr(one.default)
        )  # a longer one would take a line by itself
        given = "" if one.default is one.empty else f" = {default}"
        shown += [] if one.name == "self" else [f"{one.name}: {_written(str(one.annotation))}{given}"]
    short = f"({', '.join(shown)}) -> {signature.return_annotation}"
    if len(short) < 90:
        return short
    return "(\n    " + ",\n    ".join(shown) + f",\n) -> {signature.return_annotation}"


def json_page() -> str:
    """Return every JSON form: its keys, and what each holds."""
    parts = [
        "# The JSON forms\n",
        "What a verb prints with `--json` on stdout, as UTF-8. `schema` names the form and its version: a key may be "
        "added within a version; a key that goes or changes its meaning makes a new one. An error is JSON, too "
        "(`xltrack-error`), with exit code 2. The summary's form (`xltrack-summary`) is "
        "[summary.schema.json](summary.schema.json), a plan's [plan.schema.json](plan.schema.json).",
    ]
    for schema, form in FORMS.items():
        parts += [f"\n## {schema}\n", "| Key | Holds |", "|---|---|", *_json_rows(form, "")]
    return "\n".join(parts) + "\n"


def _json_rows(form: Mapping[str, Any], before: str) -> Iterator[str]:
    for key, value in form.items():
        name, inner = f"{before}{key}", value
        if isinstance(value, list):
            name, inner = f"{name}[]", value[0]
        if isinstance(inner, str):
            yield f"| `{name}` | {inner.replace('|', chr(92) + '|')} |"
        else:
            yield from _json_rows(inner, f"{name}.")


def summary_schema() -> dict[str, Any]:
    """Return the JSON Schema of the form that `render(summary, "json")` writes, from the types of the figures."""
    kinds: dict[str, Any] = {}
    whole = _object_schema(Summary, kinds)
    first, last = {"const": SUMMARY_SCHEMA}, {"type": "object", "description": "The page composed from the figures."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **whole,
        "properties": {"schema": first, **whole["properties"], "page": last},
        "required": ["schema", *whole["required"], "page"],
        "$defs": kinds,
    }


def _object_schema(kind: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class with named parts; a part with a default may be left out."""
    defaults = inspect.signature(kind).parameters
    properties = {name: _value_schema(one, kinds) for name, one in get_type_hints(kind).items()}
    return {
        "title": kind.__name__,
        "description": inspect.cleandoc(kind.__doc__),
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if defaults[name].default is inspect.Parameter.empty],
        "additionalProperties": False,
    }


def _value_schema(kind: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one value; classes with named parts are described once, under `$defs`."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [_value_schema(one, kinds) for one in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple:
        return {"type": "array", "items": _value_schema(inside[0], kinds)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _value_schema(inside[1], kinds)}
    if kind in PLAIN:
        return PLAIN[kind]
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    if kind.__name__ not in kinds:
        kinds[kind.__name__] = _object_schema(kind, kinds)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def pages() -> dict[str, str]:
    """Return the text of each file, by its name."""
    schema = json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"
    return {
        "cli.md": cli_page() + "\n",
        "columns.md": columns_page(),
        "findings.md": findings_page(),
        "json.md": json_page(),
        "library.md": library_page(),
        "plan.schema.json": schema,
        "summary.schema.json": json.dumps(summary_schema(), indent=2, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
