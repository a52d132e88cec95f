"""Word files: what a reader sees when every tracked change is accepted, and everything beside the text named."""

from __future__ import annotations

import pytest

from tests.importing.office_forms import cell, docx, paragraph, wide
from xltrack.errors import UnsafeWorkbook, WorkbookError, XltrackError
from xltrack.grid.limits import Limits
from xltrack.grid.values import Area
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.importing.blocks import TableBlock, TextBlock
from xltrack.importing.document.word import read_word
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

TEXT = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(body: str) -> list[str]:
    """The paragraphs of a document, and the cells of its tables in order."""
    found: list[str] = []
    for block in read_word(docx(body), "a.docx").blocks:
        if isinstance(block, TextBlock):
            found.append(block.text)
        else:
            found += [str(raw) for _, raw in sorted(block.cells.items())]
    return found


@pytest.mark.parametrize(
    "inside, text",
    [
        (f"{run('Hire ')}<w:ins>{run('five ')}</w:ins><w:del><w:r><w:delText>ten</w:delText></w:r></w:del>{run('men')}",
         "Hire five men"),
        (f"<w:moveFrom>{run('later ')}</w:moveFrom>{run('Now ')}<w:moveTo>{run('later')}</w:moveTo>", "Now later"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run('Completed')}</w:sdtContent></w:sdt>",
         "Completed"),
        (f"<w:smartTag>{run('a')}</w:smartTag><w:fldSimple>{run('b')}</w:fldSimple>", "ab"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>' + run("c"), "c"),
        ("<w:r><w:t>mid</w:t><w:noBreakHyphen/><w:t>term</w:t><w:br/><w:t>x</w:t><w:tab/><w:t>y</w:t></w:r>",
         "mid-term\nx\ty"),
        (f"<mc:AlternateContent><mc:Choice>{run('new')}</mc:Choice><mc:Fallback>{run('old')}</mc:Fallback>"
         "</mc:AlternateContent>", "new"),
        ("<w:r><w:rPr><w:rPrChange><w:rPr><w:del/></w:rPr></w:rPrChange></w:rPr><w:t>kept</w:t></w:r>", "kept"),
    ],
)  # fmt: skip
def test_the_accepted_text_is_read(inside, text):
    assert texts(f"<w:p>{inside}</w:p>") == [text]


def form_field(data: str, *, shown: str = "") -> str:
    """A field of Word's old forms; a check box has no text of its own, a drop-down may have one."""
    own = f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run(shown)}" if shown else ""
    begin = f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>"
    return f"{begin}<w:r><w:instrText> FORM </w:instrText></w:r>{own}<w:r><w:fldChar w:fldCharType='end'/></w:r>"


def listed(*, chosen: str) -> str:
    entries = "".join(f"<w:listEntry w:val='{word}'/>" for word in ("Not started", "Ongoing", "Completed"))
    return f"<w:ddList>{chosen}{entries}</w:ddList>"


def control(properties: str, text: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"


def sign(font: str, number: str) -> str:
    return f"<w:r><w:sym w:font='{font}' w:char='{number}'/></w:r>"


@pytest.mark.parametrize(
    "inside, text",
    [
        (form_field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>") + run(" Agree"), "☒ Agree"),
        (form_field("<w:checkBox><w:default w:val='0'/></w:checkBox>") + run(" Agree"), "☐ Agree"),
        (form_field("<w:checkBox><w:default w:val='1'/></w:checkBox>"), "☒"),
        (form_field("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>"), "☐"),
        (form_field(listed(chosen="<w:result w:val='2'/>")), "Completed"),
        (form_field(listed(chosen="<w:default w:val='1'/>")), "Ongoing"),
        (form_field(listed(chosen="")), "Not started"),
        (form_field(listed(chosen="<w:result w:val='9'/>")) + run("x"), "x"),
        (form_field(listed(chosen="<w:result w:val='2'/>"), shown="Completed"), "Completed"),
        (form_field("<w:textInput/>", shown="Field office"), "Field office"),
        (control("<w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>", "☒") + run(" Agree"), "☒ Agree"),
        (sign("Wingdings", "F0FE") + sign("Wingdings", "F0A8") + sign("MS Gothic", "2611"), "☒☐☑"),
        (sign("Wingdings 2", "F052") + sign("Symbol", "F0B3") + sign("Webdings", "F021") + sign("x", "zz"), "☒≥•"),
    ],
)
def test_what_a_form_shows_is_read(inside, text):
    assert texts(f"<w:p>{inside}</w:p>".replace("<w:p>", "<w:p xmlns:w14='urn:w14'>")) == [text]


def test_the_prompt_of_an_empty_control_is_no_value_and_is_told():
    empty = control("<w:showingPlcHdr/>", "Choose an item.")
    rows = "".join(
        f"<w:tr>{''.join(cells)}</w:tr>"
        for cells in (
            (cell("Action"), cell("Owner"), cell("Status")),
            (cell("Dig"), cell("Field"), f"<w:tc><w:p>{empty}</w:p></w:tc>"),
            (cell("Sell"), cell("Field"), f"<w:tc><w:p>{control('', 'Completed')}</w:p></w:tc>"),
        )
    )
    (read,) = import_plans([("a.docx", docx(f"<w:tbl>{rows}</w:tbl>"))], ImportOptions())
    assert [action.source_status for action in read.plan.actions] == ["", "Completed"]
    assert [one.found for one in read.findings if one.code == "menu_words"] == ["Choose an item."]


def test_merged_cells_and_a_row_struck_out_by_a_tracked_change():
    down = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{}</w:tc>'
    on = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}</w:tr>"
    body = (
        f"<w:tbl><w:tr>{wide('Head', 2)}</w:tr><w:tr>{down.format(paragraph('Unit'))}{cell('A')}</w:tr>"
        f"<w:tr>{on}{cell('B')}</w:tr>{gone}</w:tbl>"
    )
    (table,) = read_word(docx(body), "a.docx").blocks
    assert isinstance(table, TableBlock)
    assert table.cells == {(1, 1): "Head", (2, 1): "Unit", (2, 2): "A", (3, 2): "B"}
    assert set(table.merged) == {Area(1, 1, 1, 2), Area(2, 1, 3, 1)}


def test_a_table_in_a_cell_is_text_of_that_cell():
    inner = f"<w:tbl><w:tr>{cell('North')}{cell('22')}</w:tr><w:tr>{cell('South')}{cell('18')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('Pins:')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert texts(outer) == ["Pins:\nNorth\t22\nSouth\t18"]


def test_what_stands_beside_the_text_is_named_with_its_place():
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    note = f'<w:footnotes xmlns:w="{TEXT}"><w:footnote w:id="2">{paragraph("By hand.")}</w:footnote></w:footnotes>'
    remark = (
        f'<w:comments xmlns:w="{TEXT}"><w:comment w:id="0" w:author="Ada">{paragraph("Check")}</w:comment></w:comments>'
    )
    box = f"<w:r><w:drawing><w:txbxContent>{paragraph('Draft')}</w:txbxContent></w:drawing></w:r>"
    inside = (
        run("Hire") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>'
        f'<w:hyperlink r:id="h1">{run("staff")}</w:hyperlink><w:ins>{run("!")}</w:ins>'
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>old</w:t></w:r>"
    )
    body = f"<w:p>{box}</w:p><w:tbl><w:tr><w:tc><w:p>{inside}</w:p></w:tc></w:tr></w:tbl>"
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{word}.{name}+xml"/>' for name in ("footnotes", "comments")
    )
    relations = f'<Relationship Id="h1" Type="{link}" Target="https://e.org/f" TargetMode="External"/>'
    data = docx(body, [("word/footnotes.xml", note), ("word/comments.xml", remark)], types, relations)
    asides = {
        (aside.kind, aside.text, str(aside.where or ""), aside.author) for aside in read_word(data, "a.docx").asides
    }
    here = "table 1, row 1, column 1"
    assert asides == {
        ("text_box", "Draft", "paragraph 1", ""),
        ("footnote", "By hand.", here, ""),
        ("comment", "Check", here, "Ada"),
        ("link", "https://e.org/f", here, ""),
        ("struck_out", "old", here, ""),
        ("tracked_changes", "1", "", ""),
    }


@pytest.mark.parametrize(
    "body, limits, error",
    [
        ("<w:p>" * 200 + "</w:p>" * 200, Limits(), UnsafeWorkbook),
        (f"<w:tbl><w:tr>{cell('x') * 50}</w:tr></w:tbl>", Limits(cells=20), UnsafeWorkbook),
        ("<w:p>", Limits(), WorkbookError),
        (paragraph("x" * 5000), Limits(part_bytes=1000), UnsafeWorkbook),
        ('</w:body></w:document><!DOCTYPE x [<!ENTITY a "b">]><w:document><w:body>', Limits(), XltrackError),
    ],
)
def test_a_hostile_or_damaged_document_is_refused(body, limits, error):
    with pytest.raises(error, match=r"bad\.docx"):
        read_word(docx(body), "bad.docx", limits)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name, data, program",
    [
        ("cut off.docx", docx(paragraph("Dig."))[:-40], "Word"),
        ("broken.docx", docx("<w:p>"), "Word"),
        ("cut off.pdf", b"%PDF-1.4 nothing more", "Word"),
    ],
)
def test_the_remedy_for_a_damaged_document_is_none_for_a_workbook(name, data, program, language):
    with pytest.raises(WorkbookError) as caught:
        import_plans([(name, data)], ImportOptions())
    spoken = caught.value.message(language)
    assert (name in spoken, program in spoken) == (True, True)
    assert not {word for word in ("Excel", ".xlsx") if word in spoken}


def test_a_rejected_recommendation_without_actions_and_a_row_of_dashes():
    head = "".join(cell(text) for text in ("Key action(s)", "Time frame", "Responsible unit(s)", "Status"))
    rows = [
        wide("Recommendation 3: Close the fund.", 4),
        wide("Management response: Rejected. It is not ours.", 4),
        head,
    ]
    rows.append("".join(cell("–") for _ in range(4)))
    data = docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    (read,) = import_plans([("a.docx", data)], ImportOptions())
    assert [(rec.ref, rec.text, rec.category, rec.actions) for rec in read.plan.recommendations] == [
        ("R3", "Close the fund.", "rejected", ())
    ]
    assert [finding.code for finding in read.findings] == ["answer_understood"]


def test_a_wide_cell_ends_what_was_merged_down_above_it():
    def down(text: str) -> str:
        return f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph(text)}</w:tc>'

    on = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    rows = [
        "".join(map(cell, ("No", "Recommendation", "Action", "Status"))),
        f"{down('1')}{down('Dig.')}{cell('Dig wells')}{cell('Done')}",
        f"{on}{on}{cell('Fill wells')}{cell('Done')}",
        f"{wide('Total', 3)}{cell('2 actions')}",
    ]
    data = docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    (read,) = import_plans([("a.docx", data)], ImportOptions())
    assert [action.description for action in read.plan.actions] == ["Dig wells", "Fill wells"]
    assert [finding.found for finding in read.findings if finding.code == "leftover_text"] == ["Total | 2 actions"]
