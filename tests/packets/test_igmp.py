"""What IGMP's lines say."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine

GROUP = "224.1.1.1"
ONE, TWO = ("10.0.0.1",), ("10.0.0.1", "10.0.0.2")


@pytest.mark.parametrize(
    ("message", "protocol", "info"),
    [
        (build.igmp(max_resp=0), "IGMPv1", "Membership Query"),
        (build.igmp(), "IGMPv2", "Membership Query, general"),
        (build.igmp(maddr=GROUP), "IGMPv2", f"Membership Query, specific for group {GROUP}"),
        (build.igmp(sources=()), "IGMPv3", "Membership Query, general"),
        (build.igmp(sources=ONE), "IGMPv3", "Membership Query, general, source {10.0.0.1}"),
        (
            build.igmp(maddr=GROUP, sources=TWO),
            "IGMPv3",
            f"Membership Query, specific for group {GROUP}, sources {{10.0.0.1, 10.0.0.2}}",
        ),
        (build.igmp(0x12, GROUP), "IGMPv1", "Membership Report"),
        (build.igmp(0x16, GROUP), "IGMPv2", f"Membership Report group {GROUP}"),
        (build.igmp(0x17, GROUP), "IGMPv2", f"Leave Group {GROUP}"),
        (b"\x1f" + bytes(23), "IGMP", "Traceroute Query"),
        (b"\x1f" + bytes(55), "IGMP", "Traceroute Request"),
        (b"\x1e" + bytes(55), "IGMP", "Traceroute Response"),
        (build.igmp(0x15, GROUP), "IGMP", "Unknown Type:0x15"),
        (build.igmp_report(), "IGMPv3", "Membership Report - General query"),
    ],
)
def test_messages(lines_of: Callable[..., list[PacketLine]], message: bytes, protocol: str, info: str) -> None:
    """Of every version, with the words of tshark."""
    (line,) = lines_of(build.ethernet(build.ipv4(message, proto=2)))

    assert (protocol, info) == (line.protocol, line.info)


@pytest.mark.parametrize(
    ("kind", "sources", "words"),
    [
        (1, (), f"Leave group {GROUP}"),
        (3, ONE, f"Join group {GROUP} for source {{10.0.0.1}}"),
        (3, TWO, f"Join group {GROUP} for sources in {{10.0.0.1, 10.0.0.2}}"),
        (4, (), f"Join group {GROUP} for any sources"),
        (2, ONE, f"Join group {GROUP}, for source not {{10.0.0.1}}"),
        (2, TWO, f"Join group {GROUP}, for sources not in {{10.0.0.1, 10.0.0.2}}"),
        (5, (), f"Group {GROUP}, ALLOW_NEW_SOURCES but no source specified (?)"),
        (5, ONE, f"Group {GROUP}, new source {{10.0.0.1}}"),
        (6, TWO, f"Group {GROUP}, block sources {{10.0.0.1, 10.0.0.2}}"),
        (9, (), f"Group {GROUP}, unknown record type (?)"),
        (9, ONE, f"Group {GROUP}, unknown record type (?), sources {{10.0.0.1}}"),
    ],
)
def test_group_records(infos_of: Callable[..., list[str]], kind: int, sources: tuple[str, ...], words: str) -> None:
    """One behind the other."""
    record = build.igmp_record(kind, GROUP, *sources)
    packet = build.ethernet(build.ipv4(build.igmp_report(record, build.igmp_record(4, "224.1.1.2"))))

    assert [f"Membership Report / {words} / Join group 224.1.1.2 for any sources"] == infos_of(packet)


def test_as_many_records_as_a_packet_holds_take_a_moment(infos_of: Callable[..., list[str]]) -> None:
    """The time grows with their number, not with its square."""
    packet = build.ethernet(build.ipv4(build.igmp_report(*[build.igmp_record(6, GROUP)] * 8_000)))

    began = time.process_time()
    (info,) = infos_of(packet)

    assert 8_000 == info.count(GROUP)
    assert time.process_time() - began < 0.6
