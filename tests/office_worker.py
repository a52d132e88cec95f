"""Runs under the system's Python, which has UNO: edits workbooks in a real LibreOffice.

One request a line on stdin: {"open", "steps", "save", "filter"}; one answer a line on stdout.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField
from com.sun.star.util import URL


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def typed(sheet, address, text):
    """As a person types it: LibreOffice decides what it is."""
    sheet.getCellRangeByName(address).setFormula(text)


def sort(sheet, address, column, ascending, header=False):
    field = TableSortField()
    field.Field, field.IsAscending, field.IsCaseSensitive = column, ascending, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    sheet.getCellRangeByName(address).sort((option("SortFields", fields), option("ContainsHeader", header)))


def toolbar_sort(document, name, address, ascending):
    """As the button of the toolbar sorts: one cell is selected, and LibreOffice finds what belongs to it."""
    sheet, view = document.Sheets.getByName(name), document.CurrentController
    view.setActiveSheet(sheet)
    view.select(sheet.getCellRangeByName(address))
    command, url = "SortAscending" if ascending else "SortDescending", URL()
    url.Complete, url.Protocol, url.Path = f".uno:{command}", ".uno:", command
    view.Frame.queryDispatch(url, "", 0).dispatch(url, (option("SynchronMode", True),))


def copy(sheet, source, target):
    sheet.copyRange(sheet.getCellRangeByName(target).CellAddress, sheet.getCellRangeByName(source).RangeAddress)


def note(sheet, address, text):
    sheet.Annotations.insertNew(sheet.getCellRangeByName(address).CellAddress, text)


STEPS = {
    "note": note,
    "type": typed,
    "text": lambda sheet, address, text: sheet.getCellRangeByName(address).setString(text),
    "clear": lambda sheet, address: sheet.getCellRangeByName(address).clearContents(1023),
    "get": lambda sheet, address: sheet.getCellRangeByName(address).getString(),
    "sort": sort,
    "insert": lambda sheet, kind, first, count: getattr(sheet, kind.capitalize()).insertByIndex(first - 1, count),
    "delete": lambda sheet, kind, first, count: getattr(sheet, kind.capitalize()).removeByIndex(first - 1, count),
    "copy": copy,
    "rename": lambda sheet, name: setattr(sheet, "Name", name),
}
WHOLE = {
    "toolbar_sort": toolbar_sort,
    "remove_sheet": lambda document, sheet: document.Sheets.removeByName(sheet),
    "move_sheet": lambda document, sheet, place: document.Sheets.moveByName(sheet, place),
    "recalculate": lambda document, sheet: document.calculateAll(),
}


def step(document, name, sheet, *arguments):
    if name in WHOLE:
        return WHOLE[name](document, sheet, *arguments)
    return STEPS[name](document.Sheets.getByName(sheet), *arguments)


def answer(desktop, request):
    url = uno.systemPathToFileUrl(request["open"])
    document = desktop.loadComponentFromURL(url, "_blank", 0, (option("Hidden", True),))
    if document is None:
        return {"error": "LibreOffice could not open it"}
    try:
        got = [step(document, *one) for one in request["steps"]]
        if request.get("save"):
            target = uno.systemPathToFileUrl(request["save"])
            document.storeToURL(target, (option("FilterName", request["filter"]),))
        return {"got": [value for value in got if value is not None]}
    finally:
        document.close(True)


def main():
    with tempfile.TemporaryDirectory() as profile:
        pipe = "xltrack" + Path(profile).name.replace("_", "")
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
             f"--accept=pipe,name={pipe};urp"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            desktop = connect(pipe)
            for line in sys.stdin:
                try:
                    result = answer(desktop, json.loads(line))
                except Exception as error:
                    result = {"error": repr(error)}
                print(json.dumps(result), flush=True)
            desktop.terminate()
        except Exception:
            pass
        finally:
            try:
                office.wait(20)
            except subprocess.TimeoutExpired:
                office.kill()


main()
