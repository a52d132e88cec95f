"""xltrack diff: what was changed."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.language import message, speak
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.lines import change_line
from xltrack.cli.options import FILE, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import print_line, say, show_json, tell_findings


@click.command("diff", short_help="Show what was changed in a returned workbook, or between two plans.")
@click.argument("plans", nargs=-1, required=True, type=FILE, metavar="RETURNED | OLD NEW")
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything was changed.")
@LANGUAGE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(plans: tuple[Path, ...], exit_code: bool, raised: tuple[str, ...], as_json: bool) -> int:
    """Show what was changed in RETURNED since xltrack wrote it, or between OLD and NEW (each in any format that can be
    imported).

    \b
    Example:
      xltrack diff returned/country-office.xlsx
      xltrack diff response-2023.txt tracker.xlsx
    """
    from xltrack.workflows.compare_plans import compare_plans, compare_return

    if len(plans) > 2:
        raise click.UsageError(message("usage", "one_or_two"))
    if len(plans) == 1:
        found = compare_return(plans[0], limits=limits(raised))
    else:
        found = compare_plans(plans[0], plans[1], limits=limits(raised, own=True))
    speak(found.language, found.fields)
    if as_json:
        show_json(found.as_dict())
    else:
        for change in found.changes:
            print_line(change_line(change))
        tell_findings(finding for finding in found.findings if finding.needs_attention)
        say(message("diff", "line", file=plans[-1], count=len(found.changes)))
    return int(found.needs_attention or (exit_code and bool(found.changes)))
