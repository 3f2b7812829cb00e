from __future__ import annotations

import re

import pytest

from pcapflow.results import (
    STYLE,
    Grid,
    GridColumn,
    Metric,
    Metrics,
    Note,
    PacketLine,
    Packets,
    Stack,
    StackLayer,
    Text,
    Verdict,
    Verdicts,
    notebook_html,
)

RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE)
"""Selectors and declarations."""

BLOCKS = (
    Note("note", "", "a"),
    Text("text", "", "a"),
    Metrics("metrics", "", (Metric("a", "A", 1),)),
    Grid("grid", "", (GridColumn("a", "A"),), ((1,),)),
    Verdicts("verdicts", "", (Verdict(True, "a"), Verdict(False, "b"), Verdict(None, "c"))),
    Packets("packets", "", (PacketLine(1, "0.0", "a", "b", "ICMP", 98, "c"),)),
    Stack("stack", "", (StackLayer("a", 14, "b"),)),
)


def test_it_is_rules_and_nothing_else() -> None:
    """Each brace has its fellow."""
    assert "" == re.sub(r"[^{}]+\{[^{}]*\}", "", STYLE).strip()
    assert len(RULES) > 30


def test_a_notebook_around_it_looks_as_before() -> None:
    """Every selector begins within our own element."""
    outside_brackets = (re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", names) for names, _ in RULES)
    selectors = [name.strip() for names in outside_brackets for name in names.split(",")]

    assert [] == [name for name in selectors if not name.startswith(".pcapflow")]


@pytest.mark.parametrize("word", ["url(", "@import", "@font-face", "<", "expression(", "\\"])
def test_nothing_is_fetched(word: str) -> None:
    """A page is whole without a network, and the style cannot end its own element."""
    assert word not in STYLE


def test_every_class_is_somebodys() -> None:
    """A rule for an element that is no longer written would stay for ever."""
    html = notebook_html(BLOCKS).partition("</style>")[2]
    written = {name for names in re.findall('class="([^"]*)"', html) for name in names.split()}

    styled = {name for names, _ in RULES for name in re.findall(r"\.([a-z]+)", names)}

    assert set() == styled - written


@pytest.mark.parametrize("name", ["ok", "fail", "open"])
def test_a_verdict_can_be_read(name: str) -> None:
    """White on its colour has the contrast that WCAG 2.2 asks for (1.4.3: 4.5 to 1)."""
    (ground,) = re.findall(rf"\.verdicts \.{name} {{ background: (#[0-9a-f]{{6}})", STYLE)

    assert 1.05 / (luminance(ground) + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
