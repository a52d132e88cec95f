"""The sheets of the default template that are more than a table: Start here, Lists, and the rules of Actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xltrack.findings import column_letters
from xltrack.merging.decision_choices import take_words
from xltrack.model.fields import DECISIONS, RECOMMENDATIONS, Column
from xltrack.workbook import live_formulas as live
from xltrack.workbook.default_template.styles import (
    BASE,
    BLOCK,
    FIGURE,
    FIGURE_LABEL,
    LINE,
    MARKS,
    PICK,
    QUIET,
    SECTION,
    TITLE,
    mark_samples,
)
from xltrack.xlsx.text_width import lines

if TYPE_CHECKING:
    from xltrack.workbook.default_template.drawing import Drawing

STEP = 121
"""Characters of a step's text that fit on one line, over the four columns it spans."""


def draw_start(drawing: Drawing) -> None:
    """Draw the five steps, the legend, the live counters, and which file this is."""
    sheet, words = drawing.sheets["start"], drawing.words
    sheet.set_column("A:A", 2.5)
    sheet.set_column("B:E", 26)
    sheet.set_column("F:F", 4)
    title = drawing.style(TITLE, {"font_size": 20, "text_wrap": True})
    sheet.merge_range("B2:E2", "", title)
    sheet.set_row(1, 54)
    drawing.name("xltrack_start_title", "start", "$B$2")
    sheet.write_string("B3", words.word("start", "subtitle"), drawing.style(FIGURE_LABEL, {"font_size": 12}))
    _counters(drawing, sheet)
    _steps(drawing, sheet)
    _legend(drawing, sheet)
    _identity(drawing, sheet)
    drawing.page("start")
    sheet.fit_to_pages(1, 1)
    sheet.print_area("A1:F34")
    sheet.activate()


def _counters(drawing: Drawing, sheet: Any) -> None:
    from xltrack.workbook.default_template.drawing import COUNTERS

    formulas = {"actions": f"=COUNTA({drawing.column('ref')})-1"}
    for key, column in {"overdue": "overdue", "changed": "changed", "problems": "check"}.items():
        formulas[key] = f'=COUNTIF({drawing.column(column)},"?*")-1'
    sheet.set_row(4, 40)
    for at, key in enumerate(COUNTERS, 1):
        sheet.write_formula(4, at, formulas[key], drawing.style(FIGURE, {"num_format": "0"}), 0)
        sheet.write_string(5, at, drawing.words.word("start", key), drawing.style(FIGURE_LABEL))
        drawing.name(f"xltrack_start_{key}", "start", f"${column_letters(at + 1)}$5")


def _section(drawing: Drawing, sheet: Any, row: int, key: str) -> None:
    sheet.write_string(row, 1, drawing.words.word("start", key), drawing.style(SECTION))
    for column in (2, 3, 4):
        sheet.write_blank(row, column, None, drawing.style(SECTION))
    sheet.set_row(row, 20)


def _steps(drawing: Drawing, sheet: Any) -> None:
    _section(drawing, sheet, 7, "steps_title")
    style = drawing.style(BASE, {"font_size": 11, "text_wrap": True, "valign": "vcenter"})
    for number, step in enumerate(drawing.words.section("start")["steps"], 1):
        text = f"{number}.  {step}"
        sheet.merge_range(7 + number, 1, 7 + number, 4, text, style)
        sheet.set_row(7 + number, 8 + 13 * lines(text, STEP))


def _legend(drawing: Drawing, sheet: Any) -> None:
    _section(drawing, sheet, 14, "legend_title")
    for row, (mark, sample) in enumerate(mark_samples(drawing.words).items(), 15):
        style = drawing.style(BASE, {"border": 1, "border_color": LINE, "valign": "vcenter"}, MARKS[mark])
        sheet.write_string(row, 1, sample, style)
        text = drawing.words.word("start", f"legend_{mark}")
        sheet.write_string(row, 2, text, drawing.style(BASE, {"indent": 1, "valign": "vcenter"}))
        sheet.set_row(row, 18)


def _identity(drawing: Drawing, sheet: Any) -> None:
    _section(drawing, sheet, 23, "file_title")
    for row, key in enumerate(("form_id", "revision", "issued"), 24):
        sheet.write_string(row, 1, drawing.words.word("words", key), drawing.style(FIGURE_LABEL))
        number = {"issued": "yyyy-mm-dd", "revision": "0"}.get(key, "@")
        style = drawing.style(BASE, {"bold": True, "num_format": number, "align": "left"})
        sheet.write_blank(row, 2, None, style)
        drawing.name(f"xltrack_start_{key}", "start", f"$C${row + 1}")
    sheet.write_string(28, 1, drawing.words.word("start", "form_note"), drawing.style(QUIET))


def draw_lists(drawing: Drawing) -> None:
    """Draw the words of dropdowns and formulas. The writer puts in the tracker's own language."""
    sheet, words = drawing.sheets["lists"], drawing.words
    head, body = drawing.style(BASE, {"bold": True, "bottom": 1}), drawing.style(BASE, {"text_wrap": True})
    columns = [
        ("status", words.word("columns", "actions", "status"), list(words.section("status").values())),
        ("category", words.word("columns", "recommendations", "category"), list(words.section("category").values())),
        ("words", words.word("notes", "list_words"), live.list_words(words, copy=True)),
        ("responsible", words.word("columns", "actions", "responsible"), [""]),
        ("take", words.word("columns", "decisions", "take"), take_words(words)),
        *_own_lists(drawing),
    ]
    for column, (key, header, texts) in enumerate(columns):
        letter = column_letters(column + 1)
        sheet.set_column(column, column, 50 if key == "words" else 26)
        sheet.write_string(0, column, header, head)
        for row, text in enumerate(texts, 1):
            sheet.write(row, column, text, body)
        drawing.name(f"xltrack_list_{key}", "lists", f"${letter}$2:${letter}${1 + len(texts)}")
    sheet.freeze_panes(1, 0)
    drawing.page("lists")


def _own_lists(drawing: Drawing) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the choices of own fields, and yes and no where a field asks for them."""
    own = [(sheet, column) for sheet in ("actions", "recommendations") for column in getattr(drawing, sheet)]
    for sheet, column in own:
        if column.own and column.own.choices:
            yield column.key, column.header(sheet, drawing.words), list(column.own.choices)
    if any(column.kind == "yes_no" for _, column in own):
        texts = [str(text) for text in drawing.words.section("yes_no").values()]
        yield "yes_no", " / ".join(texts), texts


def draw_rules(drawing: Drawing) -> None:
    """Draw dropdowns, input messages and marks of the Actions sheet, and the dropdown of the response category."""
    sheet, at = drawing.sheets["actions"], {column.key: n for n, column in enumerate(drawing.actions)}
    lists: dict[str, Any] = {"validate": "list", "source": "=xltrack_list_status"}
    _rule(
        drawing, sheet, at["status"], "status", lists | {"error_message": drawing.words.word("notes", "status_error")}
    )
    units = {"validate": "list", "source": "=xltrack_list_responsible", "show_error": False}
    _rule(drawing, sheet, at["responsible"], "responsible", units)
    for key in ("deadline", "completed_on"):
        day = {"validate": "date", "criteria": ">=", "value": 32874, "error_type": "warning"}
        _rule(drawing, sheet, at[key], key, day | {"error_message": drawing.words.word("notes", "date_error")})
    _rule(drawing, sheet, at["proposed_deadline"], "proposed_deadline", {"validate": "any"})
    category = next(n for n, column in enumerate(RECOMMENDATIONS) if column.key == "category")
    offered = {"validate": "list", "source": "=xltrack_list_category", "show_error": False}
    _rule(drawing, drawing.sheets["recommendations"], category, "category", offered)
    for key, columns in (("actions", drawing.actions), ("recommendations", drawing.recommendations)):
        _own_rules(drawing, drawing.sheets[key], columns)
    _marks(drawing, sheet)
    _decision_rules(drawing)


def _own_rules(drawing: Drawing, sheet: Any, columns: Sequence[Column]) -> None:
    """Draw dropdowns for choices of own fields, and warnings for texts that are no day, share or number."""
    from xltrack.workbook.default_template.drawing import MODEL

    rules: dict[str, dict[str, Any]] = {
        "month": {"validate": "date", "criteria": ">=", "value": 32874},
        "date": {"validate": "date", "criteria": ">=", "value": 32874},
        "number": {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15},
        "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
        "yes_no": {"validate": "list", "source": "=xltrack_list_yes_no"},
    }
    for at, column in enumerate(columns):
        rule = dict(rules.get(column.kind, {})) if column.own else {}
        if column.own and column.own.choices:
            rule = {"validate": "list", "source": f"=xltrack_list_{column.key}"}
        if rule:
            sheet.data_validation(MODEL - 1, at, MODEL - 1, at, rule | {"error_type": "warning"})


def _decision_rules(drawing: Drawing) -> None:
    """Draw the dropdown of picks with what each means, a line over every block, and the cell that still waits."""
    from xltrack.workbook.default_template.drawing import MODEL

    sheet, at = drawing.sheets["decisions"], {column.key: n for n, column in enumerate(DECISIONS)}
    error = {"error_message": drawing.words.word("notes", "take_error"), "error_type": "warning"}
    _rule(drawing, sheet, at["take"], "take", {"validate": "list", "source": "=xltrack_list_take"} | error)
    for key in ("own_value", "reason"):
        _rule(drawing, sheet, at[key], key, {"validate": "any"})
    own, take = (f"${column_letters(at[key] + 1)}" for key in ("id", "take"))
    first = f"IF(LEN({own}{MODEL})=0,FALSE,{own}{MODEL}<>{own}{MODEL - 1})"
    ids, takes = (f"{column}${MODEL}:{column}${MODEL}" for column in (own, take))
    open_ = f"IF({first},SUMPRODUCT(({ids}={own}{MODEL})*(LEN({takes})>0))=0,FALSE)"
    for keys, rules in (
        (("ref", "suggestion"), ((first, BLOCK),)),
        (("take", "take"), ((open_, PICK), (first, BLOCK))),
        (("own_value", "id"), ((first, BLOCK),)),
    ):
        low, high = (column_letters(at[key] + 1) for key in keys)
        for criteria, look in rules:
            rule = {"type": "formula", "criteria": "=" + criteria, "format": drawing.style(look)}
            sheet.conditional_format(f"{low}{MODEL}:{high}{MODEL}", rule)


def _rule(drawing: Drawing, sheet: Any, column: int, key: str, rule: dict[str, Any]) -> None:
    from xltrack.workbook.default_template.drawing import MODEL

    note = {f"input_{part}": drawing.words.word("notes", f"{key}_{text}") for part, text in _NOTE.items()}
    sheet.data_validation(MODEL - 1, column, MODEL - 1, column, {**rule, **note, "error_title": note["input_title"]})


_NOTE = {"title": "title", "message": "prompt"}


def _marks(drawing: Drawing, sheet: Any) -> None:
    """Draw the conditional formats: disjoint ranges, with formulas that stay on the sheet and need no short-circuit."""
    from xltrack.workbook.default_template.drawing import HEADER, MODEL

    at = drawing.places
    for row, code in ((1, "completed"), (2, "no_longer_applicable")):
        cell = f"{at.letters['uid']}{row}"
        sheet.write_formula(cell, "=" + at.statuses[code], drawing.style(QUIET), drawing.words.word("status", code))
        drawing.name(f"xltrack_head_actions_{code}", "actions", f"${at.letters['uid']}${row}")
    uid, deadline, status = at.letters["uid"], at.cell("deadline"), f"TRIM({at.cell('status')})"
    done, closed = f"{status}=${uid}$1", f"{status}=${uid}$2"
    late, wrong = f"LEN({at.cell('overdue')})>0", f"LEN({at.cell('check')})>0"
    near = f"DATE(YEAR({deadline}),MONTH({deadline})-1,1)<=TODAY()"
    soon = f"IF(ISNUMBER({deadline}),IF({late},FALSE,IF(OR({done},{closed}),FALSE,{near})),FALSE)"
    rules = {"overdue": late, "soon": soon, "completed": done, "closed": closed, "finding": wrong}
    for keys, marks in _groups(drawing):
        first = at.letters[keys[0]]
        header = f"{first}${HEADER}"
        shown = f'ISNUMBER(FIND(", "&{header}&", ",", "&{at.cell("changed")}&", "))'
        own = {"changed": f"LEN({at.cell('changed')})>0" if keys == ["changed"] else shown}
        own["waiting"] = shown.replace(at.cell("changed"), at.cell("waiting"))
        for mark in marks:
            rule = {"type": "formula", "criteria": "=" + (rules | own)[mark], "format": drawing.style(MARKS[mark])}
            sheet.conditional_format(f"{first}{MODEL}:{at.letters[keys[-1]]}{MODEL}", rule)


def _groups(drawing: Drawing) -> list[tuple[list[str], list[str]]]:
    """Yield groups of adjacent columns that show the same marks, with these marks, the strongest first."""
    marks = {
        "ref": ["finding", "overdue", "completed", "closed"],
        "recommendation": ["completed", "closed"],
        "deadline": ["waiting", "changed", "overdue", "soon", "closed"],
        "status": ["waiting", "changed", "completed", "closed"],
        "overdue": ["overdue"],
        "changed": ["changed"],
        "check": ["finding"],
        "uid": [],
        "waiting": [],
    }
    marks |= {column.key: ["waiting", "changed", "closed"] for column in drawing.actions if column.key not in marks}
    groups: list[tuple[list[str], list[str]]] = []
    for column in drawing.actions:
        if groups and groups[-1][1] == marks[column.key]:
            groups[-1][0].append(column.key)
        else:
            groups.append(([column.key], marks[column.key]))
    return [group for group in groups if group[1]]
