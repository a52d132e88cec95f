"""Firefox ESR and WebKit, driven by their own protocols: Playwright can drive neither of the system's."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver")
MINI_BROWSER = next(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")), "")
SCREEN = shutil.which("Xvfb")
SECONDS = 120


def _until(what: Callable[[], Any], seconds: float = SECONDS, why: str = "") -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(why)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Marionette:
    """Firefox over its own line: `LENGTH:[0, number, command, arguments]`, then `LENGTH:[1, number, error, value]`."""

    def __init__(self, port: int) -> None:
        def connected() -> socket.socket | None:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
            except OSError:
                return None

        self._line = _until(connected)
        self._answers = self._line.makefile("rb")
        self._number = 0
        self._read()
        self.ask("WebDriver:NewSession", capabilities={})

    def _read(self) -> Any:
        size = b""
        while (digit := self._answers.read(1)) != b":":
            assert digit, "Firefox has gone"
            size += digit
        return json.loads(self._answers.read(int(size)))

    def close(self) -> None:
        self._answers.close()
        self._line.close()

    def ask(self, command: str, **arguments: Any) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, arguments]).encode()
        self._line.sendall(b"%d:%s" % (len(text), text))
        _, _, error, value = self._read()
        assert error is None, error
        return value.get("value") if isinstance(value, dict) else value

    def go(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def script(self, text: str, *arguments: Any) -> Any:
        return self.ask("WebDriver:ExecuteScript", script=text, args=list(arguments), sandbox=None)

    def give(self, selector: str, paths: Sequence[Path]) -> None:
        (element,) = self.ask("WebDriver:FindElement", using="css selector", value=selector).values()
        self.ask("WebDriver:ElementSendKeys", id=element, text="\n".join(map(str, paths)))


class WebKit:
    """WebKit over the protocol that W3C made of Selenium's."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}/session"
        options = {"webkitgtk:browserOptions": {"binary": MINI_BROWSER, "args": ["--automation"]}}
        started = _until(lambda: self._begin({"capabilities": {"alwaysMatch": options}}))
        self._at += f"/{started['sessionId']}"

    def _begin(self, asked: Any) -> Any:
        try:
            return self.ask("", asked)
        except urllib.error.URLError:
            return None

    def ask(self, path: str, body: Any) -> Any:
        asked = urllib.request.Request(self._at + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            return json.loads(answer.read())["value"]

    def go(self, address: str) -> None:
        self.ask("/url", {"url": address})

    def script(self, text: str, *arguments: Any) -> Any:
        return self.ask("/execute/sync", {"script": text, "args": list(arguments)})

    def give(self, selector: str, paths: Sequence[Path]) -> None:
        (element,) = self.ask("/element", {"using": "css selector", "value": selector}).values()
        self.ask(f"/element/{element}/value", {"text": "\n".join(map(str, paths))})


@contextmanager
def _running(*command: str, **variables: str) -> Iterator[None]:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ | variables, **silent) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def firefox(folder: Path) -> Iterator[Marionette]:
    """A Firefox with a fresh profile in that folder."""
    port = _free_port()
    (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    command = (str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(folder))
    with _running(*command, TZ="UTC"):
        driver = Marionette(port)
        try:
            yield driver
        finally:
            driver.close()


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """A WebKit on a screen of its own, as root may be without the sandbox it has elsewhere."""
    screen, port = f":{90 + os.getpid() % 1000}", _free_port()
    variables = {"DISPLAY": screen, "TZ": "UTC", "HOME": str(folder), "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    variables["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    with (
        _running(str(SCREEN), screen, "-screen", "0", "1280x1000x24"),
        _running(str(WEBKIT), f"--port={port}", **variables),
    ):
        yield WebKit(port)


PREPARE = """
const Real = Date;
window.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(arguments.length ? given[0] : MOMENT); }
  static now() { return MOMENT; }
};
window.offered = [];
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { if (!blob.type) window.offered.push(blob); return make.call(URL, blob); };
HTMLAnchorElement.prototype.click = function () {};
"""
CLICK = """
const offered = [...document.querySelectorAll("main button, main a, main label, nav a")];
const named = offered.filter((one) => one.innerText.includes(arguments[0]));
named[0]?.click();
return named.length;
"""
READ = """
const [blob] = window.offered.splice(0);
if (blob) {
  const reader = new FileReader();
  reader.onload = () => { window.read = reader.result.split(",")[1]; };
  reader.readAsDataURL(blob);
}
const { read } = window;
window.read = undefined;
return read ?? "";
"""


class Steps:
    """The page in one of these browsers, as a coordinator uses it."""

    def __init__(self, driver: Marionette | WebKit, address: str, moment: int) -> None:
        self.driver = driver
        driver.go(address)
        driver.script(PREPARE.replace("MOMENT", str(moment)))
        self.until("return document.documentElement.dataset.ready === 'true'")

    def until(self, script: str, *arguments: Any) -> Any:
        return _until(lambda: self.driver.script(script, *arguments), why=f"{script} {arguments}")

    def press(self, words: str) -> None:
        self.until(CLICK, words)

    def heading(self, words: str) -> None:
        self.until("return document.querySelector('h1')?.innerText.includes(arguments[0])", words)

    def give(self, *paths: Path) -> None:
        self.driver.give("main input[type=file]", paths)

    def saved(self) -> bytes:
        return base64.b64decode(self.until(READ))
