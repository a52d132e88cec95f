"""xltrack resolve: what was picked on the Decisions sheet goes into the plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message, speak, spoken
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.lines import conflict_line, outcome_line
from xltrack.cli.options import AS_OF_OPTION, FILE, JSON_OPTION, LANGUAGE_OPTION, WHO_OPTION
from xltrack.cli.output import now, print_line, say, show_json, tell_findings


@click.command("resolve", short_help="Apply what was decided on the Decisions sheet.")
@click.argument("tracker", type=FILE)
@click.option("--take", "takes", multiple=True, metavar="REF.FIELD=CLAIM",
              help="Decide here: REF.FIELD= and a claim's number, keep, both or own:VALUE.")  # fmt: skip
@WHO_OPTION
@AS_OF_OPTION
@LANGUAGE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path, takes: tuple[str, ...], who: str, as_of: date, raised: tuple[str, ...], as_json: bool
) -> int:
    """Apply what was picked on TRACKER's Decisions sheet and leave the rest open.

    A pick is refused, with the reason, if its cell has changed since. Exit 1 while a decision is still open.

    \b
    Example:
      xltrack resolve tracker.xlsx
      xltrack resolve tracker.xlsx --take R1.A2.status=2 --take R3.A1.comments=both
    """
    from xltrack.workflows.decide import resolve_decisions
    from xltrack.workflows.master import Master

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = resolve_decisions(master, takes, when=now(), as_of=as_of, who=who)
    speak(master.tracker.meta.language, master.plan.fields)  # a decision may have made a column a field
    if as_json:
        show_json(report.as_dict())
    else:
        for entry in report.entries:
            print_line(outcome_line(entry))
        tell_findings(report.findings, to_stderr=False)
        for field in report.declared if report.settings else ():
            print_line(message("field", "declared", file=report.settings, key=field.key, header=field.header(spoken())))
        for conflict in report.still_open:
            print_line(message("decisions", "open", decision=conflict_line(conflict)))
        revision = report.after.meta.revision
        say(message("decisions", "state", file=tracker, revision=revision, count=len(report.still_open)))
    return int(report.needs_attention)
