"""The house keeps its shape: arrows point down, and nothing heavy is paid for by those who do not use it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "xltrack"

FLOORS = (
    {"errors", "findings", "i18n", "palette", "shipped"},
    {"model"},
    {"merging", "summary"},
    {"grid"},
    {"xlsx"},
    {"reading", "importing"},
    {"storage", "workbook"},
    {"mail", "rendering"},
    {"workflows"},
    {"cli", "page"},
)
"""The rooms from the ground up. A room imports from its own floor and from those below."""

PUBLIC = {"__init__", "__main__"}
"""The package's face: hands names on, and belongs to no floor."""

CORE = {"errors", "findings", "i18n", "model", "merging", "summary", "reading"}
FORBIDDEN_IN_CORE = {"os", "pathlib", "tempfile", "time", "socket", "subprocess", "shutil", "random", "sys"} | {
    "click", "openpyxl", "pandas", "xlsxwriter", "python_calamine", "zipfile", "logging",
}  # fmt: skip

NEVER = [
    ("xlsx", "model", "the file format knows no plan"),
    ("workbook", "merging.merge", "a workbook shows what was merged; it merges nothing"),
    ("workbook", "merging.claims", "a workbook shows what was merged; it merges nothing"),
    ("workbook", "merging.settle", "a workbook shows what was merged; it merges nothing"),
    ("mail", "merging.merge", "letters speak of the account of a merge, not of its parts"),
    ("mail", "merging.claims", "letters speak of the account of a merge, not of its parts"),
    ("mail", "merging.settle", "letters speak of the account of a merge, not of its parts"),
]


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@cache
def imports(path: Path, *, typing: bool = False) -> frozenset[str]:
    """Every module a file imports, wherever in it; those for type checking only where `typing` asks for them."""
    names: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing_only and not typing:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def inner(path: Path) -> set[str]:
    """The modules of the package that a file imports, without its name: `model.plan`."""
    parts = (module.split(".") for module in imports(path, typing=True))
    return {".".join(part[1:]) for part in parts if part[0] == "xltrack" and part[1:] not in ([], ["__version__"])}


def floor(home: str) -> int:
    return next(at for at, rooms in enumerate(FLOORS) if home in rooms)


@pytest.mark.parametrize("path", [p for p in modules() if room(p) not in PUBLIC], ids=name)
def test_a_room_imports_only_from_its_floor_and_below(path):
    above = {module for module in inner(path) if floor(module.split(".")[0]) > floor(room(path))}
    assert not above


@pytest.mark.parametrize("home, other, why", NEVER)
def test_some_rooms_never_meet(home, other, why):
    met = {
        name(path): module
        for path in modules()
        if room(path) == home
        for module in inner(path)
        if module == other or module.startswith(other + ".")
    }
    assert met == {}, why


def circles() -> Iterator[tuple[str, str]]:
    """Pairs of modules that import each other, straight or through others."""
    known = {name(path) for path in modules()}
    arrows: dict[str, set[str]] = {
        name(path): {module for module in inner(path) if module in known}
        | {f"{module}.__init__" for module in inner(path) if f"{module}.__init__" in known}
        for path in modules()
        if room(path) not in PUBLIC
    }
    reached: dict[str, set[str]] = {}
    for start in arrows:
        seen: set[str] = set()
        queue = [start]
        while queue:
            for module in arrows.get(queue.pop(), set()) - seen:
                seen.add(module)
                queue.append(module)
        reached[start] = seen
    for start, seen in reached.items():
        yield from ((start, other) for other in seen if start < other and start in reached.get(other, set()))


def test_no_modules_import_each_other_in_a_circle():
    assert sorted(circles()) == []


def public_names(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_a_public_name_is_defined_in_one_module():
    """One word, one thing. `command` is the verb of each file of the command line."""
    homes = defaultdict(set)
    for path in modules():
        for public in public_names(path):
            if not public.startswith("_") and public not in {"TYPE_CHECKING", "command"}:
                homes[public].add(name(path))
    assert {public: sorted(paths) for public, paths in homes.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_what_is_public_is_explained(path):
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    public = [one for one in nodes if isinstance(one, (ast.FunctionDef, ast.ClassDef)) and not one.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def cached(node: ast.FunctionDef) -> bool:
    return any("cache" in ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in node.decorator_list)


@pytest.mark.parametrize("path", [p for p in modules() if room(p) in CORE], ids=name)
def test_the_core_knows_no_file_no_clock_and_no_excel(path):
    tops = {module.split(".")[0] for module in imports(path)}
    assert not tops & FORBIDDEN_IN_CORE


@pytest.mark.parametrize("path", modules(), ids=name)
def test_only_frames_knows_pandas_and_only_cli_knows_click(path):
    tops = {module.split(".")[0] for module in imports(path)}
    assert "pandas" not in tops or name(path) == "rendering.frames"
    assert "click" not in tops or room(path) == "cli"


@pytest.mark.parametrize("path", modules(), ids=name)
def test_only_the_command_line_asks_for_today(path):
    if room(path) == "cli":
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


def test_reading_a_workbook_loads_nothing_that_writes_or_merges():
    """A run's start is what a person waits for."""
    code = "import sys, xltrack.workbook.read as _; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    writing = {"xltrack.merging", "xltrack.workbook.patch", "xltrack.xlsx.sheet_editor", "xltrack.workbook.template"}
    assert not writing & set(loaded)


THIN = 60
"""Lines of a command file: options, help text, one call, what to print."""


@pytest.mark.parametrize("path", sorted((PACKAGE / "cli").glob("*_command.py")), ids=name)
def test_a_command_is_the_thin_twin_of_a_workflow(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= THIN
    rooms = {module.split(".")[0] for module in inner(path)}
    assert not rooms & {"merging", "reading", "importing", "grid", "xlsx", "storage", "summary"}


LONGEST_MODULE, LONGEST_FUNCTION, MOST_COMPLEX = 300, 50, 15
"""Lines of a module and of a function, and the branches of a function."""
REASON = "Longer than 50 lines because "
"""A longer function says why in its docstring, with these words."""
BRANCHES = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension, ast.match_case,
    ast.Assert,
)  # fmt: skip


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    yield from (node for node in nodes if isinstance(node, ast.FunctionDef))


def complexity(function: ast.FunctionDef) -> int:
    """Count the branches of a function: statements, comprehensions and their conditions, boolean operators.

    A function or class inside it is counted by itself.
    """
    count = 1
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        count += isinstance(node, BRANCHES)
        if isinstance(node, ast.comprehension):
            count += len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        waiting += ast.iter_child_nodes(node)
    return count


@pytest.mark.parametrize(
    "body, expected",
    [
        ("return 1", 1),
        ("return a and b or c", 3),
        ("return [x for x in a if x if y]", 4),
        ("if a: return 1\n    elif b: return 2", 3),
        ("try: return 1\n    except ValueError: return 2", 2),
        ("for x in a: y = 1 if x else 2", 3),
        ("def inner():\n        if a: return 1\n    return inner", 1),
    ],
)
def test_each_way_through_a_function_is_counted(body, expected):
    (function,) = ast.parse(f"def example():\n    {body}").body
    assert isinstance(function, ast.FunctionDef)
    assert complexity(function) == expected


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_and_its_functions_stay_short_and_simple(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= LONGEST_FUNCTION or REASON in (ast.get_docstring(function) or ""), function.name
        assert complexity(function) <= MOST_COMPLEX, function.name
