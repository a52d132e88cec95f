"""The calls that open: a tracker, a plan to begin one with, the practice month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

from xltrack.errors import BaseMissing, FileError, NotATracker, SourceError, XltrackError
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.page.office import remember_on_page
from xltrack.page.open_month import CallAnswer, Files, OpenMonth, UnsavedPlans, file_name, packed
from xltrack.page.plan_form import plan_form, unread_form
from xltrack.storage.master import MasterFile, MasterInMemory, MasterStorage
from xltrack.workflows.files import WORKBOOKS
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.import_questions import refusal_questions
from xltrack.workflows.import_tracker import begun_tracker, import_options, tracker_names
from xltrack.workflows.master import Master
from xltrack.workflows.return_files import FileInMemory, Returns, load_return, return_files
from xltrack.xlsx.container import holds_workbook

MASTERS = (".xlsx", ".xlsm")
WRAPPINGS = (".zip", ".eml", ".msg")


def hello(month: OpenMonth, files: Files, language: str) -> CallAnswer:
    """Set the language of all words that follow."""
    from xltrack import __version__

    month.language = language
    return {"version": __version__}, []


def trackers(month: OpenMonth, files: Files) -> CallAnswer:
    """List the workbooks in the page's folder."""
    paths = sorted(month.home.iterdir()) if month.home else []
    names = [path.name for path in paths if path.suffix.lower() in MASTERS and not path.name.startswith(("~$", "."))]
    return {"folder": month.home.name if month.home else "", "names": names}, []


def open_file(
    month: OpenMonth,
    files: Files,
    name: str,
    as_of: str,
    meanings: Mapping[str, Mapping[str, str]] | None = None,
    further: Sequence[str] = (),
) -> CallAnswer:
    """Open a tracker, or read a plan to begin one with; a copy that was sent is named as such.

    Of a zip file or a mail, the tracker in it is opened, and nothing else is read: `inside` is then its file's name.
    Without a file, the name is that of a tracker in the page's folder. The files named in `further` make one plan with
    the first. `meanings` are the answers to the questions about it: "headers" to fields, "statuses" to codes.
    """
    day, short = date.fromisoformat(as_of), file_name(name)
    if files:
        if not short.lower().endswith(WORKBOOKS) and holds_workbook(files[0]):
            short += ".xlsx"  # the ending was lost or changed on the way
        storage: MasterStorage = MasterInMemory(short, files[0])
    elif month.home is None:
        raise FileError("no_such_file", file=short)
    else:
        storage = MasterFile(month.home / short)
    master = None
    if files and short.lower().endswith(WRAPPINGS) and (master := _wrapped_tracker(month, short, files[0])):
        value, out = _open_tracker(month, master, day)
        return value | {"inside": short}, out
    if short.lower().endswith(MASTERS):
        try:
            master = Master.open(storage, settings=month.settings if files else None)
        except (BaseMissing, NotATracker):
            master = None  # an office's own spreadsheet, perhaps: it is read as a plan
        except XltrackError as error:
            if error.code != "copy_as_master":
                raise
            return {"kind": "copy", "to": str(error.values["to"])}, []
    if master is not None:
        return _open_tracker(month, master, day)
    names = [short, *map(file_name, further)]
    return _open_plan(month, list(zip(names, [storage.read(), *files[1:]], strict=True)), meanings or {})


def _wrapped_tracker(month: OpenMonth, name: str, data: bytes) -> Master | None:
    """Return the first tracker in a zip file or a mail; copies that were sent are none."""
    with ExitStack() as opened:
        for file in return_files([FileInMemory(name, data)], None, Returns(), opened, DEFAULT_LIMITS):
            short, found = file_name(file.name.rpartition(": ")[2]), load_return(file, DEFAULT_LIMITS)
            if isinstance(found, bytes) and short.lower().endswith(MASTERS):
                with suppress(XltrackError):
                    return Master.open(MasterInMemory(short, found), settings=month.settings)
    return None


def _open_tracker(month: OpenMonth, master: Master, day: date) -> CallAnswer:
    month.begin(master)
    picked, _ = master.picks()
    picks = [{"id": pick.conflict_id, "take": pick.take, "own": pick.own_value} for pick in picked]
    value, out = month.answer(day)
    return value | {"picks": picks}, out


def _open_plan(
    month: OpenMonth, sources: Sequence[tuple[str, bytes]], meanings: Mapping[str, Mapping[str, str]]
) -> CallAnswer:
    """Read plans. Of a source without a known header, give the questions about its columns in place of a plan."""
    options = import_options(month.settings, headers=meanings.get("headers", {}), statuses=meanings.get("statuses", {}))
    try:
        plans = import_plans(sources, options)
    except SourceError as error:
        questions = refusal_questions(error)
        if not questions:
            raise
        month.unsaved = None
        return {"kind": "plan", **unread_form(error, questions, options.fields, month.language)}, []
    month.unsaved = UnsavedPlans(plans, options, tuple(name for name, _ in sources))
    return {"kind": "plan", **plan_form(plans, options.fields, month.language)}, []


def make(month: OpenMonth, files: Files, as_of: str, titles: Sequence[str]) -> CallAnswer:
    """Write each plan that was read as a new tracker, and open the first.

    Gives the first tracker, a zip file of all if there are several, and xltrack.toml if there are new answers.
    """
    from xltrack.workbook.write import workbook_bytes

    if month.unsaved is None:
        raise FileError("nothing_open")
    day, unsaved = date.fromisoformat(as_of), month.unsaved
    settings, made = month.settings, []
    language = settings.language if "language" in settings.model_fields_set else month.language
    names = tracker_names(Path("tracker.xlsx"), len(titles))
    for name, read, title in zip(names, unsaved.plans, titles, strict=True):
        plan = read.plan.model_copy(update={"title": title})
        tracker = begun_tracker(plan, day, language, settings)
        made.append((name.name, workbook_bytes(tracker, as_of=day, template=settings.template)))
    remembered = remember_on_page(month, unsaved)
    value, out = _open_tracker(month, Master.open(MasterInMemory(*made[0]), settings=month.settings), day)
    packages, whole = packed(made, "trackers.zip") if len(made) > 1 else ([], [])
    return value | {"names": packages, "settings": bool(remembered)}, [*out, *whole, *remembered]


def practice(month: OpenMonth, files: Files) -> CallAnswer:
    """Give an invented tracker and what came back for it."""
    from xltrack.workflows.practice import PLAYED, practice_month

    tracker, back = practice_month(month.workplace("practice"))
    paths = [tracker, *back]
    return {"names": [path.name for path in paths], "as_of": PLAYED.isoformat()}, [path.read_bytes() for path in paths]


def about(month: OpenMonth, files: Files, as_of: str) -> CallAnswer:
    """Describe the open tracker for a day, in the language of the page."""
    return month.form(date.fromisoformat(as_of)), []
