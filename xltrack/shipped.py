"""Files that ship with the package: catalogues, the default template, the example.

`templates/` and `examples/` are beside `xltrack/` in a checkout and inside it, as packages, in an installation. The
package's loader is asked first, so that a zip and a frozen program work like a folder.
"""

from __future__ import annotations

from pkgutil import get_data  # importlib.resources takes ten times as long to load

BESIDE = ("templates", "examples")
"""The folders that are beside the package in a checkout."""


def shipped_bytes(folder: str, name: str) -> bytes:
    """Return a file's bytes. `folder` is a path inside the package ("i18n/locale/en"), or one of `BESIDE`.

    Raises FileNotFoundError where the installation lacks it.
    """
    if folder not in BESIDE:
        data = get_data("xltrack", f"{folder}/{name}")
    else:
        data = _installed(folder, name) or get_data("xltrack", f"../{folder}/{name}")
    if data is None:
        raise FileNotFoundError(f"{folder}/{name}")
    return data


def shipped_text(folder: str, name: str) -> str:
    """Return a UTF-8 file as text. Raises FileNotFoundError where the installation lacks it."""
    return shipped_bytes(folder, name).decode()


def _installed(folder: str, name: str) -> bytes | None:
    """Return the file out of an installed package, or None in a plain checkout."""
    try:
        return get_data(f"xltrack.{folder}", name)
    except OSError:
        return None
