"""The return status: what became of every copy that was sent, as a table, a workbook and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xltrack.errors import XltrackError
from xltrack.findings import Finding
from xltrack.mail.return_status import ReturnStatus, board
from xltrack.model.plan import PlanState
from xltrack.storage.atomic import atomic_write
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.master import Master

if TYPE_CHECKING:
    from xltrack.workflows.remind import Drafted


class StatusReport(NamedTuple):
    """The return status, files that could not be read, and the reminders that were drafted if that was asked for."""

    board: ReturnStatus
    unreadable: tuple[XltrackError, ...] = ()
    drafted: Drafted | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def needs_attention(self) -> bool:
        counts = self.board.counts
        silent = counts["never"] and self.board.state is not PlanState.CLOSED
        return bool(silent or counts["partial"] or self.board.strangers or self.unreadable)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        drafts = {"written": self.drafted.written, "there": self.drafted.there} if self.drafted else None
        return json_form(
            "xltrack-status/1",
            state=self.board.state.value,
            copies=[row.as_dict() for row in self.board.rows],
            counts=dict(self.board.counts),
            strangers=list(self.board.strangers),
            files=[{"file": str(one.values.get("file", "")), "error": one.as_dict()} for one in self.unreadable],
            drafts=drafts,
            findings=findings_form(self.findings),
        )


def report_status(
    master: Master,
    returned: Sequence[Path] = (),
    *,
    as_of: date,
    return_by: date | None = None,
    output: Path | None = None,
    drafts: Path | None = None,
    contacts: Path | None = None,
    language: str | None = None,
) -> StatusReport:
    """Judge on a day what became of each copy; returns that were merged are known without their files.

    `return_by` takes the place of the day that people were given. `output` gets the table as a workbook, the folder
    `drafts` the reminders that are due, to the people of a newer `contacts` table if there is one.
    The table is in `language`, or else in the tracker's.
    """
    from xltrack.rendering.return_status import board_xlsx

    returns = master.read_returns(returned)
    state = master.tracker.model_copy(update={"plan": master.plan})
    status = board(state, returns.submissions, as_of, return_by=return_by)
    if output is not None:
        atomic_write(output, board_xlsx(status, state.plan.title, as_of, language or state.meta.language))
    drafted, findings = None, tuple[Finding, ...]()
    if drafts is not None:
        from xltrack.workflows.distribute import read_contacts
        from xltrack.workflows.remind import Stationery, write_reminders

        people, findings = read_contacts(contacts) if contacts else ((), ())
        drafted = write_reminders(drafts, state, status, Stationery.of(master), as_of, people)
    outside = [
        finding for back in returns.submissions for finding in back.findings if finding.code.startswith("remark_")
    ]
    return StatusReport(status, tuple(returns.unreadable), drafted, (*findings, *returns.findings, *outside))
