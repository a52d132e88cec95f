"""Takes the pictures of the pages: `python -m docs.pictures` (needs LibreOffice, Chromium, poppler; `make pictures`).

The plan in them is the example plan, or the small one below as an office would send it in each kind of file.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops

from tests.importing.office_forms import docx, paragraph
from tests.importing.small_pdf import Page, draw_rows, pdf_of
from tests.page.browser import PAGE, browser
from tests.page.pictures import take

DOCS = Path(__file__).parent
TITLE = "Evaluation of the Wells for Villages Programme"
RECOMMENDATION = "Evaluation recommendation 1. Give each village a say in the siting of wells."
RESPONSE = "Management response: Partially accepted. Siting also follows the water table."
HEADERS = ("Key action(s)", "Time frame", "Responsible unit(s)", "Status", "Comments")
OWN_HEADERS = ("No.", "Action point", "Action owner", "Target date", "Status (Oct 2026)", "Latest update", "Priority")
ACTIONS = (
    ("1.1 Hold a meeting in every village.", "Q4 2026", "Water Unit", "In progress", "Nine of twelve held."),
    ("1.2 Train three well keepers in each village.", "mid-2027", "Training Desk", "Not started", ""),
)
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
FRENCH = """\
Évaluation du programme Puits pour les villages

Recommandation 1 : Associer chaque village au choix de l'emplacement des puits.
Réponse de la direction : Acceptée en partie. L'emplacement dépend aussi de la nappe.
Actions clés :
Responsable Échéance Statut Commentaires
1.1 Tenir une réunion dans chaque village Bureau de pays T4 2026 En cours Neuf sur douze tenues.
1.2 Former trois gardiens par village Bureau de pays mi-2027 Non initiée
"""


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield the small plan in each kind of file: its name and content."""
    yield "response.docx", _word()
    yield "response.pdf", _pdf()
    yield "response.html", _web_page()
    yield "follow-up.xlsx", _spreadsheet()
    yield "reponse.txt", FRENCH.encode()


def _word() -> bytes:
    """A template with a table and two tracked changes."""
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in SIDES)
    head = f'<w:tblPr><w:tblW w:w="9600" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
    by = 'w:author="Ada Lind" w:date="2026-03-03T09:00:00Z"'
    change = f'<w:del w:id="1" {by}><w:r><w:delText>two</w:delText></w:r></w:del>'
    change += f'<w:ins w:id="2" {by}><w:r><w:t>three</w:t></w:r></w:ins>'

    def cell(text: str, span: int = 1) -> str:
        before, found, after = text.partition("three")
        run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
        words = run.format(before) + change + run.format(after) if found else run.format(text)
        width = f'<w:tcW w:w="{1920 * span}" w:type="dxa"/><w:gridSpan w:val="{span}"/>'
        return f"<w:tc><w:tcPr>{width}</w:tcPr><w:p>{words}</w:p></w:tc>"

    rows = [cell(RECOMMENDATION, 5), cell(RESPONSE, 5), *("".join(map(cell, row)) for row in (HEADERS, *ACTIONS))]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    top = map(paragraph, ("Management response template", TITLE, "Prepared by: Ada Lind, 3 March 2026"))
    grid = '<w:gridCol w:w="1920"/>' * 5
    return docx(f"{''.join(top)}<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{table}</w:tbl><w:p/>")


def _pdf() -> bytes:
    """Two pages; the second action's row begins on the first and ends on the second."""
    columns = (40, 200, 260, 345, 420, 560)
    first, second = Page(), Page()
    first.text(43, 236, TITLE)
    top = draw_rows(first, 254, (40, 560), [[[RECOMMENDATION]], [[RESPONSE]]])
    rows = (
        [["Key action(s)"], ["Time frame"], ["Responsible", "unit(s)"], ["Status"], ["Comments"]],
        [["1.1 Hold a meeting in every", "village."], ["Q4 2026"], ["Water Unit"], ["In progress"], ["Nine held."]],
        [["1.2 Train three well keepers in"], ["mid-2027"], ["Training Desk"], ["Not started"], ["Manual with"]],
    )  # fmt: skip
    draw_rows(first, top, columns, rows, closed=False)
    draw_rows(second, 30, columns, [[["each village."], [], [], [], ["the printer."]]])
    return pdf_of([first, second])


def _web_page() -> bytes:
    """A page as a browser saves it, with the site's navigation."""
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ACTIONS)
    heads = "".join(f"<th>{text}</th>" for text in HEADERS)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title><style>
body {{ font: 15px sans-serif; margin: 0; width: 800px }} main {{ padding: 8px 20px }}
nav {{ background: #1b6f9c; padding: 8px 20px }} nav a {{ color: #fff; margin-right: 18px; text-decoration: none }}
h1 {{ font-size: 20px }} td, th {{ border: 1px solid #bbb; padding: 5px 8px; text-align: left; vertical-align: top }}
table {{ border-collapse: collapse; margin-top: 12px }} th {{ background: #eee }} p {{ margin: 6px 0 }}
</style><body><nav><a href="/">Home</a><a href="/search">Search</a><a href="/about">About</a></nav><main>
<h1>{TITLE}</h1><p>{RECOMMENDATION}</p><p>{RESPONSE}</p><table><tr>{heads}</tr>{rows}</table></main></body></html>
""".encode()


def _spreadsheet() -> bytes:
    """An office's own sheet: a section row, actions, a total and a legend."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026"
    sheet.append(["Recommendation follow-up, Wells for Villages"])
    sheet.append([])
    sheet.append(
        ["No.", "Action point", "Action owner", "Target date", "Status (Oct 2026)", "Latest update", "Priority"]
    )
    sheet.append(["Recommendation 1: Give each village a say in the siting of wells."])
    sheet.append(["Management response (Agreed): Siting also follows the water table."])
    for action, priority in zip(ACTIONS, ("High", "Low"), strict=True):
        number, _, text = action[0].partition(" ")
        sheet.append([number, text, action[2], action[1], *action[3:], priority])
    sheet.append(["Total", 2])
    sheet.append(["Note: target dates are agreed with the ministry."])
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", "1F3864")
    for row in (4, 5):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=7)
        sheet.cell(row, 1).fill = PatternFill("solid", "D9E2F3")
    for column, width in zip("ABCDEFG", (7, 42, 18, 13, 19, 24, 9), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def printed(source: Path, page: int, dots: int) -> Image.Image:
    """A page of a file as LibreOffice prints it, without its empty margins."""
    beside = source.parent / "printed"
    if source.suffix != ".pdf":
        profile = f"-env:UserInstallation=file://{beside}"
        order = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(beside), str(source)]
        subprocess.run(order, check=True, capture_output=True, timeout=120)
        source = beside / f"{source.stem}.pdf"
    order = ["pdftoppm", "-png", "-r", str(dots), "-f", str(page), "-l", str(page), str(source)]
    picture = subprocess.run(order, check=True, capture_output=True, timeout=60).stdout
    return trimmed(Image.open(io.BytesIO(picture)).convert("RGB"))


def trimmed(picture: Image.Image, margin: int = 8) -> Image.Image:
    """A picture without the white around what it shows."""
    left, top, right, bottom = ImageChops.invert(picture).getbbox() or (0, 0, *picture.size)
    shown = picture.crop((left, top, right, bottom))
    framed = Image.new("RGB", (shown.width + 2 * margin, shown.height + 2 * margin), "white")
    framed.paste(shown, (margin, margin))
    return framed


def shot(content: str, width: int) -> Image.Image:
    """A page in Chromium, as long as it is."""
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": width, "height": 100})
        page.set_content(content)
        return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def save(picture: Image.Image, name: str) -> None:
    """Write a picture in a palette of 64 colours: texts and tables need no more."""
    picture.quantize(64, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE).save(
        DOCS / name, optimize=True
    )


def stop_clock(workbook: Path, day: str) -> None:
    """Let the formulas of a workbook take a day for today."""
    with zipfile.ZipFile(workbook) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(workbook, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(b"TODAY()", day.encode()))


def below(*pictures: Image.Image) -> Image.Image:
    """Pages below one another on grey."""
    whole = Image.new("RGB", (pictures[0].width, sum(one.height for one in pictures) + 10), "#cccccc")
    top = 0
    for one in pictures:
        whole.paste(one, (0, top))
        top += one.height + 10
    return whole


def imports(folder: Path) -> None:
    """Take the pictures of docs/bring-your-plan.md."""
    for name, content in sources():
        (folder / name).write_bytes(content)
    xltrack("import", folder / "response.docx", "-o", folder / "t.xlsx", "--report", folder / "account.xlsx")
    save(printed(folder / "account.xlsx", 1, 110), "bring-account.png")
    save(printed(folder / "response.docx", 1, 90), "bring-word.png")
    save(below(*(printed(folder / "response.pdf", page, 90) for page in (1, 2))), "bring-pdf.png")
    save(printed(folder / "follow-up.xlsx", 1, 100), "bring-sheet.png")
    save(shot((folder / "response.html").read_text("utf-8"), 800), "bring-page.png")
    save(trimmed(shot(f"<pre style='font-size:15px'>{FRENCH}</pre>", 900)), "bring-text.png")


def month(folder: Path) -> None:
    """Take the pictures of the README: the tracker and the summary of the example month."""
    xltrack("demo", folder / "demo")
    tracker = folder / "demo" / "tracker.xlsx"
    stop_clock(tracker, "DATE(2024,6,30)")
    save(printed(tracker, 2, 100), "workbook.png")
    summary = (folder / "demo" / "summary.html").read_text("utf-8")
    page, _, _ = summary.partition('<section class="annex')
    save(trimmed(shot(page, 1180), 20), "summary-page.png")


def xltrack(*words: object) -> None:
    """Run a command on the last day of the example month; findings are no failure."""
    order = [sys.executable, "-m", "xltrack", *map(str, words)]
    day = {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1719741600"}
    done = subprocess.run(order, check=False, capture_output=True, env=os.environ | day)
    assert done.returncode < 2, done.stderr


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        imports(Path(scratch))
        month(Path(scratch))
        if PAGE.exists():  # `make page` builds it
            take(DOCS)
            for each in DOCS.glob("page-*.png"):
                save(Image.open(each).convert("RGB"), each.name)
