"""AH: its columns, lengths, what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.layers import Problem
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

IP = build.ipv4(build.icmp_echo())


@pytest.mark.parametrize("carrier", [build.ipv4, build.ipv6])
def test_every_column(
    decoded: Decoded, columns: Callable[..., dict[str, str]], carrier: Callable[..., build.Built]
) -> None:
    """Under both versions of IP."""
    header = build.Built.of(bytes.fromhex("3b01 0102 00000101 00000007"), ip_proto=51)

    assert {
        "ah.next_header": "59",
        "ah.length": "1",
        "ah.reserved": "0102",
        "ah.spi": "0x00000101",
        "ah.sequence": "7",
    } == columns(decoded(build.ethernet(carrier(header))), "ah.")


@pytest.mark.parametrize("n_bytes", [0, 12, 32])
def test_what_follows_is_a_protocol_of_ip(decoded: Decoded, n_bytes: int) -> None:
    """Behind an integrity check of any length."""
    table = decoded(build.ethernet(build.ipv4(build.ah(IP, icv=bytes(n_bytes)))))

    assert ["eth:ethertype:ip:ah:ip:icmp"] == table.texts("frame.protocols")


def test_a_length_of_less_than_the_header_is_impossible(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """0 would be eight bytes."""
    table = decoded(build.ethernet(build.ipv4(bytes.fromhex("0400 0000 00000101 00000007") + IP, proto=51)))

    assert (Problem.IMPOSSIBLE_LENGTH, "ah") == problem(table)
