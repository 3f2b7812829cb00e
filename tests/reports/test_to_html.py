from __future__ import annotations

import colorsys
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import MissingExtraError
from pcapflow.reports.to_html import render
from pcapflow.results import STYLE, Verdict, Verdicts

if TYPE_CHECKING:
    from pcapflow.reports import Document

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Nesting(HTMLParser):
    """Follows which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def test_the_page_is_well_formed(document: Document) -> None:
    """Every element is closed where it was opened."""
    page = Nesting()
    page.feed(render(document))

    assert not page.open


def test_the_page_is_static(document: Document) -> None:
    """No script, nothing to fetch, and a policy that forbids both."""
    html = render(document)
    page = Nesting()
    page.feed(html)

    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"" in html
    assert not re.search(r"https?:|//|@import|url\(|expression\(", html)


def test_headings_descend(document: Document) -> None:
    """One title, then one heading a block: a screen reader can walk the page."""
    page = Nesting()
    page.feed(render(document))

    assert ["h1", *["h2"] * len(document.blocks)] == [tag for tag in page.tags if tag in ("h1", "h2", "h3")]


@pytest.mark.parametrize(
    ("verdict", "banner"),
    [
        (Verdict(True, "no loss"), 'class="banner ok"'),
        (Verdict(False, "no loss"), 'class="banner fail"'),
        (Verdict(None, "no loss"), 'class="banner open"'),
    ],
)
def test_the_verdict_comes_first(document: Document, verdict: Verdict, banner: str) -> None:
    """The banner stands before every block and has the verdict's state."""
    html = render(replace(document, blocks=(*document.blocks[1:], Verdicts("check", "", (verdict,)))))

    assert html.index(banner) < html.index("<main")


def test_a_failure_is_named_in_the_banner(document: Document) -> None:
    """What failed is read first."""
    failed = Verdict(False, "rtt.max < 1 ms", "2 ms")

    html = render(replace(document, blocks=(Verdicts("check", "", (failed,)),)))

    assert "<li>rtt.max &lt; 1 ms: 2 ms</li>" in html[: html.index("<main")]


def test_no_verdict_no_banner(document: Document) -> None:
    """A page about a capture that nobody judged claims nothing."""
    assert '<div class="banner' not in render(replace(document, blocks=document.blocks[1:]))


def test_text_is_readable_in_light_and_dark(document: Document) -> None:
    """Text, quiet text and the banner's words reach a contrast of 4.5 (WCAG 2.1, 1.4.3) on both papers."""
    html = render(document)
    share = int(re.search(r"--quiet: color-mix\(in srgb, currentColor (\d+)%", STYLE)[1]) / 100  # type: ignore[index]  # no match is a failure, too
    papers, inks = (re.findall(rf"--{name}: (#[0-9a-f]{{6}})", html) for name in ("paper", "ink"))

    assert 2 == len(papers) == len(inks)
    for paper, ink in zip(papers, inks, strict=True):
        ground, text = _rgb(paper), _rgb(ink)
        layers = [colorsys.hls_to_rgb(int(degrees) / 360, 0.5, 0.6) for degrees in re.findall(r"--hue:(\d+)", html)]
        assert layers
        assert _contrast(text, ground) >= 7
        # A layer's heading stands on 13 % of its colour, its share of the bar on 28 %.
        for layer in layers:
            assert _contrast(_mixed(text, _mixed(layer, ground, 0.13), share), _mixed(layer, ground, 0.13)) >= 4.5
            assert _contrast(text, _mixed(layer, ground, 0.28)) >= 4.5
    for name in ("ok", "fail", "open"):
        badge = re.search(rf"\.verdicts \.{name} {{ background: (#[0-9a-f]{{6}})", STYLE)[1]  # type: ignore[index]  # no match is a failure, too
        assert _contrast(_rgb("#ffffff"), _rgb(badge)) >= 4.5


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _mixed(over: tuple[float, ...], under: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(share * a + (1 - share) * b for a, b in zip(over, under, strict=True))


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted(
        sum(
            weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
            for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True)
        )
        for colour in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def test_without_jinja2_the_command_is_named(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lacks the package is told how to get it."""
    monkeypatch.setitem(sys.modules, "jinja2", None)

    with pytest.raises(MissingExtraError, match=r"jinja2 is not installed: pip install 'pcapflow\[report\]'"):
        render(document)


def test_the_list_of_formats_loads_no_jinja2() -> None:
    """A report in text pays nothing for HTML."""
    code = "import sys, pcapflow.reports; sys.exit('jinja2' in sys.modules or 'html' in sys.modules)"

    subprocess.run([sys.executable, "-c", code], check=True)
