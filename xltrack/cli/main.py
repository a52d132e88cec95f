"""The `xltrack` command: a table of verbs imported on demand, and errors turned into exit codes.

Exit codes: 0 done, 1 done with findings (something to look at or decide), 2 could not be done, 130 interrupted.
Messages go to stderr, results to stdout.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from xltrack import __version__
from xltrack.cli.interrupts import INTERRUPTED, INTERRUPTED_LINE
from xltrack.cli.windows_arguments import expanded

DONE, FINDINGS, FAILED = 0, 1, 2

COMMANDS: dict[str, str] = {
    "import": "Make a tracker from a plan: Word, PDF, web page, text or your own spreadsheet.",
    "check": "List what is still wrong in workbooks, cell by cell.",
    "diff": "Show what was changed in a returned workbook, or between two plans.",
    "export": "Write a tracker's plan as JSON, text or CSV.",
    "merge": "Merge returned workbooks into the tracker, losing nothing.",
    "distribute": "Write one workbook for each unit, with mail drafts.",
    "status": "Show who has returned what, and draft reminders.",
    "resolve": "Apply what was decided on the Decisions sheet.",
    "history": "Show what happened to a tracker, or to one action.",
    "undo": "Take back what the last merge changed.",
    "rename-unit": "Give a unit a new name in the whole tracker.",
    "action": "Move, merge or split an action of the agreed plan.",
    "state": "Show or change a plan's state: draft, approved, closed.",
    "carry": "Carry a plan's open actions over into the next plan's tracker.",
    "month": "Do the whole month: merge what came back, write the papers.",
    "summary": "Write the monthly overdue summary.",
    "desk": "Open the coordinator's page in the browser.",
    "field": "Add, list, change and remove fields of your own.",
    "template": "Write the default tracker template, to restyle in Excel.",
    "guide": "Write the one-page guide for staff, to print or to send.",
    "help": "Show the help of a command.",
    "demo": "Run a month on the example plan and print every command.",
}
"""Each verb and its short help, so that `--help` imports none of them. A test holds them to the commands' own."""


class LazyGroup(click.Group):
    """A group whose commands live in xltrack.cli.<verb>_command and are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"xltrack.cli.{cmd_name.replace('-', '_')}_command").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(_no_command(args[0]))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        from xltrack.errors import XltrackError

        try:
            return super().invoke(ctx)
        except XltrackError as error:
            from xltrack.cli.language import spoken_about

            error.language = spoken_about(error)  # known in here only
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _no_command(name: str) -> str:
    from xltrack.cli.language import message, spoken
    from xltrack.findings import DidYouMean, nearest
    from xltrack.i18n.catalogue import catalogue

    meant = DidYouMean(nearest(name, COMMANDS)).text(catalogue(spoken()))
    return f"{message('no_command', name=name)} {meant}".rstrip()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="xltrack")
@click.option("-q", "--quiet", is_flag=True, help="Only results and errors, no messages and no progress.")
def cli(quiet: bool) -> None:
    """Follow up an evaluation's management response in Excel.

    \b
    A month with xltrack:
      xltrack import response.txt -o tracker.xlsx    the plan becomes a workbook
      ... staff fill in their copies and send them back ...
      xltrack check returned/*.xlsx                  what is still wrong, cell by cell
      xltrack merge tracker.xlsx returned/           what is clear is taken, the rest waits
      xltrack resolve tracker.xlsx                   what you picked on the sheet Decisions
      xltrack summary tracker.xlsx -o june.html      what is overdue
    """


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; no input gives a traceback.

    Results are UTF-8, whatever the console's code page, so that a redirected file can be read anywhere.
    """
    for stream, encoding in ((sys.stdout, "utf-8"), (sys.stderr, None)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        if args is None and os.name == "nt":
            args = list(expanded(sys.argv[1:]))
        code = cli.main(args, prog_name="xltrack", standalone_mode=False, windows_expand_args=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else DONE)
    except (KeyboardInterrupt, click.Abort):
        _interrupt()
    except BrokenPipeError:
        # The reader (head, less) has gone. Python flushes stdout again at exit: give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:
        if _is_interrupt(error):
            _interrupt()
        if os.environ.get("XLTRACK_DEBUG") and not isinstance(error, click.ClickException):
            raise
        _show_error(error, as_json="--json" in (sys.argv[1:] if args is None else args))
        sys.exit(FAILED)


def _interrupt() -> NoReturn:
    click.echo(INTERRUPTED_LINE, err=True)
    sys.exit(INTERRUPTED)


def _is_interrupt(error: Exception) -> bool:
    """Return whether Ctrl-C caused an error: Python wraps it while a class is made, pydantic in its text."""
    from traceback import TracebackException

    return any("KeyboardInterrupt" in line for line in TracebackException.from_exception(error).format(chain=True))


def _show_error(error: Exception, *, as_json: bool) -> None:
    """Print an error in words; as JSON on stdout where results are asked for as JSON."""
    from xltrack.cli.explain import error_form, explain
    from xltrack.cli.output import show_json
    from xltrack.cli.usage import show_usage

    if as_json:
        show_json(error_form(error))
    elif isinstance(error, click.UsageError):
        show_usage(error)
    else:
        click.echo(explain(error), err=True)
