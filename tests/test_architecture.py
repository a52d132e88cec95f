"""The house keeps its shape: arrows point inward, and nothing heavy is paid for by those who do not use it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "xltrack"

SHELL = {"excel", "render", "cli", "desk", "frames", "entry", "__main__"}
"""What may know files, clocks and other people's libraries; everything else is the core."""

FORBIDDEN_IN_CORE = {"os", "pathlib", "tempfile", "time", "socket", "subprocess", "shutil", "random", "sys"} | {
    "click", "openpyxl", "pandas", "xlsxwriter", "python_calamine", "zipfile", "logging",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def home(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it, but for type checking."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", [p for p in modules() if home(p) not in SHELL], ids=lambda p: p.stem)
def test_the_core_knows_no_file_no_clock_and_no_excel(path):
    allowed = {"settings": {"pathlib"}, "__init__": {"sys"}}.get(home(path), set())  # sys: itself, as a module
    tops = {name.split(".")[0] for name in imports(path)}
    assert tops & FORBIDDEN_IN_CORE <= allowed
    inner = {name.split(".")[1] for name in imports(path) if name.startswith("xltrack.")}
    assert not inner & SHELL


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_frames_knows_pandas_and_only_cli_knows_click(path):
    tops = {name.split(".")[0] for name in imports(path)}
    assert "pandas" not in tops or path.stem == "frames"
    assert "click" not in tops or home(path) == "cli"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_core_function_asks_for_today(path):
    if home(path) == "cli":
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    assert not {node.attr for node in calls} & {"today", "utcnow"}


@pytest.mark.parametrize(
    "arguments, absent",
    [
        (["--help"], ["pydantic", "openpyxl", "pandas", "xlsxwriter", "importlib.metadata", "zipfile"]),
        (["check", "--help"], ["openpyxl", "pandas", "xlsxwriter", "jinja2"]),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments, absent):
    code = (
        "import sys\nfrom xltrack.cli.main import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
    assert not set(absent) & set(loaded)
