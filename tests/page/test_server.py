"""The local server answers the page it served, and nobody else."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from tests.page.asking import DAY
from xltrack.page.server import MOST_BYTES, TOKEN_HEADER, DeskServer, serve
from xltrack.workflows.practice import practice_month


@pytest.fixture
def server(tmp_path) -> Iterator[DeskServer]:
    practice_month(tmp_path)
    started = serve(tmp_path)
    thread = threading.Thread(target=started.serve_forever, daemon=True)
    thread.start()
    yield started
    started.shutdown()
    started.server_close()
    thread.join()


def asked(
    server: DeskServer, method: str, path: str, body: bytes = b"", **changes: str | None
) -> tuple[int, bytes, dict]:
    """The answer to a request that is right but for the headers that `changes` replaces or leaves away."""
    headers = {"Host": f"127.0.0.1:{server.server_port}", "Origin": server.origin, TOKEN_HEADER: server.token}
    headers |= {"Content-Length": str(len(body))}
    names = {"host": "Host", "origin": "Origin", "token": TOKEN_HEADER, "length": "Content-Length"}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in (headers | {names[key]: value for key, value in changes.items()}).items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    found = response.status, response.read(), dict(response.getheaders())
    connection.close()
    return found


def call(arguments: dict[str, object], *files: bytes) -> bytes:
    head = json.dumps({"args": arguments, "sizes": [len(one) for one in files]})
    return head.encode() + b"\n" + b"".join(files)


HELLO = call({"language": "en"})


def test_the_page_and_its_files_are_served(server):
    status, body, headers = asked(server, "GET", "/")
    assert status == 200
    assert b'src="ui/main.js"' in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert server.token.encode() not in body
    for name in ("main.js", "style.css", "screens/decide.js", "vendor/preact.mjs"):
        assert asked(server, "GET", f"/ui/{name}")[0] == 200, name


def test_a_call_is_answered(server):
    status, body, _ = asked(server, "POST", "/call/hello", HELLO)
    assert status == 200
    assert json.loads(body.partition(b"\n")[0])["answer"]["value"]["version"]


def test_files_come_back_whole(server, tmp_path):
    status, body, _ = asked(server, "POST", "/call/open", call({"name": "tracker.xlsx", "as_of": DAY}))
    head, _, rest = body.partition(b"\n")
    assert status == 200
    assert json.loads(head)["sizes"] == [len(rest)]
    assert rest == (tmp_path / "tracker.xlsx").read_bytes()


FORGED = {
    "another host": ({"host": "evil.example"}, 421),
    "the name of this computer": ({"host": "localhost:80"}, 421),
    "another port": ({"host": "127.0.0.1:1"}, 421),
    "another origin": ({"origin": "https://evil.example"}, 403),
    "the origin of a file": ({"origin": "null"}, 403),
    "no origin": ({"origin": None}, 403),
    "no token": ({"token": None}, 403),
    "a wrong token": ({"token": "x" * 43}, 403),
    "a token that is no ASCII": ({"token": "\u00e9"}, 403),
    "no length": ({"length": None}, 411),
    "a length that is none": ({"length": "-1"}, 411),
    "too much": ({"length": str(MOST_BYTES + 1)}, 413),
}


@pytest.mark.parametrize("changes, status", FORGED.values(), ids=FORGED)
def test_a_forged_call_is_refused(server, changes, status):
    assert asked(server, "POST", "/call/hello", HELLO, **changes)[0] == status


@pytest.mark.parametrize("path", ["/call/call", "/call/__init__", "/call/", "/call/_month", "/hello", "/call/hello/x"])
def test_only_the_pages_calls_are_answered(server, path):
    assert asked(server, "POST", path, HELLO)[0] == 404


BODIES = [
    b"",
    b"no json\n",
    b"[]\n",
    b'{"args": {}}\n',
    b'{"args": {}, "sizes": [5]}\nabc',
    b'{"args": {}, "sizes": [-1]}\n',
]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_means_nothing_is_refused(server, body):
    assert asked(server, "POST", "/call/hello", body)[0] == 400


PATHS = [
    "/ui/../server.py",
    "/ui/%2e%2e/server.py",
    "/ui//etc/passwd",
    "/ui/index.html",
    "/ui/.hidden.js",
    "/server.py",
    "/ui/x.js",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_other_file_is_served(server, path):
    assert asked(server, "GET", path)[0] == 404


def test_a_page_of_another_host_gets_nothing(server):
    assert asked(server, "GET", "/", host="evil.example")[0] == 421


def test_the_server_listens_on_this_computer_alone(server):
    assert server.server_address[0] == "127.0.0.1"


def test_two_servers_have_two_tokens(server, tmp_path):
    other = serve(tmp_path)
    other.server_close()
    assert other.token != server.token
