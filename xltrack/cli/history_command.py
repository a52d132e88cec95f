"""xltrack history: what happened, from the log that the tracker carries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import JSON_OPTION, entry_line, print_line, say, show_json


@click.command("history", short_help="Show what happened to a tracker, or to one action.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.argument("ref", required=False)
@click.option("--at", metavar="REVISION|DATE", help="Print the plan as it was then, as JSON.")
@LIMIT_OPTION
@JSON_OPTION
def command(tracker: Path, ref: str | None, at: str | None, raised: tuple[str, ...], as_json: bool) -> int:
    """Show TRACKER's log, oldest first; with REF (such as R1.A2), one action's life.

    \b
    Example:
      xltrack history tracker.xlsx R1.A2
      xltrack history tracker.xlsx --at 2024-06-30 > june.json
    """
    from xltrack.errors import BaseMissing
    from xltrack.i18n.catalogue import catalogue, reason_text
    from xltrack.merging.history import life, plan_at
    from xltrack.model.serialize import plan_to_json
    from xltrack.workbook.read import read_master

    base = read_master(tracker, limits=limits(raised, own=True)).base
    if base is None:
        raise BaseMissing("master_base_missing", file=str(tracker))
    if at is not None:
        click.echo(plan_to_json(plan_at(base, _revision_or_day(at))), nl=False)
        return 0
    words = catalogue(base.meta.language)
    entries = life(base, ref) if ref else base.log
    if as_json:
        show_json({"entries": [entry.model_dump(mode="json", exclude={"row", "digest"}) for entry in entries]})
        return 0
    for entry in entries:
        why = f"  [{reason_text(entry.reason, words)}]" if entry.reason else ""
        outcome = words.word("outcomes", entry.outcome)
        print_line(f"{entry.revision:>4}  {entry.when:%Y-%m-%d %H:%M}  {outcome}: {entry_line(entry)}{why}")
    if not entries:
        say(f"{tracker}: nothing has been changed since it was written (revision {base.meta.revision}).")
    return 0


def _revision_or_day(text: str) -> int | date:
    if text.isdigit():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f'"{text}" is neither a revision nor a date like 2024-06-30.') from None
