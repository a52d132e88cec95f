"""Zip images of precompiled modules; runs inside Pyodide, called by prepare.mjs.

stdlib.zip  the standard library without what no page can use
site.zip    xltrack and the packages it needs, pure Python and data
*.so        the two compiled modules
"""

import importlib._bootstrap_external as bootstrap
import importlib.util
import zipfile
from pathlib import Path

SITE = "/lib/python3.14/site-packages/"
STAMP = (1980, 1, 1, 0, 0, 0)
UNUSED = (
    "_pyrepl/", "antigravity.py", "cProfile.py", "cgi", "concurrent/interpreters/", "curses/", "dbm/", "doctest.py",
    "ensurepip/", "ftplib.py", "idlelib/", "imaplib.py", "lib2to3/", "mailbox.py", "nntplib", "nturl2path.py",
    "optparse.py", "pdb.py", "poplib.py", "profile.py", "pstats.py", "pyclbr.py", "pydoc.py", "pydoc_data/",
    "smtplib.py", "sqlite3/", "tabnanny.py", "telnetlib", "test/", "this.py", "tkinter/", "trace.py", "turtle.py",
    "turtledemo/", "unittest/", "venv/", "webbrowser.py", "wsgiref/", "xmlrpc/",
)  # fmt: skip
"""Of the standard library; all of it would make the page 2 MiB larger."""


def compiled(name: str, source: bytes) -> bytes:
    """Compile a module to the form that is loaded without looking for its source."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def put(image: zipfile.ZipFile, name: str, data: bytes, home: str) -> None:
    """Add a file to an image, a module as its compiled form."""
    if name.endswith(".py"):
        data, name = compiled(home + name, data), name + "c"
    image.writestr(zipfile.ZipInfo(name, STAMP), data)


def is_used(name: str) -> bool:
    """Return whether a file of a wheel belongs into the image: no stubs, no docs, nothing for Python 2."""
    if not name.startswith("xltrack/") and name.endswith((".html", ".md", ".png", ".rst")):
        return False
    if name.endswith((".pyi", "/", ".typed", ".c", ".pxd")) or name.startswith(("pydantic/v1/", "olefile/olefile2")):
        return False
    if ".dist-info/" in name:
        return name.endswith("METADATA")
    return True


with zipfile.ZipFile("/stdlib.zip") as source, zipfile.ZipFile("/out/stdlib.zip", "w") as image:
    for name in sorted(source.namelist()):
        if not name.endswith("/") and not name.startswith(UNUSED):
            put(image, name, source.read(name), "/lib/python314.zip/")

with zipfile.ZipFile("/out/site.zip", "w") as image:
    for wheel in sorted(Path("/wheels").iterdir()):
        with zipfile.ZipFile(wheel) as source:
            for name in sorted(filter(is_used, source.namelist())):
                if not name.endswith(".so"):
                    put(image, name, source.read(name), SITE)
                elif "wasm32" in wheel.name:
                    Path("/out", Path(name).name).write_bytes(source.read(name))
