"""Nodes for what dpkt read."""

from __future__ import annotations

from pcapflow.packets._dpkt._nodes import field, pruned, text_from
from pcapflow.results import TreeNode, tree_text


def test_a_field_has_label_name_and_value() -> None:
    node = field("Peer clock stratum", "ntp.stratum", 2)

    assert ("Peer clock stratum: 2", "ntp.stratum", 2) == (node.text, node.name, node.value)
    assert node.start == node.stop


def test_bytes_are_hexadecimal() -> None:
    assert "Random: 00ff" == field("Random", "tls.handshake.random", b"\x00\xff").text


def test_a_long_value_is_cut_in_the_text_alone() -> None:
    node = field("Cookie", "http.cookie", "x" * 1_000)

    assert len(node.text) < 250
    assert "x" * 1_000 == node.value


def test_what_is_no_utf8_is_escaped() -> None:
    assert r"a\xff" == text_from(b"a\xff")


def test_a_long_label_is_cut() -> None:
    """The name of a header line is somebody's choice, too."""
    assert len(field("x" * 1_000, "http.request.line", "y").text) < 250


def test_few_lines_are_kept_as_they_are() -> None:
    nodes = (TreeNode("a", children=(TreeNode("b"),)), TreeNode("c"))

    assert nodes == pruned(nodes)


def test_of_many_lines_the_first_are_shown() -> None:
    """And that there are more is said once."""
    nodes = tuple(TreeNode(f"part {n}", children=(TreeNode("inside"),) * 100) for n in range(100))
    shown = pruned(nodes)

    assert ["part 0", "part 1"] == [node.text for node in shown[:2]]
    assert "Further lines are not shown" == shown[-1].text
    assert 1 == tree_text(shown).count("Further")
    assert len(tree_text(shown)) < 65_536
