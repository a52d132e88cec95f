"""Mistakes in what was typed after `xltrack`, in the language spoken: click words its own in English only."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xltrack.cli.language import any_of, message, spoken
from xltrack.cli.output import safe
from xltrack.findings import DidYouMean
from xltrack.i18n.catalogue import catalogue

_EXTRA, _NO_VALUE, _NO_COMMAND = "Got unexpected extra argument", "does not take a value", "No such command '"
"""Patterns that tell apart the errors for which click has no class."""


def usage_text(error: click.ClickException) -> str:
    """Return the one sentence that says what is wrong with a command line."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return _text(error)
    with context.scope(cleanup=False):  # the language that --language named, if it was read before the mistake
        return _text(error)


def show_usage(error: click.UsageError) -> None:
    """Print how the verb is called, where its help is, and what is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx
    if context is not None:
        with context.scope(cleanup=False):
            formatter = context.make_formatter()
            pieces = context.command.collect_usage_pieces(context)
            formatter.write_usage(context.command_path, " ".join(pieces), prefix=f"{message('usage', 'line')} ")
            help_line = message("usage", "help", command=context.command_path)
        click.echo(f"{formatter.getvalue()}{help_line}\n", err=True)
    click.echo(safe(message("usage", "error", text=usage_text(error))), err=True)


def _text(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        kind = "missing_option" if isinstance(error.param, click.Option) else "missing_argument"
        return message("usage", kind, name=_name(error))
    if isinstance(error, click.NoSuchOption):
        meant = DidYouMean(error.possibilities[0] if error.possibilities else None).text(catalogue(spoken()))
        return f"{message('usage', 'no_option', name=error.option_name)} {meant}".rstrip()
    if isinstance(error, click.BadOptionUsage):
        kind = "takes_no_value" if _NO_VALUE in error.message else "needs_value"
        return message("usage", kind, name=error.option_name)
    if isinstance(error, click.BadParameter):
        return message("usage", "bad_value", name=_name(error), reason=_reason(error)) if error.param else error.message
    if error.message.startswith(_NO_COMMAND):
        return message("no_command", name=error.message.removeprefix(_NO_COMMAND).partition("'")[0])
    if error.message.startswith(_EXTRA):
        return message("usage", "extra", found=error.message.partition("(")[2].removesuffix(")"))
    return error.format_message()


def _name(error: click.BadParameter) -> str:
    """Return the name of the argument or the option in the usage line."""
    return error.param.get_error_hint(error.ctx).replace("'", "") if error.param else ""


def _reason(error: click.BadParameter) -> str:
    """Describe the values that an option takes, by its type; for other types, return the words of the error."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        choices: Sequence[str] = kind.choices
        return message("usage", "choices", choices=any_of(choices))
    if isinstance(kind, click.IntRange):
        return message("usage", "number_between", first=kind.min, last=kind.max)
    if kind is click.INT:
        return message("usage", "whole_number")
    if isinstance(kind, click.Path) and kind.exists:
        return message("usage", "no_folder")
    return error.message
