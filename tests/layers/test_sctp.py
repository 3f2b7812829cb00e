"""SCTP: its header, its chunks, and the lists in these."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded


def words(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def of_chunks(*chunks: bytes) -> bytes:
    return build.ethernet(build.ipv4(build.sctp(*chunks, checksum=0xDEADBEEF)))


def found_in(table_columns: dict[str, str]) -> dict[str, str]:
    """Without what every chunk has."""
    common = (
        "chunk_type",
        "chunk_bit_1",
        "chunk_bit_2",
        "chunk_flags",
        "chunk_length",
        "parameter_bit_1",
        "parameter_bit_2",
    )
    header = ("srcport", "dstport", "verification_tag", "checksum")
    found = {name.removeprefix("sctp."): text for name, text in table_columns.items()}
    return {name: text for name, text in found.items() if name not in common + header}


def test_the_header(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    assert {
        "sctp.srcport": "40000",
        "sctp.dstport": "3868",
        "sctp.verification_tag": "0x00000001",
        "sctp.checksum": "0xdeadbeef",
    } == columns(decoded(of_chunks()), "sctp.")


def test_every_chunk_has_type_flags_and_length(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The next begins behind the padding."""
    chunks = build.sctp_chunk(0xC0, words(1), flags=7), build.sctp_chunk(10, b"cookie"), build.sctp_chunk(0x4D)
    found = columns(decoded(of_chunks(*chunks)), "sctp.chunk_")

    assert {
        "sctp.chunk_type": "192,10,77",
        "sctp.chunk_bit_1": "1,0,0",
        "sctp.chunk_bit_2": "1,0,1",
        "sctp.chunk_flags": "0x07,0x00,0x00",
        "sctp.chunk_length": "8,10,4",
    } == found


INIT = words(1, 2) + struct.pack(">HH", 3, 4) + words(5)


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        (
            build.sctp_chunk(0, words(100) + struct.pack(">HHI", 5, 6, 7) + b"data", flags=9),
            {
                "data_i_bit": "1",
                "data_u_bit": "0",
                "data_b_bit": "0",
                "data_e_bit": "1",
                "data_tsn_raw": "100",
                "data_sid": "0x0005",
                "data_ssn": "6",
                "data_payload_proto_id": "7",
            },
        ),
        (
            build.sctp_chunk(64, words(100) + struct.pack(">HHI", 5, 0, 6) + words(7) + b"data", flags=2),
            {
                "data_i_bit": "0",
                "data_u_bit": "0",
                "data_b_bit": "1",
                "data_e_bit": "0",
                "data_tsn_raw": "100",
                "data_sid": "0x0005",
                "data_reserved": "0",
                "data_mid": "6",
                "data_payload_proto_id": "7",
            },
        ),
        (
            build.sctp_chunk(1, INIT),
            {
                "initiate_tag": "0x00000001",
                "init_initiate_tag": "0x00000001",
                "init_credit": "2",
                "init_nr_out_streams": "3",
                "init_nr_in_streams": "4",
                "init_initial_tsn": "5",
            },
        ),
        (
            build.sctp_chunk(2, INIT),
            {
                "initiate_tag": "0x00000001",
                "initack_initiate_tag": "0x00000001",
                "initack_credit": "2",
                "initack_nr_out_streams": "3",
                "initack_nr_in_streams": "4",
                "initack_initial_tsn": "5",
            },
        ),
        (
            build.sctp_chunk(3, words(100, 200) + struct.pack(">6H", 2, 1, 2, 3, 5, 6) + words(99)),
            {
                "sack_nounce_sum": "0",
                "sack_cumulative_tsn_ack_raw": "100",
                "sack_a_rwnd": "200",
                "sack_number_of_gap_blocks": "2",
                "sack_number_of_duplicated_tsns": "1",
                "sack_gap_block_start": "2,5",
                "sack_gap_block_end": "3,6",
                "sack_duplicate_tsn": "99",
            },
        ),
        (build.sctp_chunk(4, build.sctp_parameter(1, b"heart")), {"parameter_type": "0x0001", "parameter_length": "9"}),
        (
            build.sctp_chunk(6, build.sctp_parameter(1, b"\0\5\0\0"), flags=1),
            {"abort_t_bit": "1", "cause_code": "0x0001", "cause_length": "8"},
        ),
        (build.sctp_chunk(7, words(8)), {"shutdown_cumulative_tsn_ack": "8"}),
        (build.sctp_chunk(12, words(8)), {"ecne_lowest_tsn": "8"}),
        (build.sctp_chunk(13, words(8)), {"cwr_lowest_tsn": "8"}),
        (build.sctp_chunk(14), {"shutdown_complete_t_bit": "0"}),
        (
            build.sctp_chunk(192, words(44) + struct.pack(">4H", 1, 2, 3, 4)),
            {"forward_tsn_tsn": "44", "forward_tsn_sid": "1,3", "forward_tsn_ssn": "2,4"},
        ),
    ],
)
def test_chunks(
    decoded: Decoded, columns: Callable[..., dict[str, str]], chunk: bytes, expected: dict[str, str]
) -> None:
    """Of every type that is read."""
    assert expected == found_in(columns(decoded(of_chunks(chunk)), "sctp."))


def test_parameters(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """Behind the fields of INIT; addresses, and types of addresses."""
    parameters = (
        build.sctp_parameter(5, bytes([1, 2, 3, 4])),
        build.sctp_parameter(6, bytes(15) + b"\x01"),
        build.sctp_parameter(12, b"\0\5\0\6"),
        build.sctp_parameter(9, words(1000)),
        build.sctp_parameter(0xC006, words(3)),
    )
    found = found_in(columns(decoded(of_chunks(build.sctp_chunk(1, INIT + b"".join(parameters)))), "sctp.p"))

    assert {
        "parameter_type": "0x0005,0x0006,0x000c,0x0009,0xc006",
        "parameter_length": "8,20,8,8,8",
        "parameter_ipv4_address": "1.2.3.4",
        "parameter_ipv6_address": "::1",
        "parameter_supported_address_type": "5,6",
        "parameter_cookie_preservative_incr": "1000",
    } == found


def test_parameters_hold_parameters(decoded: Decoded) -> None:
    """An address that is to be added, of which the order is that of the bytes."""
    inner = build.sctp_parameter(0xC001, words(5) + build.sctp_parameter(5, bytes([1, 2, 3, 4])))
    table = decoded(of_chunks(build.sctp_chunk(0xC1, words(1) + inner + build.sctp_parameter(0x8000))))

    assert ["0xc001,0x0005,0x8000"] == table.texts("sctp.parameter_type")
    assert ["1.2.3.4"] == table.texts("sctp.parameter_ipv4_address")


@pytest.mark.parametrize(
    ("chunks", "types"),
    [
        ((build.sctp_chunk(0, b"", length=0), build.sctp_chunk(11)), ""),
        ((build.sctp_chunk(11, b"", length=3), build.sctp_chunk(11)), "11,11"),
        ((build.sctp_chunk(11, b"", length=99), build.sctp_chunk(8)), "11"),
        ((build.sctp_chunk(11), b"\x0b\0"), "11"),
    ],
)
def test_lengths_that_are_wrong(decoded: Decoded, chunks: tuple[bytes, ...], types: str) -> None:
    """None leads nowhere, too few are the header, too many all there is; half a header is no chunk."""
    assert [types] == decoded(of_chunks(*chunks)).texts("sctp.chunk_type")


def test_a_chunk_that_is_too_short_has_no_values(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """INIT of twelve bytes."""
    assert {} == found_in(columns(decoded(of_chunks(build.sctp_chunk(1, words(1, 2)))), "sctp."))


def test_a_chunk_that_is_cut_has_what_is_there(decoded: Decoded, columns: Callable[..., dict[str, str]]) -> None:
    """The cumulative acknowledgment, and half of the window."""
    whole = of_chunks(build.sctp_chunk(3, words(100, 200, 0)))
    found = columns(decoded(build.Packet(whole[: 46 + 10], wire_bytes=len(whole))), "sctp.sack_")

    assert {"sctp.sack_nounce_sum": "0", "sctp.sack_cumulative_tsn_ack_raw": "100"} == found
