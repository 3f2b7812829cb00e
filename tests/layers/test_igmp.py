"""IGMP: queries, reports and group records of all versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def over_ip(message: bytes) -> bytes:
    return build.ethernet(build.ipv4(message, proto=2))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("11 64 ee9b e0000001", {"type": "0x11", "max_resp": "100", "checksum": "0xee9b", "maddr": "224.0.0.1"}),
        ("12 00 0cff e1000001", {"type": "0x12", "checksum": "0x0cff", "maddr": "225.0.0.1"}),
        ("16 00 08fe e1000001", {"type": "0x16", "max_resp": "0", "checksum": "0x08fe", "maddr": "225.0.0.1"}),
        ("17 00 07fe e1000001", {"type": "0x17", "max_resp": "0", "checksum": "0x07fe", "maddr": "225.0.0.1"}),
        (
            "02 01 0102 12345678 e0000001 0102030405060708",
            {
                "type": "0x02",
                "checksum": "0x0102",
                "identifier": "305419896",
                "maddr": "224.0.0.1",
                "access_key": "0102030405060708",
            },
        ),
        ("0f 00 0102 12345678", {"type": "0x0f", "checksum": "0x0102", "identifier": "305419896"}),
        ("15 00 0102 e0000001", {"type": "0x15"}),
    ],
)
def test_messages_of_versions_0_to_2(
    decoded: Decoded, columns: Callable[..., dict[str, str]], message: str, expected: dict[str, str]
) -> None:
    """Of a type that is not known, nothing but that."""
    found = columns(decoded(over_ip(bytes.fromhex(message))), "igmp.")

    assert expected == {name.removeprefix("igmp."): text for name, text in found.items()}


def test_a_long_query_is_of_version_3(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Twelve bytes or more (RFC 3376 section 7.1); sources that are not there are none."""
    found = columns(decoded(over_ip(bytes.fromhex("11 64 0000 00000000 0a 7d 0003 01020304 05060708"))), "igmp.")

    assert ("1", "2", "125", "3", "1.2.3.4,5.6.7.8") == tuple(
        found[f"igmp.{name}"] for name in ("s", "qrv", "qqic", "num_src", "saddr")
    )


def test_a_report_of_version_3_has_records(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Each with sources and auxiliary data of its own."""
    records = (
        build.igmp_record(4, "225.0.0.1"),
        build.igmp_record(3, "225.0.0.2", "1.2.3.4", "1.2.3.5", aux_data=b"data"),
        build.igmp_record(6, "225.0.0.3", "1.2.3.6"),
    )
    found = columns(decoded(build.ethernet(build.ipv4(build.igmp_report(*records)))), "igmp.")
    del found["igmp.checksum"]

    assert {
        "igmp.type": "0x22",
        "igmp.num_grp_recs": "3",
        "igmp.record_type": "4,3,6",
        "igmp.aux_data_len": "0,1,0",
        "igmp.num_src": "0,2,1",
        "igmp.maddr": "225.0.0.1,225.0.0.2,225.0.0.3",
        "igmp.saddr": "1.2.3.4,1.2.3.5,1.2.3.6",
    } == found


def test_a_report_has_as_many_records_as_it_says(decoded: Decoded) -> None:
    """More bytes are padding, fewer end the list."""
    record = build.igmp_record(1, "225.0.0.1")
    packets = [build.ethernet(build.ipv4(build.igmp_report(record, record, num_grp_recs=count))) for count in (0, 1, 9)]

    assert ["", "1", "1,1"] == decoded(*packets).texts("igmp.record_type")


def test_protocols_name_it_twice(decoded: Decoded) -> None:
    """As tshark does where it knows the type."""
    packets = [over_ip(build.igmp()), over_ip(build.igmp(0x15))]

    assert ["eth:ethertype:ip:igmp:igmp", "eth:ethertype:ip:igmp"] == decoded(*packets).texts("frame.protocols")


def test_a_trace_has_a_block_for_each_router(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Of 32 bytes."""
    head = bytes.fromhex("1f 20 0102 e0000001 01020304 01020305 01020306 40 000107")
    block = bytes.fromhex("00000001 0a000001 0a000002 0a000003 00000004 00000005 00000006 07 08 d8 09")
    found = columns(decoded(over_ip(head + block + block)), "igmp.")

    assert {
        "type": "0x1f",
        "mtrace.max_hops": "32",
        "checksum": "0x0102",
        "maddr": "224.0.0.1",
        "mtrace.saddr": "1.2.3.4",
        "mtrace.raddr": "1.2.3.5",
        "mtrace.rspaddr": "1.2.3.6",
        "mtrace.resp_ttl": "64",
        "mtrace.q_id": "263",
        "mtrace.q_arrival": "1,1",
        "mtrace.q_inaddr": "10.0.0.1,10.0.0.1",
        "mtrace.q_outaddr": "10.0.0.2,10.0.0.2",
        "mtrace.q_prevrtr": "10.0.0.3,10.0.0.3",
        "mtrace.q_inpkt": "4,4",
        "mtrace.q_outpkt": "5,5",
        "mtrace.q_total": "6,6",
        "mtrace.q_rtg_proto": "7,7",
        "mtrace.q_fwd_ttl": "8,8",
        "mtrace.q_mbz": "0x01,0x01",
        "mtrace.q_s": "0x01,0x01",
        "mtrace.q_src_mask": "0x18,0x18",
        "mtrace.q_fwd_code": "0x09,0x09",
    } == {name.removeprefix("igmp."): text for name, text in found.items()}
