"""The interface's modules: their words, their types, and the two libraries they carry."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltrack.i18n.catalogue import LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
UI = ROOT / "xltrack" / "page" / "ui"
NODE = ROOT / "web" / "node_modules"
MODULES = [path for path in sorted(UI.rglob("*.js")) if "vendor" not in path.parts]

needs_node = pytest.mark.skipif(
    not (NODE / ".package-lock.json").exists(), reason="the packages of web/ are not installed (npm ci in web/)"
)


def texts(language: str) -> dict[str, object]:
    sections = catalogue(language).section("page")
    return {f"{name}.{key}": text for name, words in sections.items() for key, text in words.items()}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_form_of_a_plural_has_all_of_its_placeholders(language):
    english = texts("en")
    for key, text in texts(language).items():
        if isinstance(text, dict):
            forms = list(text.values())
            expected = {place for form in english[key].values() for place in placeholders(form)}  # type: ignore[attr-defined]
            assert placeholders(forms[-1]) == expected, key
            assert all(placeholders(form) <= expected for form in forms), key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_pages_texts_are_translated(language):
    names = {"Excel", "Word", "PDF", "Markdown", "JSON", "Stop"}
    same = {key for key, text in texts(language).items() if text == texts("en")[key] and str(text) not in names}
    assert same <= {"bar.language", "collect.what"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_text_that_a_module_asks_for_is_in_the_catalogue(path):
    asked = set(re.findall(r"""\bt\(\s*"([a-z_]+\.[a-z_0-9]+)\"""", path.read_text(encoding="utf-8")))
    assert asked - set(texts("en")) == set()


def test_no_text_of_the_catalogue_is_unused():
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    patterns = [re.escape(found).replace(r"\$\{", "${") for found in re.findall(r"`([a-z]+\.[a-z_]*)\$\{", source)]
    unused = [
        key
        for key in texts("en")
        if f'"{key}"' not in source and not any(re.match(pattern, key) for pattern in patterns)
    ]
    assert unused == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_writes_markup(path):
    """Text from files is text: nothing is ever put into the page as HTML."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|\beval\(", source
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_at_most_three_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


VENDORED = {
    "preact.mjs": "preact/dist/preact.mjs",
    "hooks.mjs": "preact/hooks/dist/hooks.mjs",
    "htm.mjs": "htm/dist/htm.module.js",
}


@needs_node
@pytest.mark.parametrize("name, source", VENDORED.items(), ids=VENDORED)
def test_a_library_is_the_locked_packages_own_file(name, source):
    assert (UI / "vendor" / name).read_bytes() == (NODE / source).read_bytes()


@needs_node
def test_the_types_hold():
    done = subprocess.run([NODE / ".bin" / "tsc", "-p", ROOT / "web"], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_the_lock_file_names_no_address():
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 5


NOT_IN_THE_PAGE = {"pandas", "distributed", "pdfplumber", "pdfminer"}
"""Frames, many machines and PDF: no page can use them, and says so of PDF."""


def test_every_package_that_the_page_imports_is_in_it():
    wheels = (ROOT / "web" / "requirements.txt").read_text(encoding="utf-8").casefold().replace("-", "_")
    used = {name for path in (ROOT / "xltrack").rglob("*.py") if "cli" not in path.parts for name in imported(path)}
    missing = {name for name in used - {"xltrack", *sys.stdlib_module_names} if f"\n{name.casefold()}==" not in wheels}
    assert missing == NOT_IN_THE_PAGE


def imported(path: Path) -> Iterator[str]:
    """Yield the first part of the name of each module that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]


def test_every_wheel_is_named_by_its_digest():
    lines = (ROOT / "web" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wheels = [line for line in lines if line and not line.startswith("#")]
    assert wheels
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", line) for line in wheels)
