"""The HTML around the interface and its content policy: one form for the single file and for `xltrack desk`."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from string import Template
from typing import Any

from xltrack.i18n.catalogue import LANGUAGES, catalogue

MODULES = ("preact", "preact/hooks", "htm")
"""The libraries that the interface imports by name; their files are under ui/vendor."""


def interface_file(name: str) -> bytes:
    """Return one of the interface's files, such as "main.js" or "vendor/preact.mjs"."""
    return files("xltrack.page").joinpath("ui", *name.split("/")).read_bytes()


def page_words() -> dict[str, Mapping[str, Any]]:
    """Return the page's words in every language: the page shows some before Python is ready."""
    return {language: _of(language) for language in LANGUAGES}


def _of(language: str) -> Mapping[str, Any]:
    words = catalogue(language)
    about = {key: words.word("language", key) for key in ("direction", "name")}
    dates = {key: words.section("dates")[key] for key in ("day", "month")}
    return {**words.section("page"), "language": about, "dates": dates}


def script_source(text: str) -> str:
    """Return the source expression that allows exactly this inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def content_policy(*, scripts: Iterable[str], styles: Iterable[str], more: Mapping[str, str]) -> str:
    """Return a content policy that allows these sources and nothing else; `more` adds directives."""
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": " ".join(styles),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    } | dict(more)
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def page_document(*, style: str, script: str, policy: str = "") -> str:
    """Return the whole page. `style` and `script` are elements; the policy is left out where a header carries it."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    template = Template(interface_file("index.html").decode())
    return template.substitute(policy=meta, style=style, script=script, words=script_json(page_words()))


def script_json(value: object) -> str:
    """Return JSON that no HTML parser takes for markup."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def import_map() -> str:
    """Return the import map by which browsers find the libraries among the package's files."""
    names = {name: f"./ui/vendor/{name.rsplit('/', 1)[-1]}.mjs" for name in MODULES}
    return json.dumps({"imports": names})
