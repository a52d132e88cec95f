"""Findings about contacts, the copies that are written for them, and their mails."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.findings.finding import DidYouMean, Finding, Where, nearest
from xltrack.i18n.plain_text import shorten


def contact_without_unit(where: Where, found: str) -> Finding:
    """Report a contact that names no unit."""
    return Finding("contact_without_unit", where, found)


def contact_address(where: Where, found: str) -> Finding:
    """Report a text that is no e-mail address."""
    return Finding("contact_address", where, found)


def contact_addresses(where: Where, text: str, value: str) -> Finding:
    """Report several addresses in one cell, of which `value` is used."""
    return Finding("contact_addresses", where, text, {"value": value})


def contact_name(where: Where, text: str) -> Finding:
    """Report an encoded word where a person's name should be."""
    return Finding("contact_name", where, text)


def contact_language(where: Where, found: str, languages: Sequence[str]) -> Finding:
    """Report a language that has no catalogue."""
    return Finding("contact_language", where, found, {"languages": ", ".join(languages)})


def contact_twice(where: Where, found: str, unit: str) -> Finding:
    """Report a person who is listed twice for one unit."""
    return Finding("contact_twice", where, found, {"unit": unit})


def contact_unit_unknown(unit: str, units: Sequence[str]) -> Finding:
    """Report a contact's unit that has no action, with the nearest unit as a hint."""
    return Finding("contact_unit_unknown", None, unit, {"hint": DidYouMean(nearest(unit, units))})


def contact_missing(unit: str) -> Finding:
    """Report a unit without any contact."""
    return Finding("contact_missing", None, unit)


def action_without_unit(ref: str) -> Finding:
    """Report an action that nobody answers for."""
    return Finding("action_without_unit", None, ref)


def automatic_mail(sender: str, found: str) -> Finding:
    """Report a mail among the returns that a program wrote: its sender is away, or a mail could not be delivered."""
    return Finding("automatic_mail", None, shorten(found, 300), {"by": sender})


def mail_sealed(name: str) -> Finding:
    """Report a file in which a mail program put the files of a mail, so that they cannot be read."""
    return Finding("mail_sealed", None, name)


def unsent_mail(name: str) -> Finding:
    """Report a draft of the outbox among the returns: its words are ours and no answer."""
    return Finding("unsent_mail", None, name)
