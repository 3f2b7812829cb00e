"""Drawn lists: every shape that they claim to have occurs."""

from __future__ import annotations

from random import Random

import pytest

from pcapflow.layers import tables
from pcapflow.testing import _lists as lists

N = 400


def test_options_fit_their_headers() -> None:
    """At most 40 bytes, in multiples of four; those of IPv6 fill what they are given."""
    dice = Random(1)  # noqa: S311  # test data, no secret

    for draw in (lists.tcp_options, lists.ip_options):
        lengths = {len(draw(dice)) for _ in range(N)}
        assert {0, 40} <= lengths <= set(range(0, 44, 4))
    assert {22} == {len(lists.ipv6_options(dice, 22)) for _ in range(N)}
    assert {6 + 32} == {len(lists.ipv6_route(dice, 4)) for _ in range(N)}


@pytest.mark.parametrize(
    ("draw", "kinds"),
    [
        (lists.sctp, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 64, 192}),
        (lists.igmp, {1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x16, 0x17, 0x1F, 0x22}),
    ],
)
def test_every_kind_is_drawn(draw: object, kinds: set[int]) -> None:
    """As the first of its packet."""
    dice = Random(1)  # noqa: S311  # test data, no secret
    assert callable(draw)
    at = 12 if draw is lists.sctp else 0
    drawn = [draw(dice) for _ in range(N)]

    assert kinds <= {packet[at] for packet in drawn if len(packet) > at}


def test_gre_is_drawn_in_both_versions() -> None:
    """Around a frame, around IP, around PPP."""
    dice = Random(1)  # noqa: S311  # test data, no secret
    drawn = [lists.gre(dice, b"frame", (0x0800, b"ip")) for _ in range(N)]

    assert {0, 1} <= {packet[1] & 7 for packet in drawn}
    assert {b"\x65\x58", b"\x08\0", b"\x88\x0b"} <= {packet[2:4] for packet in drawn}


def test_the_same_dice_give_the_same() -> None:
    first, second = (lists.neighbor_options(Random(3)) for _ in range(2))  # noqa: S311  # test data, no secret

    assert first == second
    assert "icmpv6.opt.type" in tables().schema.columns
