from __future__ import annotations

import re

import pytest

from pcapflow.results import (
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
    TreeNode,
    Verdict,
    Verdicts,
    fragment,
    notebook_html,
)

LINE = PacketLine(3, "0.1", "10.0.0.1", "10.0.0.2", "ICMP", 98, "Echo (ping) request")


def test_text_is_escaped() -> None:
    """What looks like markup is shown as it was written."""
    assert "<p>a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;</p>" in fragment(Note("n", "", "a < b & \"c\" 'd'"))


def test_lines_of_a_text_stay_lines() -> None:
    """ping's block keeps its lines."""
    assert "<pre>PING\n64 bytes\n</pre>" in fragment(Text("ping", "", "PING\n64 bytes\n"))


def test_every_heading_says_what_it_heads() -> None:
    """Tables tell a screen reader which way their headings point."""
    grid = fragment(Grid("g", "", (GridColumn("n", "Packets"),), ((1,),)))
    metrics = fragment(Metrics("m", "", (Metric("n", "Packets", 1),)))
    packets = fragment(Packets("p", "", (LINE,)))

    assert '<th scope="col" class="number">Packets</th>' in grid
    assert '<th scope="row">Packets</th>' in metrics
    assert 7 == packets.count('<th scope="col">')


def test_a_packet_opens_where_it_has_a_tree() -> None:
    """A tree stands in `details`, closed; a packet without one is a line."""
    tree = (TreeNode("IPv4", "ip", None, 14, 34, (TreeNode("TTL: 64", "ip.ttl", 64, 22, 23),)),)
    opened = PacketLine(4, "0.2", "10.0.0.2", "10.0.0.1", "ICMP", 98, "Echo (ping) reply", tree)

    html = fragment(Packets("p", "", (LINE, opened)))

    assert 1 == html.count("<details><summary>Echo (ping) reply</summary>")
    assert "<li>TTL: 64 <small>ip.ttl [22:23]</small></li>" in html


def test_layers_lie_within_each_other() -> None:
    """The box of a layer holds the box of the next, and the bar is to scale."""
    html = fragment(Stack("s", "", (StackLayer("Ethernet", 14), StackLayer("IPv4", 20), StackLayer("ICMP", 64))))

    assert ["Ethernet", "IPv4", "ICMP"] == re.findall(r"<b>(\w+)</b>", html)
    assert ["14", "20", "64"] == re.findall(r"flex:(\d+)", html)
    assert '</div></div></div><p class="total">98 bytes in all</p>' in html


def test_a_verdict_is_a_word_before_it_is_a_colour() -> None:
    """Who sees no green or red reads ok, FAIL or ?."""
    verdicts = (Verdict(True, "a"), Verdict(False, "b"), Verdict(None, "c", "no packet"))

    html = fragment(Verdicts("check", "", verdicts))

    assert ["ok", "FAIL", "?"] == re.findall(r"<strong class=\"\w+\">(.+?)</strong>", html)
    assert "cannot be judged: no packet" in html


def test_a_notebook_gets_the_style_once() -> None:
    """A notebook shows all blocks of a result under one style."""
    html = notebook_html((Note("n", "", "a"), Note("n", "", "b")))

    assert 1 == html.count("<style>")
    assert 2 == html.count("<section")


def test_an_unknown_block_is_refused() -> None:
    """A kind of block without HTML is a mistake of ours, said at once."""
    with pytest.raises(TypeError, match="no HTML for Metric"):
        fragment(Metric("key", "", 1))  # type: ignore[arg-type]  # which is the mistake
