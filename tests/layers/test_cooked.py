"""What both versions of the cooked header say under the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def test_a_column_of_both_is_one_column() -> None:
    """Two interfaces of one file, one of each version."""
    file = build.pcapng(
        build.Interface(linktype=113),
        build.Interface(linktype=276),
        build.Packet(build.sll(build.ipv4(build.udp()))),
        build.Packet(build.sll2(build.ipv4(build.udp())), interface=1),
    )
    (table,) = [decode(records, tables(), Cursor()) for records in open_capture(file)]

    assert ["0x0800", "0x0800"] == table.texts("sll.etype")


@pytest.mark.parametrize(("halen", "shown"), [(4, {"sll.src.ipv4": "2.66.172.17"}), (0, {}), (8, {})])
def test_the_address_is_as_long_as_is_said(
    decoded: Decoded, columns: Callable[..., dict[str, str]], halen: int, shown: dict[str, str]
) -> None:
    """Four bytes are a tunnel's; other lengths are no address that has a form."""
    assert shown == columns(decoded(build.sll(halen=halen), linktype=113), "sll.src.")


@pytest.mark.parametrize(
    ("hatype", "protocol", "shown"),
    [
        (1, 0x0004, "sll.ltype"),
        (1, 1536, "sll.ltype"),
        (1, 1537, "sll.etype"),
        (778, 0x0800, "sll.gretype"),
        (778, 0x0004, "sll.ltype"),
    ],
)
def test_the_protocol_has_three_meanings(
    decoded: Decoded, columns: Callable[..., dict[str, str]], hatype: int, protocol: int, shown: str
) -> None:
    """Linux's own numbers, EtherTypes, and GRE's where the interface is a GRE tunnel (778)."""
    found = columns(decoded(build.sll(hatype=hatype, etype=protocol), linktype=113), "sll.")

    assert [shown] == [name for name in found if name.endswith("type") and name not in ("sll.pkttype", "sll.hatype")]
