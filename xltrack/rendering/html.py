"""The summary as one HTML file: a web page, wide or narrow, light or dark, that prints on A4. No script, no request."""

from __future__ import annotations

from functools import partial
from pkgutil import get_data

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from xltrack.i18n.plain_text import run_on
from xltrack.palette import COLOURS, light
from xltrack.rendering.charts_svg import svg
from xltrack.rendering.page import DOT_KINDS, Page, Ranked
from xltrack.rendering.shapes import BESIDE, NARROW, WIDE, Picture, timeline_picture
from xltrack.rendering.small_charts import spark_picture, trend_picture


def environment() -> Environment:
    """Return Jinja's environment for the package's templates: what comes from a plan is escaped everywhere."""
    made = Environment(loader=PackageLoader("xltrack.rendering"), autoescape=True)
    made.filters["run_on"] = run_on
    return made


def html(page: Page) -> bytes:
    """Render the page and its annex. UTF-8; the same page gives the same bytes."""
    template = environment().get_template("summary.html.j2")
    return template.render(
        page=page,
        css=Markup(style_sheet()),
        marks=DOT_KINDS,
        svg=_svg,
        wide=page.timeline and timeline_picture(page.timeline, BESIDE if page.ranking else WIDE),
        narrow=page.timeline and timeline_picture(page.timeline, NARROW),
        trend=page.trend and trend_picture(page.trend, page.direction),
        spark=partial(_spark, page),
    ).encode()


def style_sheet() -> str:
    """Return the page's style sheet with the palette as variables, for light and for dark screens."""
    rules = get_data("xltrack.rendering", "templates/page.css")
    assert rules is not None  # these are files of the package
    variables = ["".join(f"--{name}:{pair[theme]};" for name, pair in COLOURS.items()) for theme in (0, 1)]
    return (
        f":root{{color-scheme:light;{variables[0]}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{variables[1]}}}}}" + rules.decode()
    )


def mail_html(page: Page) -> bytes:
    """Render the mail: tables with inline styles only, for mail programs drop style sheets."""
    return environment().get_template("mail.html.j2").render(page=page, light=light).encode()


def _svg(picture: Picture, identity: str) -> Markup:
    return Markup(svg(picture, identity))


def _spark(page: Page, row: Ranked) -> Picture:
    ranking = page.ranking
    assert ranking is not None  # only its rows are drawn
    assert ranking.axis is not None
    return spark_picture(row, ranking.axis, ranking.highest, page.direction)
