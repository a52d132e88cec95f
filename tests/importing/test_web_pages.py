"""Saved web pages: tables, navigation, several plans, and whatever a page may hold, in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.errors import UnsafeWorkbook
from xltrack.grid.limits import Limits
from xltrack.importing.blocks import TableBlock, TextBlock
from xltrack.importing.document.page_text import page_text
from xltrack.importing.document.web_page import read_web_page
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

HEADERS = "<tr><th>Key Action<th>Responsible<th>Deadline<th>Status<th>Comments</tr>"


def plan_page(*plans: str) -> bytes:
    return f"<!DOCTYPE html><html><body><nav><ul><li>Home<li>About</ul></nav>{''.join(plans)}</body></html>".encode()


def gate_plan(unit: str, title: str, action: str) -> str:
    return (
        f"<h3>Management Response</h3><p>: {unit}</p><p>: 2020-2023 , {unit} (CO)</p><p>: {title}</p><p>: Approved</p>"
        f"<p>Recommendation: Light the market.</p><p>Management Response: Accepted. The city pays.</p>"
        f"<p>Key Actions</p><table>{HEADERS}<tr><td>{action}<td>{unit}<td>2023/06<td>Overdue-Initiated<td>Half</table>"
    )


CELLS = (
    ("Key action", "Responsible", "Due date", "Status", "Comments"),
    ("Map it", "Works", "ongoing", "In progress", "Half done"),
    ("Count it", "Health", "mid-2025", "Completed", ""),
)


def in_boxes(table: str, row: str, cell: str) -> str:
    """The table with elements that are none of a table's; without a row's, all cells are side by side."""
    rows = ["".join(f"<{cell}>{text}</{cell.split()[0]}>" for text in texts) for texts in CELLS]
    inside = "".join(f"<{row}>{text}</{row.split()[0]}>" for text in rows) if row else "".join(rows)
    return f"<{table}>{inside}</{table.split()[0]}>"


@pytest.mark.parametrize(
    "table",
    [
        in_boxes("div class=grid", "div class=row", "div class=cell"),
        in_boxes("div role=table", "div role=row", "span role=cell"),
        in_boxes("ul", "li", "p"),
        in_boxes("div style='display:grid'", "", "div"),
        in_boxes("div", "div", "div").replace("</div></div><div><div>Map", "</div></div></div><div><div><div>Map", 1),
    ],
)
def test_a_table_that_is_laid_out_in_other_elements_is_read_by_its_header(table: str):
    page = plan_page(
        "<h1>Management response: Evaluation of Roads</h1><p>Recommendation 1: Mend them.</p>"
        f"<p>Management response: Accepted. We will.</p><section>{table}</section><p>Recommendation 2: Rest.</p>"
    )
    (read,) = import_plans([("page.html", page)], ImportOptions())
    assert read.plan.title == "Evaluation of Roads"
    assert [(rec.text, rec.response) for rec in read.plan.recommendations] == [
        ("Mend them.", "Accepted. We will."), ("Rest.", ""),
    ]  # fmt: skip
    assert [(a.description, a.responsible, str(a.deadline), a.status, a.comments) for a in read.plan.actions] == [
        ("Map it", "Works", "None", "initiated", "Half done"), ("Count it", "Health", "2025/06", "completed", ""),
    ]  # fmt: skip


def test_paragraphs_side_by_side_without_a_header_are_no_table():
    page = plan_page("<div><p>Recommendation 1: Mend it.</p><p>Now.</p><p>All.</p></div><div><p>a<p>b<p>c</div>")
    assert not read_web_page(page, "page.html").tables


def test_a_page_with_two_plans_gives_two_and_names_its_navigation_in_one_line():
    data = plan_page(gate_plan("Aldmoor", "Evaluation A", "Map it."), gate_plan("Zaver", "Evaluation B", "Count it."))
    plans = import_plans([("page.html", data)], ImportOptions())
    assert [(read.plan.title, [a.description for a in read.plan.actions]) for read in plans] == [
        ("Evaluation A", ["Map it."]),
        ("Evaluation B", ["Count it."]),
    ]
    assert [(f.code, f.found) for f in plans[0].findings if f.code == "menu_words"] == [("menu_words", "Home · About")]
    assert [f.found for f in plans[1].findings if f.code == "leftover_text"] == [
        ": Zaver", ": 2020-2023 , Zaver (CO)", ": Approved",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "element",
    [
        "div class='navbar menu'",
        "ul role=menubar",
        "ol class=breadcrumb",
        "aside",
        "div role=Navigation",
        "div class=footer",
        "div id=menu",
    ],
)
def test_navigation_is_known_by_its_role_or_class_too_and_a_plan_inside_is_still_read(element: str):
    menu = f"<{element}><p>About us</p><p>Evaluations</p></{element.split()[0]}>".encode()
    page = plan_page(gate_plan("Aldmoor", "Evaluation A", "Map it."))
    (read,) = import_plans([("page.html", page.replace(b"</nav>", b"</nav>" + menu))], ImportOptions())
    assert [f.found for f in read.findings if f.code == "menu_words"] == ["Home · About · About us · Evaluations"]
    assert not [f for f in read.findings if f.code == "leftover_text" and "us" in f.found]
    whole = page.replace(b"<body>", f"<body class='menu nav'><{element}>".encode())
    (wrapped,) = import_plans([("page.html", whole)], ImportOptions())
    assert [action.description for action in wrapped.plan.actions] == ["Map it."]


def test_dates_that_a_system_adds_and_its_links_are_no_text_of_an_action():
    data = plan_page(
        "<p>1. Recommendation: Keep the desk.</p><p>Management Response: [Added: 2022/01/12]</p><p>Agree. It helps.</p>"
        f"<table>{HEADERS}<tr><td>1.1 Sign it.<br>[Added: 2022/01/12] [Last Updated: 2022/06/30]<td>Trade Unit"
        "<td>No due date<td>No deadline established<td>Signed. <a href='https://e.org/h'>History</a></tr></table>"
    )
    (read,) = import_plans([("erc.html", data)], ImportOptions())
    (action,) = read.plan.actions
    assert (action.description, action.deadline, action.comments) == ("1.1 Sign it.", None, "Signed.")
    assert read.plan.recommendations[0].response == "Agree. It helps."
    codes = {finding.code for finding in read.findings}
    assert {"leftover_text", "no_deadline", "status_open", "beside_link"} <= codes


def test_spans_nested_layout_tables_and_chosen_options_are_read():
    page = b"""<table><tr><td><table><tr><th rowspan=2>A<th colspan=2>B</tr><tr><td>c<td>d</tr>
        <tr><td>1<td><select><option>Started<option selected>Completed</select><td>x&amp;y&nbsp;z</table></td>
        </tr></table>"""
    (table,) = read_web_page(page, "p.html").blocks
    assert isinstance(table, TableBlock)
    assert table.cells == {(1, 1): "A", (1, 2): "B", (2, 2): "c", (2, 3): "d", (3, 1): "1", (3, 2): "Completed",
                           (3, 3): "x&y z"}  # fmt: skip


def test_the_encoding_is_the_pages_own_and_an_archive_holds_a_page():
    assert "é" in page_text('<meta charset="iso-8859-1">é'.encode("latin-1"))
    parts = (
        "MIME-Version: 1.0", "Content-Type: multipart/related; boundary=b", "", "--b",
        "Content-Type: text/html; charset=utf-8", "", "<p>Plan</p>", "--b--", "",
    )  # fmt: skip
    archive = "\n".join(parts).encode()
    (block,) = read_web_page(archive, "p.mhtml").blocks
    assert isinstance(block, TextBlock)
    assert block.text == "Plan"


def test_more_cells_than_the_limits_allow_are_refused():
    with pytest.raises(UnsafeWorkbook, match=r"p\.html"):
        read_web_page(b"<table><tr>" + b"<td colspan=100 rowspan=100>x" * 50, "p.html", Limits(cells=10_000))


@given(st.lists(st.sampled_from(
    ["<", ">", "</", "<!--", "-->", "<table>", "<tr>", "<td>", "</table>", "<td rowspan=99", '"', "'", "=", "&amp;",
     "&#x41;", "text", "<script>", "</script>", "<!DOCTYPE", "<a href='http://x'>", "\0", "<select>", "<option>", "<p>"]
), max_size=60))  # fmt: skip
def test_no_page_breaks_the_reader(pieces):
    read_web_page("".join(pieces).encode(), "p.html")


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<![CDATA[", "<a b='", "<table><tr><td>", "<td>x", "<p>", "</p>"])
def test_tags_that_never_end_do_not_hang_the_reader(piece):
    """The standard library's parser takes a minute for some of these."""
    read_web_page((piece * 20_000).encode(), "p.html", Limits(cells=10**7))


def test_a_caption_of_a_table_in_a_layout_table_stays_with_its_table():
    page = f"""<table><tr><td>Menu<br>Contact</td><td><p>Evaluation of the Quay</p>
        <table><caption>Recommendation 1: Rebuild it.</caption>{HEADERS}<tr><td>Dive<td>Works<td>2027/01<td>Done<td>
        </table></td></tr></table>"""
    (read,) = import_plans([("p.html", page.encode())], ImportOptions())
    assert [(rec.text, [a.description for a in rec.actions]) for rec in read.plan.recommendations] == [
        ("Rebuild it.", ["Dive"])
    ]


def test_the_heading_of_a_page_is_the_title_whatever_stands_before_it():
    page = f"""<div>Menu</div><div>Contact</div><h1><span>Evaluation of the Quay</span></h1>
        <h2>Recommendation 1</h2><table><tr><th>Recommendation<td colspan=4>Rebuild it.</tr>{HEADERS}
        <tr><td>Dive<td>Works<td>2027/01<td>Done<td></table>
        <h2>Recommendation 2</h2><p>Train pilots.</p><p>Management response: Rejected.</p>"""
    (read,) = import_plans([("p.html", page.encode())], ImportOptions())
    assert read.plan.title == "Evaluation of the Quay"
    assert [(rec.ref, rec.text.split("\n")[-1], len(rec.actions)) for rec in read.plan.recommendations] == [
        ("R1", "Rebuild it.", 1),
        ("R2", "Train pilots.", 0),
    ]
    assert {"Menu", "Contact"} <= {finding.found for finding in read.findings}


@pytest.mark.parametrize(
    "struck", ["<s>Old</s>", "<del>Old</del>", '<span style="text-decoration: line-through">Old</span>']
)
@pytest.mark.parametrize("frame", ["{}", "<table><tr><td>{}</table>"])
def test_struck_out_words_are_named_and_read(struck, frame):
    table = f"<table>{HEADERS}<tr><td>{struck} New<td>CO<td>2024/12<td>Done\x01<td></table>"
    text = f"<p>Recommendation 1: Dig.</p><p>Management response: {struck} No.</p>"
    page = plan_page(frame.format(text + table))
    (read,) = import_plans([("a.html", page)], ImportOptions())
    (action,) = read.plan.actions
    assert (action.description, action.status.value) == ("Old New", "completed")
    beside = [(f.found, str(f.where)) for f in read.findings if f.code == "beside_struck_out"]
    assert beside == [("Old", "paragraph 4"), ("Old", "table 1, row 2, column 1")]


@pytest.mark.parametrize("kind", ["checkbox", "radio"])
def test_a_ticked_box_of_a_page_is_read(kind):
    boxes = f"<input type={kind} checked> Accepted <input type={kind}> Rejected"
    head = "<tr><th>Recommendation<th>Response<th>Action<th>Status</tr>"
    page = f"<table>{head}<tr><td>Dig<td>{boxes}<td>Drill<td>Done</table>"
    (read,) = import_plans([("p.html", page.encode())], ImportOptions())
    assert [rec.category for rec in read.plan.recommendations] == ["accepted"]


@pytest.mark.parametrize("hides", ['style="display: none"', "hidden", "style='color:red;DISPLAY:NONE'"])
def test_hidden_words_are_left_out_and_named_with_their_row(hides):
    page = plan_page(
        f"<p>Recommendation: Dig.</p><div {hides}>Draft text<script>x()</script></div><table>{HEADERS}<tr><td>Dive<td>A"
        f"<td>2027/01<td>Done<td><tr {hides}><td>Old step<td>B<td>2020/01<td>Done<td><tr><td>Sell<td>A<td><td>Done<td>"
        "</table>"
    )
    (read,) = import_plans([("p.html", page)], ImportOptions())
    assert [action.description for action in read.plan.actions] == ["Dive", "Sell"]
    hidden = [(one.found, str(one.where or "")) for one in read.findings if one.code == "beside_hidden"]
    assert hidden == [("Draft text", ""), ("Old step B 2020/01 Done", "table 1, row 3, column 1")]


@pytest.mark.parametrize(
    "table",
    ["<table hidden><tr><td>Old", "<table><tr><td>{}<tr hidden><td>Old", "<table><tr><td><p hidden>Old</p>{}"],
    ids=["a whole table", "a row of a frame", "words in a frame"],
)
def test_hidden_words_of_a_table_without_a_place_are_named(table):
    plan = f"<p>Recommendation: Dig.</p><table>{HEADERS}<tr><td>Dive<td>A<td>2027/01<td>Done<td></table>"
    page = table.format(plan) + "</table>" + ("" if "{}" in table else plan)
    (read,) = import_plans([("p.html", plan_page(page))], ImportOptions())
    assert [action.description for action in read.plan.actions] == ["Dive"]
    assert [one.found for one in read.findings if one.code == "beside_hidden"] == ["Old"]


def test_a_definition_list_gives_the_fields_of_the_action_over_it():
    def fields(*pairs: tuple[str, str]) -> str:
        return f"<dl>{''.join(f'<dt>{term}</dt><dd>{value}</dd>' for term, value in pairs)}</dl>"

    page = "<h1>Evaluation of the fund</h1><h2>Recommendation 1</h2><p>Publish contracts.</p>"
    page += "<h3>Management response: Accepted</h3><p>We will.</p>"
    page += "<h4>Action 1</h4><p>Build a portal</p>"
    page += fields(
        ("Responsible", "IT"), ("Due date", "March 2027"), ("Status", "In progress"), ("Comments", "Tender.")
    )
    page += "<h4>Action 2</h4><p>Upload</p>" + fields(
        ("Responsible", "Works"), ("Due date", "June 2027"), ("Status", "Done")
    )
    (read,) = import_plans([("a.html", f"<html><body>{page}</body></html>".encode())], ImportOptions())
    (rec,) = read.plan.recommendations
    assert (rec.text, rec.response) == ("Publish contracts.", "We will.")
    assert [(a.description, a.responsible, str(a.deadline), a.status, a.comments) for a in rec.actions] == [
        ("Build a portal", "IT", "2027/03", "initiated", "Tender."),
        ("Upload", "Works", "2027/06", "completed", ""),
    ]
