"""xltrack summary: the monthly overdue summary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import AS_OF_OPTION, FORCE_OPTION, JSON_OPTION, print_line, say, tell_findings
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.rendering.formats import ALL_GROUPINGS, SUFFIXES

if TYPE_CHECKING:
    from xltrack.workflows.summary_sources import SummarySources

MAIL_FORMS = {".eml": "email", ".html": "email-html", ".htm": "email-html", ".txt": "email-text"}


@click.command("summary", short_help="Write the monthly overdue summary.")
@click.argument("trackers", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TRACKER...")
@click.option(
    "--since",
    metavar="DATE|REVISION|FILE",
    help="Tell what happened since: FILE is an earlier copy of the tracker, or the last summary's .json.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help=f"FILE with {', '.join(SUFFIXES)}.")
@click.option("--by", multiple=True, type=click.Choice(ALL_GROUPINGS), help="Only these groupings; may be repeated.")
@click.option("--only-overdue", is_flag=True, help="Only the overdue list and its ageing.")
@click.option("--only", metavar="FIELD=VALUE", help="Only the actions of one unit, person or field value.")
@click.option("--units-together", is_flag=True, help="Add up units of the same name in different plans.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the summary, if not the tracker's.")
@click.option("--email", is_flag=True, help="The compact form for mail: .eml, or .html with its .txt twin.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    trackers: tuple[Path, ...],
    since: str | None,
    output: Path | None,
    by: tuple[str, ...],
    only_overdue: bool,
    only: str | None,
    units_together: bool,
    language: str | None,
    email: bool,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Summarize TRACKERs (workbooks, folders of them, or plans as text) on a day: what is overdue, since when, whose.

    Without -o it is printed as text. Several trackers give one summary with a table per plan. What was typed into
    a tracker since its last merge counts. Exit 1 when a cell or a file could not be read.

    \b
    Example:
      xltrack summary tracker.xlsx --as-of 2024-06-30
      xltrack summary tracker.xlsx --as-of 2024-06-30 --since 2024-05-31 -o june.html
      xltrack summary kazakhstan.xlsx plans/ -o june.xlsx
      xltrack summary tracker.xlsx --only "responsible=Country Office" --language fr -o bureau.pdf
    """
    from xltrack.rendering.formats import render
    from xltrack.summary.narrow import Only
    from xltrack.workflows.files import refuse_overwrite
    from xltrack.workflows.summary_sources import read_since, read_trackers

    forms = {} if output is None else output_forms(output, email)
    inputs = (*trackers, Path(since)) if since else trackers
    for target in forms:
        refuse_overwrite(target, *inputs, force=force)
    own = limits(raised, own=True)
    read = read_trackers(trackers, as_of, own)
    summary = read.summary(
        as_of,
        read_since(since, own) if since else None,
        only=Only.parse(only) if only else None,
        units_together=units_together,
    )
    language = language or read.language
    page = partial(render, summary, only_overdue=only_overdue, by=by or ALL_GROUPINGS, language=language)
    write_forms({target: page(form) for target, form in forms.items()}, as_of)
    if as_json or output is None:
        print_line(page("json" if as_json else "email-text" if email else "text").decode().rstrip("\n"))
    return tell(read)


def output_forms(output: Path, email: bool) -> dict[Path, str]:
    """The files to write and their formats: a mail page has a plain-text twin beside it. Raises XltrackError."""
    from xltrack.errors import FileError

    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=", ".join(SUFFIXES))
    if not email:
        return {output: SUFFIXES[suffix]}
    if suffix not in MAIL_FORMS:
        raise FileError("email_form", file=str(output))
    forms = {output: MAIL_FORMS[suffix]}
    return forms | {output.with_suffix(".txt"): "email-text"} if forms[output] == "email-html" else forms


def write_forms(pages: Mapping[Path, bytes], as_of: date) -> None:
    from xltrack.storage.atomic import atomic_write

    for target, content in pages.items():
        atomic_write(target, content)
        say(f"{target}: {max(len(content) // 1024, 1)} KB, as of {as_of}.")


def tell(read: SummarySources) -> int:
    """What the readers found, on stderr; 1 when something could not be read, and so stands in no figure."""
    for error in read.unread:
        say(f"Could not be read: {error}")
    for name in read.passed_over:
        say(f"Passed over, no tracker: {name}")
    found = [finding for finding in read.findings if finding.needs_attention]
    for file in dict.fromkeys(finding.file for finding in found):
        tell_findings((finding for finding in found if finding.file == file), file=file)
    return 1 if read.unread or any(finding.severity == "error" for finding in read.findings) else 0
