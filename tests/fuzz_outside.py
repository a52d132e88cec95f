"""Mutated notes, threads, text boxes and mails: words that still stand there are read, or damage is told.

    python -m tests.fuzz_outside 20000 [--first N]

The judge parses the mutated part on its own. It asks only about words that are still text of that part.
"""

from __future__ import annotations

import argparse
import io
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from random import Random
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests import mutate
from tests.fuzz import resaved
from tests.packages import Parts, pack, unpack
from tests.xlsx.outside import anchored, saved, text_box, with_drawing, with_thread
from xltrack.errors import XltrackError
from xltrack.workbook.read import read_bytes
from xltrack.workflows.return_mails import split_mail

WORDS = ("Sixmonths", "Newoffice", "Sharedbudget", "Underreview")
"""What a note, a thread, a text box and a mail say: words that stand nowhere else."""
_STEPS = (mutate.change_attribute, mutate.edit_element, mutate.edit_bytes)
_MAIL = 700
"""Bytes of a mail that hold its head and its text."""
_SHEET = "xl/worksheets/sheet2.xml"
_FOLDERS = ("xl/comments", "xl/threadedComments/", "xl/drawings/drawing", "xl/persons/")
_LINKS = f"{_SHEET.replace('worksheets/', 'worksheets/_rels/')}.rels"


def beside() -> Parts:
    """A return with a note, a thread and a text box beside its cells."""
    book = load_workbook(io.BytesIO(pack(resaved().parts)))
    book["Actions"]["G6"].comment = Comment(f"{WORDS[0]} more, please", "Aru")
    thread = f'<threadedComment ref="G7" personId="{{P}}" id="{{T}}"><text>{WORDS[1]} asks</text></threadedComment>'
    data = with_thread(saved(book), _SHEET, thread, {"{P}": "Bo"})
    return unpack(with_drawing(data, _SHEET, anchored(8, 7, text_box(f"{WORDS[2]} waits"))))


def mail() -> bytes:
    """A mail with the words of its sender and a return attached."""
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = (
        "Aru <aru@x.org>",
        "Return",
        "Mon, 03 Jun 2024 10:00:00 +0000",
    )
    message.set_content(f"{WORDS[3]} until May, said the office.")
    message.add_attachment(pack(resaved().parts), maintype="application", subtype="zip", filename="return.xlsx")
    message.set_boundary("=fixed=")
    return message.as_bytes()


def judge_parts(parts: Parts, changed: Iterable[str]) -> tuple[str, list[str]]:
    """Return the outcome for a workbook whose parts were changed, and the words it lost without a word."""
    try:
        read = read_bytes(pack(parts), "mutated.xlsx")
    except XltrackError:
        return "refused", []
    except Exception:
        return "crashed", [traceback.format_exc(limit=-3)]
    told = " ".join(one.text for one in read.remarks)
    named = any(finding.severity != "info" and not finding.code.startswith("remark_") for finding in read.findings)
    here = " ".join(_words(parts[name]) for name in changed)
    return "read", [] if named else [f"lost: {word}" for word in WORDS if word in here and word not in told]


def _words(part: bytes) -> str:
    if not any(word.encode() in part for word in WORDS):
        return ""
    try:
        return " ".join(ElementTree.fromstring(part).itertext())
    except (ElementTree.ParseError, ValueError, LookupError):
        return " ".join(word for word in WORDS if word.encode() in part)


def judge_mail(data: bytes) -> tuple[str, list[str]]:
    """Return the outcome for a mail, and its words if a mail program shows them and the reader loses them."""
    try:
        told = split_mail(data, "mutated.eml").remarks
    except XltrackError:
        return "refused", []
    except Exception:
        return "crashed", [traceback.format_exc(limit=-3)]
    said = " ".join(one.text for one in told.remarks) if told else ""
    return "read", [f"lost: {WORDS[3]}"] if WORDS[3] in _shown(data) and WORDS[3] not in said else []


def _shown(data: bytes) -> str:
    """The words that Python's mail package shows as a mail's body; nothing where it cannot tell."""
    try:
        body = message_from_bytes(data, policy=policy.default).get_body(("plain",))
        return str(body.get_content()) if isinstance(body, EmailMessage) else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def _moved(parts: Parts, names: list[str], random: Random) -> Parts:
    """The parts with a damaged link to them, or one of them lost, renamed, or exchanged with another."""
    if random.random() < 0.5:
        return parts | random.choice(_STEPS)({_LINKS: parts[_LINKS]}, random)
    others = sorted(set(parts) - {_LINKS})
    some = [*names, _LINKS, random.choice(others)]
    kept = {name: content for name, content in parts.items() if name not in some}
    return kept | mutate.move_parts({name: parts[name] for name in some}, random)


def run(cases: Iterable[int]) -> tuple[Counter[str], list[str]]:
    """Judge that many mutated files: how many were refused and read, and every fault with its number."""
    parts, letter = beside(), mail()
    names = sorted(name for name in parts if name.startswith(_FOLDERS))
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    for number in cases:
        random = Random(number)
        name, step = random.choice([*names, "mail"]), random.choice(_STEPS)
        if random.random() < 0.3:
            name, moved = "links", _moved(parts, names, random)
            outcome, wrong = judge_parts(moved, moved)
        elif name == "mail":
            head = {"mail.xml": letter[:_MAIL]}
            outcome, wrong = judge_mail(mutate.edit_bytes(head, random)["mail.xml"] + letter[_MAIL:])
        else:
            outcome, wrong = judge_parts(parts | step({name: parts[name]}, random), [name])
        outcomes[outcome] += 1
        faults += [f"{number} ({name}, {step.__name__}): {one}" for one in wrong]
    return outcomes, faults


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--first", type=int, default=0)
    told = arguments.parse_args()
    outcomes, faults = run(range(told.first, told.first + told.count))
    print("\n".join(faults[:200]))
    print(dict(outcomes), f"{len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
