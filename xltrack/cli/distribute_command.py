"""xltrack distribute: one workbook for each unit, with a mail draft for each of its people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import speak
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.options import AS_OF_OPTION, DAY, DRY_RUN_OPTION, FILE, FORCE_OPTION, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import now, show_json


@click.command("distribute", short_help="Write one workbook for each unit, with mail drafts.")
@click.argument("tracker", type=FILE)
@click.option("-o", "--output", "folder", required=True, type=FILE, metavar="DIR", help="The folder to write into.")
@click.option("--by", default="responsible", show_default=True, metavar="WAY",
              help="A workbook for each unit (responsible), for each person with the rows of all their units (person), "
                   "or for each value of one of your own fields (its key).")  # fmt: skip
@click.option("--only-open", is_flag=True, help="Leave out completed and no longer applicable actions.")
@click.option("--due-by", **DAY, help="Only actions due by then.")
@click.option("--only", default="", metavar="FIELD=VALUE", help="Only the actions of one unit, person or field value.")
@click.option("--contacts", type=FILE, help="CSV or workbook: Unit, Name, E-mail, Language, Stand-in, Escalation.")
@click.option("--return-by", **DAY, help="The day the copies are to be back.")
@click.option("--email-template", "letter", type=FILE, help="The draft's text: a line Subject: ..., then the body.")
@click.option("--template", type=FILE, help="The workbook to fill instead of the default one.")
@DRY_RUN_OPTION
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@LANGUAGE_OPTION
@JSON_OPTION
def command(tracker: Path, folder: Path, raised: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Write a workbook for each responsible unit of TRACKER into DIR, with the key actions of that unit only.

    With contacts, each person also gets a mail draft, which opens in the mail program, ready to be sent. All drafts are
    in one .mbox, too, and the day of return is in a calendar file. xltrack sends nothing. TRACKER remembers what was
    written for whom, so that `xltrack status` knows who has not returned it. xltrack.toml can set the contacts, how
    long people have ([reminders]), and the name, signature and reply_to of every mail ([coordinator]).

    \b
    Example:
      xltrack distribute tracker.xlsx -o outbox/ --contacts contacts.csv --return-by 2024-07-31
      xltrack distribute tracker.xlsx -o outbox/ --by person --only priority=High --only-open --dry-run
    """
    from xltrack.cli.distribute_lines import print_sending
    from xltrack.mail.copies import CopySelection
    from xltrack.workflows.master import Master
    from xltrack.workflows.send_copies import send_copies

    choice = CopySelection(*map(options.pop, ("by", "only_open", "due_by", "only")))
    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = send_copies(master, folder, choice, when=now(), **options)
    show_json(report.as_dict()) if as_json else print_sending(report, folder)
    return int(report.needs_attention)
