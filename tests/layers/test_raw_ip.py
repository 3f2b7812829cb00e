"""Raw IP: the first four bits say which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[..., dict[str, str]]


def test_the_version_says_which() -> None:
    for packet, name in ((build.ipv4(build.udp()), "ip"), (build.ipv6(build.udp()), "ipv6")):
        cap = pf.open(build.capture(packet, linktype=101))

        assert f"raw:{name}:udp" == cap["frame.protocols"][0]
        assert (name, "udp") == cap[0].layers


def test_another_version_is_not_known() -> None:
    assert "next layer not known" == pf.open(build.capture(b"\x70abc", linktype=101))[0].problem


def test_an_empty_packet_is_no_problem() -> None:
    assert "" == pf.open(build.capture(b"", linktype=101))[0].problem
