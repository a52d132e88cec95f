"""The read cache never changes a reading: alone and after others, each file is read alike."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import raw_xlsx
from tests.edits import cell, edit_cells, typed
from tests.fuzz import SENT, fresh, resaved
from tests.mutate import damage_container, mutated
from tests.packages import Parts, pack
from tests.tables import tracker
from xltrack.errors import XltrackError
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.container import Package, digest
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.sheet_editor import NewCell
from xltrack.xlsx.workbook_part import Book

START, SHEET = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"


def said(data: bytes, cache: ReadCache | None = None) -> Submission | str:
    try:
        return read_bytes(data, "a.xlsx", cache=cache)
    except XltrackError as error:
        return str(error)


def alike(files: list[bytes]) -> None:
    cache = ReadCache()
    after_one_another = [said(data, cache) for data in (files[0], *files)][1:]  # rows are kept from the second file on
    assert cache.rows, "nothing was remembered, so that nothing was tried"
    for at, data in enumerate(files):
        assert said(data) == after_one_another[at], at


@pytest.mark.parametrize("make", [fresh, resaved])
def test_damaged_files_say_the_same_whatever_was_read_before(make):
    start = make()
    files = [mutated(start.parts, seed)[1] for seed in range(60)]
    alike([pack(start.parts), *files, pack(start.parts)])


def test_damaged_containers_say_the_same_whatever_was_read_before():
    sound = pack(fresh().parts)
    alike([sound, *(damage_container(sound, Random(seed)) for seed in range(120)), sound])


def _lies(parts: Parts) -> dict[str, bytes]:
    """Files that hold the very bytes of a sound one, and are damaged around them."""
    data = pack(parts)
    at = data.index(b"xl/styles.xml")
    prefixed = (
        parts[SHEET].replace(b"<worksheet ", b'<worksheet xmlns:p="urn:p" ', 1).replace(b"<row ", b'<row p:d="1" ')
    )
    sound = pack(parts | {SHEET: prefixed})
    wrapped = prefixed.replace(b' xmlns:p="urn:p"', b"", 1)
    twice = parts[SHEET].replace(b"</sheetData>", b"<foo><sheetData ></sheetData></foo></sheetData >")
    return {
        "another mark before a part": data[: at - 30] + b"XK" + data[at - 28 :],
        "another name before a part": data[:at] + b"yl" + data[at + 2 :],
        "prefixes that are declared": sound,
        "prefixes that nobody declared": pack(parts | {SHEET: wrapped}),
        "prefixes declared behind a sign": pack(
            parts | {SHEET: prefixed.replace(b"<worksheet ", b'<worksheet a="x>" ', 1)}
        ),
        "declared around the rows": pack(
            parts
            | {
                SHEET: wrapped.replace(b"<sheetData>", b'<w xmlns:p="urn:p"><sheetData>').replace(
                    b"</sheetData>", b"</sheetData></w>"
                )
            }
        ),
        "a tail that closes twice": pack(parts | {SHEET: twice}),
        "what that tail once closed": pack(
            parts | {SHEET: twice.replace(b"<foo><sheetData ></sheetData></foo>", b"</sheetData></foo>")}
        ),
        "nested without end": pack(
            parts | {SHEET: parts[SHEET].replace(b"<sheetData>", b"<w>" * 500 + b"</w>" * 500 + b"<sheetData>")}
        ),
    }


def test_files_that_are_damaged_around_what_is_known_say_the_same_whatever_was_read_before():
    parts = fresh().parts
    lies = _lies(parts)
    refused = {what for what, data in lies.items() if isinstance(said(data), str)}
    assert refused == {
        "another mark before a part",
        "another name before a part",
        "prefixes that nobody declared",
        "a tail that closes twice",
        "what that tail once closed",
        "nested without end",
    }
    alike([pack(parts), *lies.values(), *lies.values()])


def test_marks_on_cells_are_seen_whatever_was_read_before():
    """Copies of one tracker of which one has words struck out, a picture in a cell, or a formula over several."""
    parts = fresh().parts
    row = re.search(rb'<c r="G6"[^>]*?(?:/>|>.*?</c>)', parts[SHEET])
    assert row is not None
    struck = parts["xl/styles.xml"].replace(b"<font><sz", b"<font><strike/><sz")
    assert struck != parts["xl/styles.xml"]
    cells = {
        "struck words": b'<c r="G6" t="inlineStr"><is><r><rPr><strike/></rPr><t>Old</t></r><r><t> new</t></r></is></c>',
        "picture": b'<c r="G6" t="e" vm="1"><v>#VALUE!</v></c>',
        "formula over several": b'<c r="G6" t="str"><f t="array" ref="G6:G7">A1:A2</f><v>x</v></c>',
    }
    marked = [parts | {SHEET: parts[SHEET].replace(row[0], cell)} for cell in cells.values()]
    in_pieces = b"<si><r><rPr><strike/></rPr><t>Old</t></r><r><t> new</t></r></si>"
    shared = b'<c r="G6" t="s"><v>%d</v></c>' % parts[STRINGS].count(b"<si>")
    texts = parts[STRINGS].replace(b"</sst>", in_pieces + b"</sst>")
    marked.append(parts | {STRINGS: texts, SHEET: parts[SHEET].replace(row[0], shared)})
    files = list(map(pack, (*marked, parts | {"xl/styles.xml": struck})))
    plain = pack(parts)
    found = [one for one in map(said, (plain, *files)) if isinstance(one, Submission)]
    assert len({(one.remarks, one.filled) for one in found}) == len(
        files
    )  # struck words are told alike in both spellings
    assert said(files[0]).current == said(files[3]).current != said(plain).current
    alike([plain, *files, plain, *reversed(files), plain])


def _numbered_backwards(parts: Parts) -> Parts:
    """The same workbook with its shared texts in the opposite order."""
    items = re.findall(rb"(?s)<si>.*?</si>", parts[STRINGS])
    begin, end = parts[STRINGS].split(b"<si>", 1)[0], b"</sst>"
    sheets = {
        name: re.sub(rb'(?<= t="s"><v>)\d+', lambda number: b"%d" % (len(items) - 1 - int(number[0])), xml)
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/")
    }
    return parts | sheets | {STRINGS: begin + b"".join(reversed(items)) + end}


def test_copies_that_number_their_texts_in_their_own_way_say_the_same_whatever_was_read_before():
    parts = fresh().parts
    row = re.search(rb'<c r="G6"[^>]*?(?:/>|>.*?</c>)', parts[SHEET])
    assert row is not None
    cells = (
        row[0],
        b'<c t="s" r="G6"><v>0</v></c>',
        b'<c r="G6" t="s" s="3"><v>0</v></c>',
        b'<c r="G6" s="3" t="s" cm="1"><v>0</v></c>',
        b'<c r="G6" t="s"><v>007</v></c>',
        b'<c r="G6" t="s"><v>99999</v></c>',
        b'<c r="G6" t="s"/>',
        b'<c r="G6" t="str"><v> s="3" t="s"&gt;&lt;v&gt;1</v></c>',
        b'<c r="G6" t="inlineStr"><is><t>True</t></is></c>',
        b'<c r="G6" t="b"><v>1</v></c>',
    )
    copies = [parts | {SHEET: parts[SHEET].replace(row[0], cell)} for cell in cells]
    turned = list(map(_numbered_backwards, (parts, parts, *copies)))
    first, second = said(pack(parts)), said(pack(turned[0]))
    assert isinstance(first, Submission)
    assert second == replace(first, digest=digest(pack(turned[0])))
    alike([pack(one) for one in (*copies, *turned, *copies)])


ITEMS = (
    "<si><t>zero</t></si>",
    '<si><t xml:space="preserve"> a </t></si>',
    "<si><t>a &amp; b_x000D_</t></si>",
    "<si><t/></si>",
    "<si/>",
    "<si><r><t>o</t></r><r><t>ne</t></r></si>",
    "<si><t>one</t><rPh><t>wan</t></rPh></si>",
    "<x><si><t>open</t></si>",
    "</x>",
    "<si><t>no ]]> end</t></si>",
    "<si><t>&no;</t></si>",
    "<si><t>a\rb</t></si>",
    "<!-- a remark -->",
    "\n",
)


@given(st.lists(st.lists(st.sampled_from(ITEMS), max_size=4), min_size=2, max_size=4))
def test_shared_texts_are_the_same_whatever_texts_were_known(tables):
    """Texts of earlier workbooks are not checked again, and what is damaged around them is still seen."""

    def outcome(items: list[str], cache: ReadCache | None) -> object:
        try:
            return Book(Package(pack(raw_xlsx.parts("", "".join(items))), "a.xlsx"), cache).strings
        except XltrackError as error:
            return str(error)

    shared = ReadCache()
    for items in tables:
        assert outcome(items, shared) == outcome(items, None)


FORMATS = (
    '<xf numFmtId="14" fontId="0"/>',
    '<xf numFmtId="0" fontId="1" applyAlignment="1"><alignment wrapText="1"/><protection locked="0"/></xf>',
    '<xf numFmtId="165" fontId="1"/>',
    '<xf fontId="0"><alignment/>',
    "</xf>",
    "<xf/>",
    '<xf numFmtId="14" x:a="1"/>',
    '<xf numFmtId="14" fontId="&no;"/>',
    "<!-- a remark -->",
    '</cellXfs><cellXfs count="2">',
    "\n",
)
FRAMES = ("<font/><font><strike/></font>", "<font><strike/></font><font/>")


@given(
    st.lists(st.tuples(st.sampled_from(FRAMES), st.lists(st.sampled_from(FORMATS), max_size=4)), min_size=2, max_size=4)
)
def test_formats_are_the_same_whatever_formats_were_known(tables):
    """A program that numbers the cell formats anew leaves the others as they were."""

    def outcome(fonts: str, formats: list[str], cache: ReadCache | None) -> object:
        begin = f'<numFmts><numFmt numFmtId="165" formatCode="yyyy"/></numFmts><fonts>{fonts}</fonts><cellXfs>'
        xml = f'<styleSheet xmlns="{raw_xlsx.MAIN}">{begin}{"".join(formats)}</cellXfs></styleSheet>'
        parts = raw_xlsx.parts("") | {"xl/styles.xml": xml}
        try:
            return Book(Package(pack(parts), "a.xlsx"), cache).styles
        except XltrackError as error:
            return str(error)

    shared = ReadCache()
    for fonts, formats in tables:
        assert outcome(fonts, formats, shared) == outcome(fonts, formats, None)


WORDS = ("Agreed", "Done", "True", "1", "0", "2023/06", "Completed", "", "Report 1", "xltrack:")
PLANS = tuple(
    tracker(f"""
        ref   | responsible | status    | comments
        R1.A1 | {unit}      | initiated | {word}
        R1.A2 | CO          | completed | Done
    """)
    for unit, word in (("CO", "Agreed"), ("RO", "Agreed"), ("CO", "1"), ("CO", "Done"))
)


def _returns(sent: Tracker, random: Random) -> bytes:
    """A copy of one of several plans that are nearly the same, with a few cells typed over."""
    data = workbook_bytes(sent, as_of=sent.meta.issued)
    keys = [(ref, key) for ref in ("R1.A1", "R1.A2") for key in ("status", "comments", "responsible", "evidence")]
    return typed(data, {cell(data, *place): random.choice(WORDS) for place in random.sample(keys, random.randrange(4))})


@pytest.mark.parametrize("seed", range(3))
def test_returns_of_plans_that_are_nearly_the_same_say_the_same_in_any_order(seed):
    random = Random(seed)
    alike([_returns(random.choice(PLANS), random) for _ in range(14)])


def test_cells_that_are_equal_and_do_not_say_the_same_are_told_apart():
    """1 and TRUE are equal to Python; a person sees two things."""
    sent = workbook_bytes(SENT, as_of=SENT.meta.issued)
    place = cell(sent, SENT.plan.actions[0].ref, "comments")
    alike([typed(sent, {place: value}) for value in (1, True, "1", "TRUE", 0, False, 1.0)])
    parts = fresh().parts
    cells = [NewCell(kind, value) for kind, value in (("n", "1"), ("b", "1"), ("str", "Ask"), ("n", "1"), ("b", "0"))]
    files = [pack(parts | {START: edit_cells(parts[START], {9: {7: cell}})}) for cell in cells]
    assert len({str(found.remarks) for found in map(said, files) if isinstance(found, Submission)}) == 4
    alike(files)


def test_a_part_is_inflated_again_where_only_its_place_or_its_date_is_the_same():
    """Parts that are packed alike are the same ones; one that says something else is read, whatever was before."""
    first, second = fresh().parts, fresh().parts | {"docProps/app.xml": b"<a/>"}
    alike([pack(parts) for parts in (first, first, second, first, second, second)])
    cache = ReadCache()
    for parts in (first, first, second, second, second):
        package = Package(pack(parts), "a.xlsx", cache=cache)
        assert {name: package.read(name) for name in package.names} == dict(parts)


def test_a_sheet_that_is_there_again_says_what_the_texts_of_its_own_file_are():
    parts = fresh().parts
    other = parts | {STRINGS: parts[STRINGS].replace(b"<t>Initiated</t>", b"<t>Completed</t>")}
    assert other != parts
    files = [pack(one) for one in (parts, parts, parts, other, other, other, parts)]
    assert said(files[0]) != said(files[3])
    alike(files)
