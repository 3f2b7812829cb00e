from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.reports.to_text import render

if TYPE_CHECKING:
    from pcapflow.reports import Document


def test_the_verdict_stands_on_top(document: Document) -> None:
    """Who reads three lines knows what, from where, and whether all is well."""
    assert [
        "172.17.0.2 pings 172.17.0.3",
        "bridge.pcap",
        "ok: All 6 expectations hold, 1 could not be judged",
        "",
        "Expectations",
    ] == render(document).splitlines()[:5]


def test_every_block_is_there(document: Document) -> None:
    """The titles of the blocks follow each other, and the last line is ended."""
    text = render(document)

    places = [text.index(f"\n{block.title}\n") for block in document.blocks]
    assert places == sorted(places)
    assert text.endswith("short.\n")


def test_trees_stay_folded(document: Document) -> None:
    """The text has a line a packet; the trees are for `show -V` and the page."""
    assert "ip.ttl" not in render(document)
