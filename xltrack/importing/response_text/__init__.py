"""Management responses as text: read into a plan, printed for a day, and what such a text says and cannot say.

Reading lies in `text_reader` (with `text_lines`, `text_rows`, `text_units`, `text_status`), printing in
`text_format`, the days on which a source's labels hold in `text_window`.
"""

from __future__ import annotations

from xltrack.importing.response_text.form import cannot_hold, format_text
from xltrack.importing.response_text.plans import TextPlan, parse_plans, parse_text
from xltrack.importing.response_text.window import Window, as_of_window

__all__ = ["TextPlan", "Window", "as_of_window", "cannot_hold", "format_text", "parse_plans", "parse_text"]
