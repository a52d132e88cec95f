"""Fuzzing that is led by the lines it reaches, with atheris (not among the dependencies: `pip install atheris`).

    python -m tests.guided text CORPUS -max_total_time=300
    python -m tests.guided reader CORPUS -max_total_time=300

CORPUS is a folder; an empty one is filled with a start. A text is parsed; for the reader the input takes the place of
one part of a tracker, and the judge of `tests.fuzz` says whether what was read is right. Any fault ends the run.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

from tests.paths import ROOT

with atheris.instrument_imports(include=["xltrack"]):
    from tests.fuzz import fresh, judge
    from tests.packages import pack
    from xltrack.errors import XltrackError
    from xltrack.importing.response_text import parse_text
    from xltrack.model.serialize import plan_from_json

EXAMPLE = ROOT / "examples" / "management_response.txt"
START = fresh()
PARTS = (
    "xl/worksheets/sheet2.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "docProps/core.xml",
)


def text(data: bytes) -> None:
    said = data.decode("utf-8", "replace")
    for read in (parse_text, plan_from_json):
        try:
            read(said)
        except XltrackError as error:
            refusal = str(error)
        else:
            refusal = ""
        assert len(refusal.splitlines()) <= 3


def reader(data: bytes) -> None:
    """The first byte chooses the part that the rest takes the place of."""
    part = PARTS[data[0] % len(PARTS)] if data else PARTS[0]
    _, faults = judge(START, pack(START.parts | {part: data[1:]}))
    assert faults == []


def start(mode: str, corpus: Path) -> None:
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        plain = EXAMPLE.read_bytes()
        parts = [bytes([at]) + START.parts[part] for at, part in enumerate(PARTS)]
        for at, seed in enumerate([plain, plain[:600]] if mode == "text" else parts):
            corpus.joinpath(f"start{at}").write_bytes(seed)


if __name__ == "__main__":
    mode = sys.argv.pop(1)
    start(mode, Path(sys.argv[1]))
    atheris.Setup([*sys.argv, "-max_len=60000"], {"text": text, "reader": reader}[mode])
    atheris.Fuzz()
