"""The options and verbs that help with an error or a finding. The library speaks of neither; the command adds them."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.findings import Finding, Term

_LIMITS: Mapping[str, str] = {
    "source_too_large": "source_bytes",
    "file_too_big": "file_bytes",
    "too_many_parts": "parts",
    "part_too_big": "part_bytes",
    "parts_too_big": "total_bytes",
    "part_ratio": "ratio",
    "too_many_strings": "shared_strings",
    "too_many_formats": "formats",
    "sheet_rows": "rows",
    "sheet_cells": "cells",
    "base_too_big": "base_bytes",
    "base_actions": "rows",
    "foreign_time": "child_seconds",
    "foreign_memory": "child_bytes",
}
"""The name of the limit that each error about limits is about."""

HINTS: Mapping[str, str] = {code: f"--limit {name}=N" for code, name in _LIMITS.items()} | {
    "output_exists": "--force",
    "no_table": '--map "HEADER=description" --map "HEADER=status"',
    "base_needed": "xltrack diff SENT.xlsx RETURNED.xlsx",
    "template_column": "xltrack template",
    "save_read_only": "-o FILE",
    "no_month_tracker": "--tracker FILE",
    "month_published": "--force, --dry-run",
    "copy_as_master": "xltrack merge TRACKER RETURNED...",
    "carry_same": "xltrack carry OLD --into NEW",
    "nothing_under": "--under R4=R2, --under R2",
    "merged_with_itself": "--into REF",
    "one_restructuring": "--to REF, --into REF, --new TEXT, --wording TEXT",
    "field_has_values": "--force",
}
"""Options and commands that help with an error, by its code."""

FINDING_HINTS: Mapping[str, tuple[str, ...]] = {
    "base_missing": ("xltrack diff SENT RETURNED", "xltrack merge TRACKER RETURNED --base SENT"),
    "base_damaged": ("xltrack diff SENT RETURNED",),
    "row_gone": ("xltrack undo TRACKER",),
    "moved_by_hand": ("xltrack action TRACKER {ref} --to {to}",),
    "merged_by_hand": ("xltrack action TRACKER {ref} --into {to}",),
    "copy_beside": ("xltrack diff TRACKER COPY",),
    "ground_moved": ("xltrack merge TRACKER",),
    "changed_since": ("xltrack merge TRACKER",),
    "unknown_header": ('--map "{found}={field}"', '--map "{found}=ignore"'),
    "leftover_cell": ('--map "{header}={field}"', '--map "{header}=ignore"'),
    "status_unmapped": ('--status "{found}={value}"',),
    "status_open": ('--status "{found}={value}"',),
    "status_guessed": ('--status "{found}={other}"',),
    "status_elsewhere": ('--map "{header}=status"',),
    "header_guessed": ('--map "{found}=comments"', '--map "{found}=ignore"'),
    "no_title": ('--title "TITLE"',),
    "no_recommendation": ('--map "HEADER=recommendation"',),
    "recommendation_is_action": ('--map "HEADER=description"',),
    "unit_guessed": ('--unit "NAME"',),
    "units_guessed": ('--unit "NAME"',),
    "row_ambiguous": ('--unit "NAME"',),
    "unknown_vocabulary": ("--vocabulary FILE",),
}
"""Options and commands, each of which helps with a finding; placeholders are filled from the finding."""


def finding_hint(finding: Finding) -> tuple[str, ...]:
    """Return the commands or options of which each helps with a finding; none if nothing does."""
    if finding.code == "unit_short" and finding.where is not None:  # in a table there is no border to guess
        return (f'--unit "{finding.found}"',)
    values = {name: value.code if isinstance(value, Term) else value for name, value in finding.values.items()}
    values["other"] = "completed" if values.get("value") == "initiated" else "initiated"
    ways = FINDING_HINTS.get(finding.code, ())
    return tuple(dict.fromkeys(way.format(found=finding.found, **values) for way in ways))
