"""The elements of a saved page that are navigation, by their name, role, class or id."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = frozenset(("nav", "button", "aside", "footer", "title", "label", "select"))
_ROLES = frozenset(("navigation", "menu", "menubar", "contentinfo", "complementary", "search"))
_CLASSES = frozenset(
    (
        "nav", "navbar", "navigation", "menu", "menubar", "main-menu", "breadcrumb", "breadcrumbs", "footer",
        "site-footer", "page-footer",
    )
)  # fmt: skip
_CONTAINERS = frozenset(("div", "ul", "ol", "section", "header", "p", "span"))
"""Elements whose class is believed; that of a page, a table or a cell says how it looks, not what it is."""


def is_navigation(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element holds menus, paths or the foot of a page instead of its text."""
    classes = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()
    return (
        name in _NAMES
        or attributes.get("role", "").lower() in _ROLES
        or (name in _CONTAINERS and not _CLASSES.isdisjoint(classes))
    )
