"""A person's answers about a source: remembered for it alone, used where they fit, reported where they do not."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.command_line import at_a_terminal, xltrack
from tests.importing.office_forms import cell, docx, paragraph
from xltrack.cli import import_words
from xltrack.errors import SourceError
from xltrack.findings import Term
from xltrack.importing.form_files import shipped_lexicon
from xltrack.workbook.read import read_workbook
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.settings import SourceAnswers
from xltrack.workflows.source_answers import ImportOptions

HEAD = ("Recommendation", "Key action", "Responsible", "Deadline")


def workbook(path: Path, *sheets: str) -> Path:
    book = openpyxl.Workbook()
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet.append([*HEAD, "Status"])
        sheet.append(["Dig", f"Dig in {name}", "Water Unit", "2026/12", "Initiated"])
    del book["Sheet"]
    book.save(path)
    return path


def imported(folder: Path, *sources: Path, said: tuple[object, ...] = (), code: int = 0) -> list[tuple[str, str]]:
    ran = xltrack("import", *sources, "-o", folder / "t.xlsx", "--force", "--as-of", "2026-11-30", "--json", *said)
    assert ran.code == code, ran.err
    return [(finding["code"], finding["found"]) for finding in ran.json["findings"]]


def made(folder: Path) -> tuple[str, list[str]]:
    plan = read_workbook(folder / "t.xlsx").current
    return plan.title, [action.description for action in plan.actions]


def test_title_and_sheets_of_one_source_are_no_other_sources(tmp_path: Path):
    first = workbook(tmp_path / "a.xlsx", "2025", "2026")
    other = workbook(tmp_path / "b.xlsx", "Plan")
    imported(tmp_path, first, said=("--sheet", "2026", "--title", "Wells"))
    assert made(tmp_path) == ("Wells", ["Dig in 2026"])
    assert imported(tmp_path, other, code=1) == [("no_title", "")]
    assert made(tmp_path) == ("", ["Dig in Plan"])
    assert imported(tmp_path, first) == []
    assert made(tmp_path) == ("Wells", ["Dig in 2026"])


def test_several_sources_have_answers_of_their_own(tmp_path: Path):
    first, other = workbook(tmp_path / "a.xlsx", "2025", "2026"), workbook(tmp_path / "b.xlsx", "2026")
    imported(tmp_path, first, said=("--sheet", "2025", "--title", "Wells"))
    together = imported(tmp_path, first, other, said=("--title", "Wells and roads"), code=1)
    assert together == [("several_sources", "Wells · b.xlsx")]
    assert made(tmp_path) == ("Wells and roads", ["Dig in 2025", "Dig in 2026"])
    imported(tmp_path, first, other, code=1)
    assert made(tmp_path)[0] == "Wells and roads"
    imported(tmp_path, first)
    assert made(tmp_path)[0] == "Wells"


def test_a_remembered_sheet_that_is_gone_is_reported_and_all_sheets_are_read(tmp_path: Path):
    source = workbook(tmp_path / "a.xlsx", "2025", "2026")
    imported(tmp_path, source, said=("--sheet", "2026", "--title", "Wells"))
    workbook(source, "2027")
    assert imported(tmp_path, source, code=1) == [("sheet_gone", "2026")]
    assert made(tmp_path) == ("Wells", ["Dig in 2027"])


def test_a_title_that_replaces_the_sources_own_is_reported_with_it():
    text = b"Evaluation of wells\nRecommendation: Dig.\nKey Actions\nDig Country Office 2026/12 Initiated\n"
    (read,) = import_plans([("a.txt", text)], ImportOptions(title="Our wells"))
    assert read.plan.title == "Our wells"
    (told,) = [finding for finding in read.findings if finding.code == "title_said"]
    assert (told.found, told.values["title"]) == ("Evaluation of wells", "Our wells")
    (known,) = import_plans([("b/a.txt", text)], ImportOptions(sources={"a.txt": SourceAnswers(title="Known")}))
    assert known.plan.title == "Known"


def test_what_matched_nothing_is_not_remembered(tmp_path: Path):
    source = tmp_path / "a.csv"
    source.write_text(f"{','.join(HEAD)}\nDig,Dig wells,Water Unit,2026/12\n", encoding="utf-8")
    said = ("--map", "Wo=comments", "--status", "Los=initiated", "--sheet", "S", "--unit", "Amt")
    found = imported(tmp_path, source, said=said, code=1)
    assert [word for code, word in found if code == "mapping_unused"] == ["Wo", "Los", "S", "Amt"]
    assert not (tmp_path / "xltrack.toml").exists()


LABELLED = "Recommendation: Dig.\nManagement response: Agreed.\nKey Actions\nDig Country Office 2026/12 Initiated\n"
FOREIGN = "Empfehlung: Graben.\nRéponse de la direction : Oui.\nActions clés\nCreuser Bureau de pays 2026/12 Laufend\n"


@pytest.mark.parametrize("kind", ["txt", "docx", "json", "csv"])
def test_a_word_that_no_part_of_a_source_has_is_reported_whatever_the_source(kind: str):
    data = {
        "txt": LABELLED.encode(),
        "docx": docx("".join(map(paragraph, LABELLED.splitlines()))),
        "json": b'{"schema": "xltrack-plan/1", "title": "T", "recommendations": []}',
        "csv": f"{','.join(HEAD)}\nDig,Dig wells,Water Unit,2026/12\n".encode(),
    }[kind]
    said = ImportOptions(headers={"Wo": "comments"}, statuses={"Los": "initiated"}, sheets=("S",), units=("Amt",))
    read = import_plans([(f"a.{kind}", data)], said)
    told = [(str(one.values["option"]), one.found) for one in read[0].findings if one.code == "mapping_unused"]
    assert told == [("--map", "Wo"), ("--status", "Los"), ("--sheet", "S"), ("--unit", "Amt")]
    earlier = ImportOptions(headers={"Wo": "comments"}, remembered=frozenset({"Wo"}))
    assert "mapping_unused" not in {one.code for one in import_plans([(f"a.{kind}", data)], earlier)[0].findings}


def test_labels_and_statuses_of_a_text_can_be_given_a_meaning():
    said = ImportOptions(headers={"Empfehlung": "recommendation"}, statuses={"Laufend": "initiated"})
    (read,) = import_plans([("a.txt", FOREIGN.encode())], said)
    (action,) = read.plan.actions
    assert (read.plan.recommendations[0].text, action.status.value, action.source_status) == (
        "Graben.", "initiated", "Laufend",
    )  # fmt: skip
    assert "mapping_unused" not in {finding.code for finding in read.findings}


def test_a_word_that_one_of_several_sources_has_is_not_reported():
    header = ",".join((*HEAD, "Status"))
    sources = [(f"{at}.csv", f"{header}\nDig,Dig,Unit,2026/12,{word}\n".encode()) for at, word in enumerate("XY")]
    (read,) = import_plans(sources, ImportOptions(statuses={"X": "initiated", "Z": "completed"}))
    assert [one.found for one in read.findings if one.code == "mapping_unused"] == ["Z"]


@pytest.mark.parametrize(
    "header, cells, field",
    [
        ("State now", ("On track", "Stuck", "Stuck"), "status"),
        ("Ampel", ("Under way", "Not started", "Done"), "status"),
        ("Fini pour", ("06/2027", "déc. 2026"), "deadline"),
        ("Bis", ("2027-06-30", "Q4 2026"), "deadline"),
        ("Wer", ("Water Unit", "Finance Division"), "responsible"),
        ("За кем", ("Отдел финансов", "Страновой офис"), "responsible"),
        ("Wer", ("CO", "RO", "HQ/CO"), "responsible"),
        ("Beleg", ("https://example.org/a", "minutes.pdf"), "evidence"),
        ("Kosten", ("12 000", "USD 500"), "ignore"),
        ("Erzählung", ("Two wells have been dug near the river so far.", "The keepers have yet to be trained by us."),
         "comments"),
        ("Progres note", ("1", "2"), "comments"),
    ],
)  # fmt: skip
def test_the_field_proposed_for_an_unknown_column_is_that_of_its_cells(header, cells, field):
    free = {"status": "Status", "deadline": "Deadline", "responsible": "Responsible"}
    heads = [head for name, head in free.items() if name != field]
    rows = [["Recommendation", "Key action", *heads, header]]
    values = {"Status": "Initiated", "Deadline": "2026/12", "Responsible": "Bridge Unit"}
    rows += [["Dig", f"Dig well {at}", *(values[head] for head in heads), text] for at, text in enumerate(cells)]
    data = "\n".join(";".join(row) for row in rows).encode()
    (read,) = import_plans([("a.csv", data)], ImportOptions())
    proposed = {one.code: one.values["field"] for one in read.findings if one.found == header}
    (term,) = proposed.values()
    assert isinstance(term, Term)
    assert term.code == field


def test_a_status_with_a_meaning_makes_its_column_one_of_statuses_or_is_found_in_the_column():
    rows = "Recommendation;Key action;Responsible;State now\nDig;Dig wells;Unit A;On track\n;Fill;Unit A;Stuck\n"
    (read,) = import_plans([("a.csv", rows.encode())], ImportOptions(statuses={"Stuck": "initiated"}))
    assert [action.status.value for action in read.plan.actions] == ["initiated", "initiated"]
    assert {"header_guessed"} == {one.code for one in read.findings} - {"no_recommendation"}
    taken = rows.replace("now\n", "now;Status\n").replace("On track", "On track;Done").replace("Stuck", "Stuck;Done")
    (read,) = import_plans([("a.csv", taken.encode())], ImportOptions(statuses={"Stuck": "initiated"}))
    (told,) = [one for one in read.findings if one.code in ("status_elsewhere", "mapping_unused")]
    assert (told.code, told.found, told.values["header"]) == ("status_elsewhere", "Stuck", "State now")


def test_at_a_terminal_numbers_words_and_the_guess_are_answers(monkeypatch, capsys):
    head = f"{','.join(HEAD)},Status,Extra\n"
    rows = "".join(f"Dig,Dig {word},Unit A,2026/12,{word},x\n" for word in ("Stuck", "Complett", "Asleep", "Parked"))
    at_a_terminal(monkeypatch, "Comments\n\n\nnope\nNo longer applicable\nen cours\n\n")
    sources = [("our_wells-2026.csv", (head + rows).encode())]
    (read,), said = import_words.read_asking(lambda options: import_plans(sources, options), ImportOptions())
    assert said.headers == {"Extra": "comments"}
    assert said.statuses == {
        "Stuck": "initiated", "Complett": "completed", "Asleep": "no_longer_applicable", "Parked": "initiated",
    }  # fmt: skip
    assert read.plan.title == "our wells 2026"
    asked = capsys.readouterr().err
    for shown in ("[Completed]", "[our wells 2026]", '"nope" is none of these'):
        assert shown in asked


@pytest.mark.parametrize("kind", ["csv", "docx"])
def test_an_abbreviated_unit_in_a_table_is_questioned_once_with_its_place(kind: str):
    rows = [(*HEAD, "Status"), *(("Dig", f"Dig {at}", "CO", "2026/12", "Initiated") for at in range(2))]
    table = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    data = docx(f"<w:tbl>{table}</w:tbl>") if kind == "docx" else "\n".join(map(",".join, rows)).encode()
    (read,) = import_plans([(f"a.{kind}", data)], ImportOptions())
    (told,) = [one for one in read.findings if one.code == "unit_short"]
    assert (told.found, told.where is not None) == ("CO", True)
    (known,) = import_plans([(f"a.{kind}", data)], ImportOptions(units=("CO",)))
    assert "unit_short" not in {one.code for one in known.findings}


def test_of_several_columns_of_statuses_that_no_form_names_the_last_month_counts():
    rows = (
        "Recommendation;Key action;Responsible;How far (Oct 2025);How far (Mar 2026)\n"
        "Dig;Dig wells;Unit A;Not started;Done\n;Fill wells;Unit A;Not started;In progress\n"
    )
    (read,) = import_plans([("a.csv", rows.encode())], ImportOptions())
    assert [action.status.value for action in read.plan.actions] == ["completed", "initiated"]
    assert [one.found for one in read.findings if one.code == "header_guessed"] == ["How far (Mar 2026)"]


def test_sections_over_the_columns_say_nothing_about_a_column(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["What we will do", "Who", "By when", "How far"])
    sheet.append(["Recommendation 1: Dig wells in the hills."])
    sheet.append(["Dig", "Unit A", "2026/12", "In progress"])
    sheet.merge_cells("A2:D2")
    book.create_sheet("Lists").append(["Done", "In progress"])
    book.save(tmp_path / "a.xlsx")
    (read,) = import_plans([("a.xlsx", (tmp_path / "a.xlsx").read_bytes())], ImportOptions())
    assert [action.status.value for action in read.plan.actions] == ["initiated"]
    assert [one.found for one in read.findings if one.code == "menu_words"] == ["Done · In progress"]


def test_findings_of_several_sources_name_their_file(tmp_path: Path):
    first, other = workbook(tmp_path / "a.xlsx", "Plan"), workbook(tmp_path / "b.xlsx", "Plan")
    for source in (first, other):
        book = openpyxl.load_workbook(source)
        book["Plan"]["G1"] = "Left over"
        book.save(source)
    ran = xltrack("import", first, other, "-o", tmp_path / "t.xlsx", "--as-of", "2026-11-30")
    told = ran.out + ran.err
    assert "a.xlsx: Plan!G1: " in told
    assert "b.xlsx: Plan!G1: " in told
    alone = xltrack("import", first, "-o", tmp_path / "u.xlsx", "--as-of", "2026-11-30")
    assert "a.xlsx: Plan!G1: " not in alone.out + alone.err


def test_a_table_without_known_headers_is_refused_with_its_words_and_read_with_their_meaning():
    rows = b"Ours\nWhat,Boss,Finish,How far\nDig,Ada,2026/12,Stuck\n"
    with pytest.raises(SourceError, match="What · Boss · Finish · How far"):
        import_plans([("a.csv", rows)], ImportOptions())
    said = {"What": "description", "Boss": "responsible", "Finish": "deadline", "How far": "status"}
    (read,) = import_plans([("a.csv", rows)], ImportOptions(headers=said, statuses={"Stuck": "initiated"}))
    (action,) = read.plan.actions
    assert (action.description, action.responsible, str(action.deadline), action.status.value) == (
        "Dig", "Ada", "2026/12", "initiated",
    )  # fmt: skip


@pytest.mark.parametrize("mark", ["**", "__"])
def test_bold_type_in_markdown_is_no_text(mark: str):
    text = (
        f"# Roads\n\n{mark}Recommendation 1:{mark} Mend the tracks.\n\n"
        f"Management response: {mark}Agreed.{mark} Soon.\n\n"
        "| Key action | Responsible | Deadline | Status |\n|---|---|---|---|\n| Hire | Unit A | 2026/12 | Done |\n"
    )
    (read,) = import_plans([("a.md", text.encode())], ImportOptions())
    (rec,) = read.plan.recommendations
    assert (rec.text, rec.response, rec.category) == ("Mend the tracks.", "Agreed. Soon.", "accepted")


@pytest.mark.parametrize(
    "header, field",
    [
        ("Follow-up status", "status"),
        ("Recommendation status", "status"),
        ("Statut de la recommandation", "status"),
        ("Our latest comments", "comments"),
        ("Comments on the status", "comments"),
    ],
)
def test_the_noun_of_a_header_says_what_it_is(header: str, field: str):
    assert shipped_lexicon().column_guess(header) == field


def test_a_colon_inside_the_brackets_of_a_label_does_not_end_it():
    lines = ("Evaluation of wells", "Recommendation 1 (priority: high)", "Dig wells.", "Management response: Agreed")
    (read,) = import_plans([("a.docx", docx("".join(map(paragraph, lines))))], ImportOptions())
    assert [rec.text for rec in read.plan.recommendations] == ["Dig wells."]
    assert "priority: high" in {one.found for one in read.findings}


def test_a_cell_of_a_column_with_a_meaning_is_not_listed_with_that_meaning_again():
    rows = (
        "No;Recommendation;Response;Key action;Responsible;Priority\n"
        "1;Dig;Accepted;Dig wells;Unit A;High\n2;Hire;Rejected;;;Low\n"
    )
    listed = {}
    for field in ("", "ignore", "comments"):
        said = ImportOptions(headers={"Priority": field} if field else {})
        (read,) = import_plans([("a.csv", rows.encode())], said)
        listed[field] = {one.code for one in read.findings if one.found == "Low"}
        assert [rec.ref for rec in read.plan.recommendations] == ["R1", "R2"]
        assert not [one for one in read.findings if one.found == "2"]
    assert listed == {"": {"leftover_cell"}, "ignore": set(), "comments": {"cell_without_place"}}


def test_rows_that_may_hold_others_come_first_over_all_sources_and_plans(tmp_path: Path):
    plan = ",".join(HEAD) + ",Extra\nDig,{},Unit A,2026/12,x\n"
    files = {"a.csv": plan.format("Dig"), "b.csv": plan.format('"1. dig\n2. fill"')}
    (read,) = import_plans([(name, text.encode()) for name, text in files.items()], ImportOptions())
    assert (read.findings[0].code, read.findings[0].file) == ("actions_in_one_cell", "b.csv")
    (told,) = [one for one in read.findings if one.code == "several_sources"]
    assert told.found == "a.csv · b.csv"  # neither has a title
    head = "<p>Management Response</p><p>: Mali</p><p>: 2024</p><p>: {}</p><p>: Thanks.</p><p>: Approved</p>"
    table = (
        "<table><tr><th>Recommendation<th>Action<th>Responsible<th>Comments"
        "<tr><td>Dig<td>{}<td>Unit A<td><a href='https://x.example.org/{}'>See</a></table>"
    )
    two = head.format("One") + table.format("Dig", 1) + head.format("Two") + table.format("1. dig<br>2. fill", 2)
    (tmp_path / "two.html").write_text(f"<html><body>{two}</body></html>", encoding="utf-8")
    ran = xltrack("import", tmp_path / "two.html", "-o", tmp_path / "t.xlsx", "--report", tmp_path / "r.xlsx")
    assert "may hold 2 key actions" in ran.err.splitlines()[0]
    account = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert "may hold 2 key actions" in str(account.cell(2, 5).value)


def test_what_stands_beside_a_text_with_two_plans_is_told_once():
    head = "<p>Management Response</p><p>: Mali</p><p>: 2024</p><p>: {}</p><p>: Thanks.</p><p>: Approved</p>"
    body = (
        "<p>Recommendation: Dig.</p><p>Management Response: Yes.</p><p>Key Actions</p>"
        "<table><tr><th></th><th>Responsible</th><th>Deadline</th><th>Status</th><th>Comments</th></tr><tr><td>1.1. Dig"
        "</td><td>Country Office</td><td>2026/12</td><td>Initiated</td><td><a href='https://x.example.org/'>See</a>"
        "</td></tr></table>"
    )
    page = f"<html><body>{head.format('One')}{body}{head.format('Two')}{body.replace('<a', '<i')}</body></html>"
    plans = import_plans([("two.html", page.encode())], ImportOptions())
    assert [sum(one.code == "beside_link" for one in read.findings) for read in plans] == [1, 0]
