"""xltrack demo: a month of follow-up on the example plan, with the real commands."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.options import FILE, LANGUAGE_OPTION


@click.command("demo", short_help="Run a month on the example plan and print every command.")
@click.argument("folder", type=FILE, default=Path("xltrack-demo"), metavar="[DIR]")
@click.option("--force", is_flag=True, help="Use DIR even if it holds files; those of the same name are replaced.")
@LANGUAGE_OPTION
def command(folder: Path, force: bool) -> int:
    """Run a month of follow-up in the new folder DIR (by default xltrack-demo): import, returns, check, diff, merge,
    decisions, summary.

    Every step is a real command, printed before it runs, so that you can repeat it by hand.

    \b
    Example:
      xltrack demo
    """
    from xltrack.cli.demo_steps import run_round
    from xltrack.errors import FileError

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        raise FileError("output_exists", file=str(folder))
    run_round(folder)
    return 0
