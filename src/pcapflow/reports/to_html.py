"""A report as one static page: no script, nothing fetched, light and dark.

Two locks, not one: every text is escaped, and the page's own policy
(``default-src 'none'``) forbids what an unescaped one would need.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pcapflow.errors import MissingExtraError
from pcapflow.forms import printable
from pcapflow.results import STYLE, fragment

if TYPE_CHECKING:
    from pcapflow.reports._document import Document

__all__ = ("render",)

_WORDS = {True: "ok", False: "fail", None: "open"}


def render(document: Document) -> str:
    """Write the document as an HTML page.

    Raises:
        MissingExtraError: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup
    except ModuleNotFoundError as error:
        raise MissingExtraError("jinja2", extra="report") from error
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["printable"] = printable
    page = environment.from_string(files("pcapflow.reports").joinpath("page.html").read_text("utf-8"))
    return page.render(
        document=document,
        verdict=_WORDS[document.ok],
        style=Markup(STYLE),  # noqa: S704  # a constant of ours
        fragments=[Markup(fragment(block)) for block in document.blocks],  # noqa: S704  # escaped by `fragment`
    )
