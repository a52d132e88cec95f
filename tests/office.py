"""A real LibreOffice, for tests: opens a workbook, edits it as a person would, saves it in any format."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".pdf": "calc_pdf_Export",
}
SYSTEM_PYTHON = "/usr/bin/python3"


def installed() -> bool:
    if not shutil.which("soffice") or not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


class Office:
    """`edit` runs steps on a workbook and saves it; `values` reads cells as they are shown, recalculated."""

    def __init__(self) -> None:
        worker = Path(__file__).with_name("office_worker.py")
        self._worker = subprocess.Popen(
            [SYSTEM_PYTHON, str(worker)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def edit(self, source: Path, target: Path, *steps: tuple[Any, ...]) -> Path:
        """The workbook with the steps done, saved under `target` in the format its suffix names."""
        self._ask({"open": str(source), "steps": steps, "save": str(target), "filter": FILTERS[target.suffix]})
        return target

    def values(self, source: Path, sheet: str, addresses: list[str]) -> list[str]:
        """Return the values of the cells after everything was calculated again."""
        steps = [("recalculate", ""), *(("get", sheet, address) for address in addresses)]
        got: list[str] = self._ask({"open": str(source), "steps": steps})["got"]
        return got

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._worker.stdin
        assert self._worker.stdout
        print(json.dumps(request), file=self._worker.stdin, flush=True)
        result: dict[str, Any] = json.loads(self._worker.stdout.readline())
        assert "error" not in result, result["error"]
        return result

    def close(self) -> None:
        assert self._worker.stdin
        assert self._worker.stdout
        self._worker.stdin.close()
        self._worker.wait(60)
        self._worker.stdout.close()


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for the whole session; its start costs seconds."""
    if not installed():
        pytest.skip("LibreOffice with UNO is not installed")
    running = Office()
    yield running
    running.close()
