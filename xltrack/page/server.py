"""The page served on this computer alone, for `xltrack desk`: loopback, a random token, exact Host and Origin.

GET  /, /ui/NAME        the interface; nothing of it is secret
POST /call/METHOD       one call of the session: a line of JSON, then the bytes of the files it names

A request with another Host gets 421, one without the token or from another origin 403, an unknown method 404. The
token is in the address's fragment, which no browser sends anywhere, and comes back in a header that no form can set.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from xltrack.page import shell
from xltrack.page.session import METHODS, Session

LOOPBACK = "127.0.0.1"
TOKEN_HEADER = "X-Xltrack-Token"
MOST_BYTES = 200 * 2**20
"""Most bytes of one request: more returns than one month brings."""
TYPES = {"js": "text/javascript", "mjs": "text/javascript", "css": "text/css"}


class DeskServer(ThreadingHTTPServer):
    """A server of one session on a free port of this computer."""

    daemon_threads = True

    def __init__(self, session: Session, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.session = session
        self.token = secrets.token_urlsafe(32)
        self.turn = threading.Lock()
        self.page, self.policy = _page()

    @property
    def origin(self) -> str:
        """Return the only origin that may call."""
        return f"http://{LOOPBACK}:{self.server_port}"

    @property
    def address(self) -> str:
        """Return the address to open, with the token in its fragment."""
        return f"{self.origin}/#token={self.token}"


def serve(folder: Path | None = None, port: int = 0) -> DeskServer:
    """Return a server whose session works in `folder`, ready for `serve_forever`."""
    return DeskServer(Session(folder), port)


def _page() -> tuple[bytes, str]:
    """Return the interface's page and the policy that is sent with it."""
    modules = shell.import_map()
    script = f'<script type="importmap">{modules}</script>\n<script type="module" src="ui/main.js"></script>'
    page = shell.page_document(style='<link rel="stylesheet" href="ui/style.css">', script=script)
    more = {"connect-src": "'self'", "frame-ancestors": "'none'"}
    return page.encode(), shell.content_policy(
        scripts=("'self'", shell.script_source(modules)), styles=("'self'",), more=more
    )


class _Handler(BaseHTTPRequestHandler):
    server: DeskServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Print nothing: addresses hold no secret, but nobody asked for a log."""

    def do_GET(self) -> None:
        """Send the page or one of its files."""
        path = self.path.partition("?")[0]
        if self.headers.get("Host") != self.server.origin.removeprefix("http://"):
            self._send(421)
        elif path == "/":
            self._send(200, self.server.page, "text/html; charset=utf-8")
        elif path.startswith("/ui/"):
            self._send_asset(path.removeprefix("/ui/"))
        else:
            self._send(404)

    def _send_asset(self, name: str) -> None:
        kind = TYPES.get(name.rpartition(".")[2])
        parts = name.split("/")
        if kind is None or not all(part.replace(".", "").isalnum() and not part.startswith(".") for part in parts):
            self._send(404)
            return
        try:
            self._send(200, shell.interface_file(name), f"{kind}; charset=utf-8")
        except OSError:
            self._send(404)

    def do_POST(self) -> None:
        """Answer one call, one at a time."""
        method = self.path.removeprefix("/call/")
        length = self.headers.get("Content-Length", "")
        refusal = self._refusal(method, length)
        if refusal:
            self.close_connection = True
            self._send(refusal)
            return
        head, _, rest = self.rfile.read(int(length)).partition(b"\n")
        try:
            asked = json.loads(head)
            files = _cut(rest, asked["sizes"])
            arguments = json.dumps(asked["args"])
        except (ValueError, KeyError, TypeError):
            self._send(400)
            return
        with self.server.turn:
            text, out = self.server.session.call(method, arguments, files)
        first = json.dumps({"answer": json.loads(text), "sizes": [len(value) for value in out]}, ensure_ascii=False)
        self._send(200, first.encode() + b"\n" + b"".join(out), "application/octet-stream")

    def _refusal(self, method: str, length: str) -> int:
        """Return the status of a call that is not answered, or 0."""
        token = self.headers.get(TOKEN_HEADER, "")
        if self.headers.get("Host") != self.server.origin.removeprefix("http://"):
            return 421
        if self.headers.get("Origin") != self.server.origin:
            return 403
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            return 403
        if not self.path.startswith("/call/") or method not in METHODS:
            return 404
        if not length.isdecimal():
            return 411
        return 413 if int(length) > MOST_BYTES else 0

    def _send(self, status: int, body: bytes = b"", kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": self.server.policy,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _cut(data: bytes, sizes: Sequence[Any]) -> list[bytes]:
    """Cut the files out of a request's body. Raises ValueError where their sizes do not fit it."""
    if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != len(data):
        raise ValueError("sizes")
    files, at = [], 0
    for size in sizes:
        files.append(data[at : at + size])
        at += size
    return files
