"""The state that a return without its base was made from, as far as the master's log can tell."""

from __future__ import annotations

from xltrack.merging.history import plan_at
from xltrack.model.compare import comparable
from xltrack.model.correspondence import last_sent
from xltrack.model.submission import Submission, recipients
from xltrack.model.tracker import Tracker


def rebuilt_base(known: Tracker, submission: Submission) -> Tracker | None:
    """Rebuild the state that a return was made from, by its printed form id and revision, else by its key actions.

    Returns None for a return of another plan, and for a table that does not show which plan it belongs to.
    """
    if submission.tracker or submission.revision is not None:
        return _by_revision(known, submission)
    return _by_texts(known, submission)


def _by_revision(known: Tracker, submission: Submission) -> Tracker | None:
    revision = submission.revision
    if submission.tracker != known.meta.id or revision is None or not 1 <= revision <= known.meta.revision:
        return None
    sent = last_sent(copy for copy in known.sent if copy.revision <= revision)
    scope = (ref for to in recipients(known, submission) if to in sent for ref in sent[to].refs)
    return _state(known, revision, tuple(dict.fromkeys(scope)))


def _by_texts(known: Tracker, submission: Submission) -> Tracker | None:
    """Take the rows of a table as those last sent, if most of them show the text of one of the plan's actions.

    The other rows of the only copy that held all of them were sent, too, and are missing.
    """
    refs = {comparable(action.description): action.ref for action in known.plan.actions}
    texts = [comparable(row.description) for row in (*submission.current.actions, *submission.added)]
    scope = tuple(dict.fromkeys(refs[text] for text in texts if text in refs))
    if not scope or 2 * len(scope) <= sum(map(bool, texts)):
        return None
    copies = [copy.refs for copy in last_sent(known.sent).values() if set(scope) <= set(copy.refs)]
    sent = max((copy.revision for copy in known.sent), default=known.meta.revision)
    return _state(known, sent, copies[0] if len(copies) == 1 else scope)


def _state(known: Tracker, revision: int, scope: tuple[str, ...]) -> Tracker:
    meta = known.meta.model_copy(update={"revision": revision, "scope": scope})
    return Tracker(meta=meta, plan=plan_at(known, revision))
