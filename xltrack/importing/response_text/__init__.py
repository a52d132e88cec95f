"""Management responses as text: read into a plan, and printed for a day.

Reading is in `reader` (with `lines`, `rows`, `units`, `status`), printing in `form`, the days on which a source's
labels hold in `window`.
"""

from __future__ import annotations

from xltrack.importing.response_text.form import cannot_hold, format_text
from xltrack.importing.response_text.plans import TextPlan, parse_plans, parse_text
from xltrack.importing.response_text.window import Window, as_of_window

__all__ = ["TextPlan", "Window", "as_of_window", "cannot_hold", "format_text", "parse_plans", "parse_text"]
