"""xltrack import at the command line: what is written, asked, remembered and accounted for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.command_line import at_a_terminal, xltrack
from tests.importing.office_forms import cell, docx, paragraph, wide
from xltrack.errors import TextError, UnsafeWorkbook
from xltrack.workbook.read import read_workbook
from xltrack.workflows.files import load_plan, load_settings
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.settings import SourceAnswers
from xltrack.workflows.source_answers import ImportOptions

DAY = ("--as-of", "2026-11-30")
HEAD = ("Key action(s)", "Time frame", "Responsible unit(s)", "Status", "Comments")


def word_file(path: Path, title: str = "Evaluation of Wells", deadline: str = "Q4 2024", number: int = 1) -> Path:
    rows = [wide(f"Recommendation {number}: Dig wells.", 5), wide("Management response: Agreed.", 5)]
    rows += ["".join(map(cell, HEAD)), "".join(map(cell, ("Dig.", deadline, "Water Unit", "Underway", "Two dug")))]
    body = paragraph(title) + paragraph("Prepared by: Ada") if title else ""
    path.write_bytes(docx(f"{body}<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"))
    return path


def two_plans() -> str:
    def plan(unit: str, title: str) -> str:
        return (
            f"Management Response\n: {unit}\n: 2020-2023 , {unit} (CO)\n: {title}\n: Approved\n"
            "Recommendation: Light it.\nManagement Response: Yes, gladly.\nKey Actions\n"
            "Responsible Deadline Status Comments\nMap it Country Office 2023/06 Completed Done.\n"
        )

    return "Home\nAbout\n" + plan("Aldmoor", "Evaluation A") + plan("Zaver", "Evaluation B")


def test_the_kind_of_a_file_is_told_by_its_content(tmp_path: Path):
    source = word_file(tmp_path / "response.bin")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, "--json")
    (made,) = ran.json["files"]
    assert (ran.code, made["title"], made["actions"]) == (1, "Evaluation of Wells", 1)
    assert read_workbook(tmp_path / "t.xlsx").current.actions[0].description == "Dig."
    assert load_plan(source).plan.title == "Evaluation of Wells"


def test_a_page_with_two_plans_makes_two_trackers_and_says_so(tmp_path: Path):
    source = tmp_path / "page.txt"
    source.write_text(two_plans(), encoding="utf-8")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY)
    assert "2 plans" in ran.out
    titles = [read_workbook(tmp_path / name).current.title for name in ("t.xlsx", "t-2.xlsx")]
    assert titles == ["Evaluation A", "Evaluation B"]
    assert all(title in ran.out for title in titles)
    told = xltrack("import", source, "-o", tmp_path / "u.xlsx", *DAY, "--json").json["findings"]
    assert {Path(finding["tracker"]).name for finding in told} == {"u.xlsx", "u-2.xlsx"}
    again = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY)
    assert again.code == 2
    (tmp_path / "t.xlsx").unlink()
    assert xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY).code == 2
    assert not (tmp_path / "t.xlsx").exists(), "no tracker is written where one of them would be overwritten"
    assert load_plan(source).findings[0].code == "several_plans"


def test_several_files_make_one_plan_whose_titles_are_named(tmp_path: Path):
    first = word_file(tmp_path / "a.docx")
    second = word_file(tmp_path / "b.docx", "Evaluation of Roads", "12/2025")
    ran = xltrack("import", first, second, "-o", tmp_path / "t.xlsx", *DAY, "--json")
    plan = read_workbook(tmp_path / "t.xlsx").current
    assert [action.ref for action in plan.actions] == ["R1.A1", "R2.A1"]
    assert [str(action.deadline) for action in plan.actions] == ["2024/12", "2025/12"]
    (joined,) = [finding for finding in ran.json["findings"] if finding["code"] == "several_sources"]
    assert joined["found"] == "Evaluation of Wells · Evaluation of Roads"
    assert {finding["file"] for finding in ran.json["findings"] if finding["code"] == "leftover_text"} == {
        str(first), str(second),
    }  # fmt: skip
    same = [one for one in ran.json["findings"] if one["code"] == "same_in_other_plan"]
    assert [(one["file"], one["found"], one["message"][:15]) for one in same] == [
        (str(second), "Dig wells.", "R2 says the sam"), (str(second), "Dig.", "R2.A1 says the "),
    ]  # fmt: skip


def test_the_account_links_every_finding_to_what_was_made_of_its_row(tmp_path: Path):
    source = word_file(tmp_path / "a.docx")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", "--report", tmp_path / "account.xlsx", *DAY)
    assert ran.code == 1
    book = openpyxl.load_workbook(tmp_path / "account.xlsx")
    findings, plan = book.worksheets
    rows = {row[3].value: row for row in findings.iter_rows(min_row=2)}
    span = rows["Q4 2024"]
    assert (span[2].value, span[6].value) == ("table 1, row 4, column 2", "R1.A1")
    row = int(span[6].hyperlink.location.rpartition("!")[2].lstrip("$A").replace("$", ""))
    assert [cell.value for cell in plan[row]][:3] == ["R1.A1", "table 1, row 4, column 1", "Dig."]
    assert not rows["Prepared by: Ada"][6].value
    book.close()
    first = (tmp_path / "account.xlsx").read_bytes()
    xltrack("import", source, "-o", tmp_path / "t.xlsx", "--report", tmp_path / "account.xlsx", *DAY, "--force")
    assert (tmp_path / "account.xlsx").read_bytes() == first


def test_the_account_lists_every_finding_that_is_printed_with_or_without_a_place(tmp_path: Path):
    source = tmp_path / "own.csv"
    source.write_text("Recommendation,Key action,Status,Note to us\nDig,Dig wells,Moving,B\n", encoding="utf-8")
    more = ("--report", tmp_path / "account.xlsx", "--map", "Nope=comments", "--json")
    told = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, *more).json["findings"]
    assert {"no_title", "mapping_unused", "unknown_header"} <= {finding["code"] for finding in told}
    rows = openpyxl.load_workbook(tmp_path / "account.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True)
    assert sorted(str(row[4]) for row in rows) == sorted(finding["message"] for finding in told)


def test_bytes_that_are_no_text_are_told_by_the_ending_of_their_file():
    for suffix in (".docx", ".xlsx", ".pdf", ".doc", ".ods"):
        with pytest.raises(TextError, match=rf"not that of a \{suffix} file(?s:.)*save it anew"):
            import_plans([(f"a{suffix}", b"\xff\x00\x81\x9d" * 50)], ImportOptions())
    with pytest.raises(TextError, match="Save it as UTF-8"):
        import_plans([("a.txt", b"a \xff\x81\x9d" * 50)], ImportOptions())


def test_title_sheet_and_mappings_are_remembered_beside_the_output(tmp_path: Path):
    book = openpyxl.Workbook()
    for name, action in (("2025", "Old"), ("2026", "New")):
        sheet = book.create_sheet(name)
        sheet.append(["Action", "Who", "State", "Funding line"])
        sheet.append([action, "CO", "Moving", "B-12"])
    source = tmp_path / "own.xlsx"
    book.save(source)
    said = ("--sheet", "2026", "--title", "Our plan", "--status", "Moving=initiated", "--map", "Funding line=ignore")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, *said, "--json")
    assert [finding["code"] for finding in ran.json["findings"]] == ["no_recommendation", "unit_short"]
    again = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, "--force", "--json")
    assert again.json["findings"] == ran.json["findings"]
    plan = read_workbook(tmp_path / "t.xlsx").current
    assert (plan.title, [action.description for action in plan.actions]) == ("Our plan", ["New"])
    known = load_settings(tmp_path).imports
    assert known.sources == {"own.xlsx": SourceAnswers(title="Our plan", sheets=("2026",))}
    assert known.headers == {"Funding line": "ignore"}
    wrong = xltrack("import", source, "-o", tmp_path / "u.xlsx", *DAY, "--sheet", "2027")
    assert (wrong.code, "2025, 2026" in wrong.err) == (2, True)


def test_an_option_that_matched_nothing_is_reported_and_a_header_gets_a_fitting_hint(tmp_path: Path):
    source = tmp_path / "own.csv"
    source.write_text("Recommendation,Key action,Status,Responsibel unit\nDig,Dig wells,Done,CO\n", encoding="utf-8")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, "--map", "Nope=comments", "--json")
    found = {finding["code"]: finding for finding in ran.json["findings"]}
    assert found["mapping_unused"]["found"] == "Nope"
    assert 'such as "Responsible"' in found["unknown_header"]["remedy"]
    assert not (tmp_path / "xltrack.toml").exists(), "what matched nothing is not remembered"
    ran = xltrack("import", source, "-o", tmp_path / "again.xlsx", *DAY)
    assert 'On the command line: --map "Responsibel unit=responsible"' in ran.out + ran.err


def test_an_offices_own_form_needs_no_code(tmp_path: Path):
    form = tmp_path / "ours.toml"
    form.write_text(
        '[columns]\ndescription = ["Vorhaben"]\nstatus = ["Stand"]\nresponsible = ["Wer"]\n'
        '[labels]\nrecommendation = ["Empfehlung"]\n[statuses]\ncompleted = ["Erledigt"]\n',
        encoding="utf-8",
    )
    source = tmp_path / "plan.md"
    source.write_text(
        "# Prüfung\n\nEmpfehlung 1: Brunnen graben.\n\n"
        "| Vorhaben | Wer | Stand |\n|---|---|---|\n| Graben | Amt | Erledigt |\n",
        encoding="utf-8",
    )
    assert xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY).code == 2
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, "--form", form)
    assert ran.code == 0, ran.err
    plan = read_workbook(tmp_path / "t.xlsx").current
    assert (plan.title, plan.recommendations[0].text) == ("Prüfung", "Brunnen graben.")
    assert [(a.description, a.responsible, a.status.value) for a in plan.actions] == [("Graben", "Amt", "completed")]
    form.write_text('[columns]\nnothing = ["x"]\n', encoding="utf-8")
    assert "ours.toml" in xltrack("import", source, "-o", tmp_path / "u.xlsx", *DAY, "--form", form).err


def test_at_a_terminal_the_unit_and_the_title_are_asked_and_remembered(tmp_path: Path, monkeypatch):
    from xltrack.cli import import_words
    from xltrack.workflows.import_plan import import_plans
    from xltrack.workflows.import_tracker import remember_words
    from xltrack.workflows.source_answers import ImportOptions

    text = "Recommendation: Dig.\nManagement Response: Fine.\nKey Actions\nDig wells Water Works 2024/06 Completed\n"
    at_a_terminal(monkeypatch, "Mines\nWorks\nOur wells\n")
    sources = [("plan.txt", text.encode())]
    plans, said = import_words.read_asking(lambda options: import_plans(sources, options), ImportOptions())
    (read,) = plans
    assert (read.plan.title, read.plan.actions[0].responsible) == ("Our wells", "Works")
    assert remember_words(tmp_path, said, ["plan.txt"]) == tmp_path / "xltrack.toml"
    known = load_settings(tmp_path).imports
    assert (known.units, known.sources["plan.txt"].title) == (("Works",), "Our wells")
    assert remember_words(tmp_path, said, ["plan.txt"]) is None


def test_a_column_is_asked_for_with_its_cells_and_a_guess_and_then_its_own_words(tmp_path: Path, monkeypatch, capsys):
    from xltrack.cli import import_words

    rows = "Recommendation,Action,Owner,Progres note,State of play\nDig,Dig wells,CO,Two dug,Moving along\n"
    at_a_terminal(monkeypatch, "\n12\n2\nWells\n")
    sources = [("own.csv", rows.encode())]
    (read,), said = import_words.read_asking(lambda options: import_plans(sources, options), ImportOptions())
    (action,) = read.plan.actions
    assert (action.comments, action.status.value, action.source_status) == ("Two dug", "initiated", "Moving along")
    assert said.headers == {"Progres note": "comments", "State of play": "status"}
    assert said.statuses == {"Moving along": "initiated"}
    asked = capsys.readouterr().err
    assert asked.index("Two dug") < asked.index("State of play") < asked.index('status "Moving along"')


def test_nothing_is_asked_in_a_script(tmp_path: Path):
    source = tmp_path / "own.csv"
    source.write_text("Action,Who,Status,Spend\nDig,CO,Moving,3\n", encoding="utf-8")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY)
    assert (ran.code, "Number or word" in ran.err) == (1, False)


@pytest.mark.parametrize(
    "unit, held, reported",
    [("CO", "CO", True), ("Country Office", "Country Office", False), ("CO", "Regional Coordination", False)],
)
def test_a_unit_that_is_an_abbreviation_is_questioned_where_a_source_holds_it(tmp_path: Path, unit, held, reported):
    source = tmp_path / "plan.txt"
    source.write_text(f"Recommendation: Dig.\nKey Actions\nDig wells {held} 2024/06 Completed\n", encoding="utf-8")
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY, "--unit", unit, "--json")
    assert ("unit_short" in [finding["code"] for finding in ran.json["findings"]]) == reported


def test_actions_behind_labels_are_read_as_fields(tmp_path: Path):
    source = tmp_path / "plan.md"
    source.write_text(
        "Evaluation of the water unit\n\nRecommendation 1: Dig wells.\nManagement response: Agreed. Soon.\n\n"
        "Key action 1: Dig three wells.\nResponsible: Water Unit\nDeadline: mid-2024\nStatus: Ongoing\n"
        "Comments: Two dug.\n"
        "Key action 2: Train the keepers.\nStatus: Not yet due\n",
        encoding="utf-8",
    )
    assert xltrack("import", source, "-o", tmp_path / "t.xlsx", *DAY).code == 1
    plan = read_workbook(tmp_path / "t.xlsx").current
    assert [(a.description, a.responsible, str(a.deadline), a.status.value, a.comments) for a in plan.actions] == [
        ("Dig three wells.", "Water Unit", "2024/06", "initiated", "Two dug."),
        ("Train the keepers.", "", "None", "not_initiated", ""),
    ]
    assert plan.recommendations[0].category == "accepted"


def test_notes_links_and_struck_out_words_of_a_workbook_are_named_with_their_cells(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Action", "Owner", "Status", "Evidence"],
        ["Dig", "CO", "Done", "Report"],
        ["Fill", "CO", "Done", "Old"],
    ):
        sheet.append(row)
    sheet["C2"].comment = Comment("Ask Ada.", "Ben")
    sheet["D2"].hyperlink = "https://files.example.org/report.pdf"
    sheet["D3"].font = Font(strike=True)
    book.save(tmp_path / "own.xlsx")
    ran = xltrack("import", tmp_path / "own.xlsx", "-o", tmp_path / "t.xlsx", *DAY, "--json")
    beside = {(f["code"], f["cell"], f["found"]) for f in ran.json["findings"] if f["code"].startswith("beside_")}
    assert beside == {
        ("beside_note", "C2", "Ask Ada."),
        ("beside_link", "D2", "https://files.example.org/report.pdf"),
        ("beside_struck_out", "D3", "Old"),
    }
    assert [a.evidence for a in read_workbook(tmp_path / "t.xlsx").current.actions] == ["Report", "Old"]


def test_rows_that_may_have_swallowed_others_come_first(tmp_path: Path):
    text = (
        "Recommendation: Dig.\nManagement Response: Yes.\nKey Actions\n"
        "Dig wells Country Office 2023/06 Completed Done.\nand more was said of it\n"
    )
    (tmp_path / "plan.txt").write_text("A title\nPrepared by: Ada\n" + text, encoding="utf-8")
    found = xltrack("import", tmp_path / "plan.txt", "-o", tmp_path / "u.xlsx", *DAY, "--json").json["findings"]
    assert [finding["code"] for finding in found] == ["row_break_guessed", "leftover_text"]


ROWS = (
    'Recommandation\tAction clé\tResponsable\tÉchéance\tStatut\nCreuser\t"Étudier\nle sol"\tBureau\t2024/12\tEn cours\n'
)


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode("utf-8"),
        ROWS.encode("cp1252"),
        ROWS.encode("utf-16"),
        ROWS.replace("\t", "|").encode("utf-8-sig"),
        ROWS.replace("\t", ";").encode("cp1252"),
    ],
)
@pytest.mark.parametrize("name", ["plan.txt", "plan.xlsx", "plan"])
def test_rows_with_separators_are_a_table_whatever_the_name_says(name, data):
    (read,) = import_plans([(name, data)], ImportOptions())
    (action,) = read.plan.actions
    assert (action.description, action.responsible, str(action.deadline), action.status.value) == (
        "Étudier\nle sol", "Bureau", "2024/12", "initiated",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["plan.txt", "plan.docx", "plan.pdf", "plan.csv", "plan.json"])
def test_an_empty_file_is_refused_as_empty(name):
    with pytest.raises(UnsafeWorkbook, match="is empty"):
        import_plans([(name, b"")], ImportOptions())


def test_the_answer_at_the_head_of_a_chinese_response_needs_no_blank_behind_its_stop():
    text = "建议：加强监测。\n管理层回应：接受。办事处同意。\n关键行动\n编写指南 国家办事处 2022/12 已完成 已发布\n"
    (read,) = import_plans([("a.txt", text.encode())], ImportOptions())
    (rec,) = read.plan.recommendations
    assert (rec.category, rec.response) == ("accepted", "接受。办事处同意。")


@pytest.mark.parametrize(
    "given, code, told",
    [
        ([], 1, ["no_title"]),
        (["--title", "Plan of Amaria"], 0, []),
    ],
)
def test_in_a_script_a_plan_without_a_title_is_reported(tmp_path, given, code, told):
    source = tmp_path / "plan.csv"
    source.write_text("Recommendation,Key action,Responsible,Deadline,Status\n1. Plan,Hire,Field,2024/12,Initiated\n")
    ran = xltrack("import", source, "-o", tmp_path / "tracker.xlsx", "--json", *given)
    assert (ran.code, [one["code"] for one in ran.json["findings"]]) == (code, told)
