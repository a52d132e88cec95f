"""xltrack desk: the coordinator's page, answered by the installed package."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.output import print_line, say


@click.command("desk", short_help="Open the coordinator's page in the browser.")
@click.argument(
    "folder", type=click.Path(file_okay=False, exists=True, path_type=Path), default=".", metavar="[FOLDER]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; a free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def command(folder: Path, port: int, no_browser: bool) -> int:
    """Serve the page for the trackers in FOLDER on this computer alone, until Ctrl-C.

    It is the same page as xltrack.html. It reads trackers and returns from FOLDER or any that you drop, and saves in
    place, with lock and backup. Nobody else can reach it.

    \b
    Example:
      xltrack desk
      xltrack desk amaria/ --no-browser
    """
    from xltrack.page.server import serve

    server = serve(folder.resolve(), port)
    print_line(server.address)
    say(message("desk", "open"))
    if not no_browser:
        import webbrowser

        webbrowser.open(server.address)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0
