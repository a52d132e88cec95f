"""xltrack distribute: one workbook for each unit, with a mail draft for each of its people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    counted,
    findings_json,
    now,
    optional_day,
    print_line,
    say,
    show_json,
    tell_findings,
)

if TYPE_CHECKING:
    from xltrack.model.tracker import Tracker
    from xltrack.workflows.distribute import Envelope, Mailing

_FILE = click.Path(path_type=Path)


@click.command("distribute", short_help="Write one workbook for each unit, with mail drafts.")
@click.argument("tracker", type=_FILE)
@click.option("-o", "--output", "folder", required=True, type=_FILE, metavar="DIR", help="The folder to write into.")
@click.option("--by", type=click.Choice(["responsible", "person"]), default="responsible", show_default=True,
              help="A workbook for each unit, or for each person with the rows of all their units.")  # fmt: skip
@click.option("--only-open", is_flag=True, help="Leave completed and no longer applicable actions away.")
@click.option("--due-by", callback=optional_day, metavar="DATE", help="Only actions due by then.")
@click.option("--contacts", type=_FILE, help="CSV or workbook: Unit, Name, E-mail, Language, Escalation.")
@click.option("--return-by", callback=optional_day, metavar="DATE", help="When the copies are to be back.")
@click.option("--email-template", "letter", type=_FILE, help="The draft's text: a line Subject: ..., then the body.")
@click.option("--template", type=_FILE, help="The workbook to fill instead of the default one.")
@click.option("--dry-run", is_flag=True, help="Only report what would be written.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path,
    folder: Path,
    as_of: date,
    contacts: Path | None,
    dry_run: bool,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> int:
    """Write a workbook for each responsible unit of TRACKER into DIR, holding that unit's key actions alone.

    With contacts, a mail draft for each person comes with it: it opens in the mail program, ready to be sent.
    xltrack sends nothing. TRACKER remembers what was written for whom, so that `xltrack status` can tell who has
    not returned it. xltrack.toml may name the contacts and, under [reminders], how long people have.

    \b
    Example:
      xltrack distribute tracker.xlsx -o outbox/ --contacts contacts.csv --return-by 2024-07-31
      xltrack distribute tracker.xlsx -o outbox/ --by person --only-open --dry-run
    """
    from xltrack.errors import MailError
    from xltrack.mail.copies import CopySelection, parcels
    from xltrack.merging.merge import merge
    from xltrack.storage.lock import refuse_open
    from xltrack.workbook.read import read_master
    from xltrack.workbook.update import update_workbook
    from xltrack.workflows.distribute import envelopes, read_contacts, write_copies
    from xltrack.workflows.files import load_settings
    from xltrack.workflows.sync_copies import copies_beside

    settings = load_settings(tracker.parent)
    own = limits(raised, own=True)
    master = read_master(tracker, limits=own)
    noted = merge(master, [], when=now())
    state, path = noted.tracker, contacts or settings.contacts
    people, findings = read_contacts(path) if path else ((), ())
    found, more = parcels(state, people, CopySelection(options["by"], options["only_open"], options["due_by"]))
    if not found:
        raise MailError("nothing_to_send", file=str(tracker))
    mailing = _mailing(settings.template, settings.reminders, as_of, options)
    written = envelopes(state, found, as_of)
    if not dry_run:
        refuse_open(tracker)  # before copies lie there that the tracker would not know of
        lines = write_copies(folder, state, written, mailing, force=force)
        state = state.model_copy(update={"sent": (*state.sent, *lines)})
        update_workbook(tracker, master, state, as_of=as_of, adopted=noted.adopted, limits=own)
    findings = (*noted.findings, *findings, *more, *copies_beside(tracker, master))
    if as_json:
        show_json(_json(written, mailing, state) | {"findings": findings_json(findings)})
    else:
        _print(folder, written, mailing, with_contacts=path is not None, dry_run=dry_run)
        tell_findings(finding for finding in findings if finding.needs_attention)
    return 1 if any(finding.needs_attention for finding in findings) else 0


def _mailing(template: Path | None, rhythm: dict[str, Any], as_of: date, options: dict[str, Any]) -> Mailing:
    from dataclasses import replace

    from xltrack.mail.letters import LetterTemplate
    from xltrack.mail.reminders import Rhythm
    from xltrack.workflows.distribute import Mailing
    from xltrack.workflows.files import read_text

    path = options["letter"]
    letter = LetterTemplate.parse(read_text(path), str(path)) if path else None
    mailing = Mailing.of(as_of, now(), options["return_by"], Rhythm.from_settings(rhythm))
    return replace(mailing, template=options["template"] or template, letter=letter)


def _json(written: Sequence[Envelope], mailing: Mailing, state: Tracker) -> dict[str, Any]:
    copies = [
        {
            "to": one.parcel.to,
            "file": one.file,
            "language": one.parcel.language,
            "actions": list(one.parcel.refs),
            "drafts": [{"file": name, "name": contact.name, "email": contact.email} for name, contact in one.drafts],
        }
        for one in written
    ]
    return {"revision": state.meta.revision, "return_by": mailing.return_by.isoformat(), "copies": copies}


def _print(folder: Path, written: Sequence[Envelope], mailing: Mailing, *, with_contacts: bool, dry_run: bool) -> None:
    for one in written:
        drafts = counted(len(one.drafts), "draft")
        print_line(f"{one.file}  {one.parcel.to}: {counted(len(one.parcel.actions), 'key action')}, {drafts}")
    would = "would be " if dry_run else ""
    say(f"{folder}: {counted(len(written), 'workbook')} {would}written, to be back by {mailing.return_by}.")
    if not with_contacts:
        say("There are no drafts without contacts: name a table with --contacts FILE.")
