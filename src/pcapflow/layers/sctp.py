"""Stream Control Transmission Protocol. Spec: RFC 9260; numbers: IANA "SCTP Parameters".

Interleaved data: RFC 8260; partial reliability: RFC 3758; reconfiguration of addresses: RFC 5061, of streams: RFC 6525.
"""

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.layers._layer import Field, Layer, Options, Part
from pcapflow.layers._options import nested, parts_of, stepped, with_parts
from pcapflow.table import PARTS, Elements, Regions

__all__ = ("SCTP",)

Ints = npt.NDArray[np.int64]

DATA, INIT, INIT_ACK, SACK, HEARTBEAT, HEARTBEAT_ACK, ABORT, SHUTDOWN = range(8)
ERROR, ECNE, CWR, SHUTDOWN_COMPLETE = 9, 12, 13, 14
I_DATA, ASCONF_ACK, RE_CONFIG, FORWARD_TSN, ASCONF = 0x40, 0x80, 0x82, 0xC0, 0xC1

LEAST_BYTES = {DATA: 16, INIT: 20, INIT_ACK: 20, SACK: 16, SHUTDOWN: 8, ECNE: 8, CWR: 8, I_DATA: 20, FORWARD_TSN: 8}
TOO_SHORT = 256
"""Added to the type of a chunk that has fewer bytes than its type must."""

PARAMETERS_AT = {
    INIT: 20,
    INIT_ACK: 20,
    RE_CONFIG: 4,
    ASCONF: 8,
    ASCONF_ACK: 8,
}
"""Chunks that end in parameters, and the byte at which these begin."""
WITH_PARAMETERS = (0xC001, 0xC002, 0xC004)
"""Parameters that hold others, behind 8 bytes: add, delete, set primary address."""

GAPS, DUPLICATES, PAYLOAD, FRAGMENT, SKIPPED, CAUSE, PARAMETER = range(PARTS, PARTS + 7)
PARAMETERS = 2 * PARTS
"""The type is added: each parameter is one of its type, and one of all."""
IPV4, IPV6, SUPPORTED, PRESERVATIVE, ADAPTATION = (PARAMETERS + kind for kind in (5, 6, 12, 9, 0xC006))


def _word(data: npt.NDArray[np.uint8], at: Ints) -> Ints:
    """A 16-bit number at each place; what is beyond the bytes does not count."""
    last = max(len(data) - 1, 0)
    return data[np.minimum(at, last)].astype(np.int64) << 8 | data[np.minimum(at + 1, last)]


def _list(regions: Regions, *, is_chunk: bool) -> Elements:
    """Chunks or parameters: type and flags, or a type of 16 bits; a length of 16 bits; padding to four bytes."""
    data = regions.data

    def one(row: Ints, at: Ints) -> tuple[Ints, Ints, Ints]:
        kind = data[at].astype(np.int64) if is_chunk else _word(data, at)
        n_bytes = np.where(at + 4 <= regions.stop[row], _word(data, at + 2), regions.claimed[row] - at)
        # A length of 0 leads nowhere; one below 4 is wrong, but there is the header.
        is_one = (at + 4 <= regions.claimed[row]) & (n_bytes > 0)
        onwards = np.where((n_bytes < 4) & (not is_chunk), 0, n_bytes + 3 & ~3)
        kind += np.where((n_bytes < 4) & is_chunk, TOO_SHORT, 0)
        return kind, np.where(is_one, np.maximum(n_bytes, 4), 0), onwards

    return stepped(regions, one)


def _chunks(regions: Regions) -> Elements:
    return _list(regions, is_chunk=True)


def _parameters(regions: Regions) -> Elements:
    return _list(regions, is_chunk=False)


def _one_parameter(regions: Regions) -> Elements:
    """The first of each list: a heartbeat has no other."""
    found = _parameters(regions)
    is_first = np.flatnonzero(np.diff(found.row, prepend=-1))
    return Elements(*(column[is_first] for column in found))


def _is_any(kind: Ints, kinds: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.logical_or.reduce([kind == one for one in kinds])
    return found


def _elements(regions: Regions) -> Elements:
    """Tell apart chunks, blocks of acknowledgments, causes of errors, and parameters with those inside of others."""
    chunks = _chunks(regions)
    least = np.zeros(256 + TOO_SHORT, np.int64)
    least[list(LEAST_BYTES)] = list(LEAST_BYTES.values())
    chunks = chunks._replace(kind=np.where(chunks.n_bytes < least[chunks.kind], TOO_SHORT, 0) + chunks.kind)
    found = []
    if (is_sack := chunks.kind == SACK).any():
        gaps_end = 16 + 4 * _word(regions.data, chunks.start + 12)
        duplicates_end = gaps_end + 4 * _word(regions.data, chunks.start + 14)
        found = [
            parts_of(chunks, is_sack, GAPS, 16, np.minimum(gaps_end, chunks.n_bytes)),
            parts_of(chunks, is_sack, DUPLICATES, gaps_end, np.minimum(duplicates_end, chunks.n_bytes)),
        ]
    if (is_data := chunks.kind == I_DATA).any():
        # RFC 8260 section 2.1: the first fragment says what the message is, others which fragment they are.
        is_first = regions.data[np.minimum(chunks.start + 1, len(regions.data) - 1)] & 2 != 0
        found.append(parts_of(chunks, is_data, np.where(is_first, PAYLOAD, FRAGMENT), 16))
    if (is_forward := chunks.kind == FORWARD_TSN).any():
        found.append(parts_of(chunks, is_forward, SKIPPED, 8, chunks.n_bytes // 4 * 4))
    if (has_causes := _is_any(chunks.kind, (ERROR, ABORT))).any():
        causes = nested(regions, chunks, has_causes, 4, _parameters)
        found.append(causes._replace(kind=np.full_like(causes.kind, CAUSE)))
    lists = []
    if (is_heartbeat := _is_any(chunks.kind, (HEARTBEAT, HEARTBEAT_ACK))).any():
        lists.append(nested(regions, chunks, is_heartbeat, 4, _one_parameter))
    if (has_parameters := _is_any(chunks.kind, tuple(PARAMETERS_AT))).any():
        at = np.zeros(256 + TOO_SHORT, np.int64)
        at[list(PARAMETERS_AT)] = list(PARAMETERS_AT.values())
        outer = nested(regions, chunks, has_parameters, at[chunks.kind], _parameters)
        lists += [outer, nested(regions, outer, _is_any(outer.kind, WITH_PARAMETERS), 8, _parameters)]
    for parameters in lists:
        found.append(parameters._replace(kind=np.full_like(parameters.kind, PARAMETER)))
        found.append(parameters._replace(kind=parameters.kind + PARAMETERS))
    return with_parts(chunks, *found)


def _flag(name: str, meaning: str, bit: int, *kinds: int) -> Part:
    return Part(f"sctp.{name}", "u1", meaning, Form.BOOLEAN, kinds, at=1, mask=1 << bit, shift=bit)


def _of_init(name: str, kind: int) -> tuple[Part, ...]:
    return (
        Part(f"sctp.{name}_initiate_tag", ">u4", "Verification tag to use", Form.HEX32, (kind,), at=4),
        Part(f"sctp.{name}_credit", ">u4", "Receiver window", kinds=(kind,), at=8),
        Part(f"sctp.{name}_nr_out_streams", ">u2", "Outbound streams", kinds=(kind,), at=12),
        Part(f"sctp.{name}_nr_in_streams", ">u2", "Inbound streams", kinds=(kind,), at=14),
        Part(f"sctp.{name}_initial_tsn", ">u4", "First transmission sequence number", kinds=(kind,), at=16),
    )


_OPTIONS = Options(
    "body",
    _elements,
    (
        Part("sctp.chunk_type", "u1", "Type of chunk"),
        Part("sctp.chunk_bit_1", "u1", "Skip the chunk where it is not known", Form.BOOLEAN, mask=0x80, shift=7),
        Part("sctp.chunk_bit_2", "u1", "Report it where it is not known", Form.BOOLEAN, mask=0x40, shift=6),
        Part("sctp.chunk_flags", "u1", "Flags of the chunk", Form.HEX8, at=1),
        Part("sctp.chunk_length", ">u2", "Bytes of the chunk without padding", at=2),
        _flag("data_i_bit", "Acknowledge at once", 3, DATA, I_DATA),
        _flag("data_u_bit", "Unordered", 2, DATA, I_DATA),
        _flag("data_b_bit", "First fragment", 1, DATA, I_DATA),
        _flag("data_e_bit", "Last fragment", 0, DATA, I_DATA),
        Part("sctp.data_tsn_raw", ">u4", "Transmission sequence number", kinds=(DATA, I_DATA), at=4),
        Part("sctp.data_sid", ">u2", "Stream", Form.HEX16, (DATA, I_DATA), at=8),
        Part("sctp.data_ssn", ">u2", "Sequence number in the stream", kinds=(DATA,), at=10),
        Part("sctp.data_payload_proto_id", ">u4", "Protocol of the data", kinds=(DATA,), at=12),
        Part("sctp.data_payload_proto_id", ">u4", "Protocol of the data", kinds=(PAYLOAD,)),
        Part("sctp.data_reserved", ">u2", "Reserved", kinds=(I_DATA,), at=10),
        Part("sctp.data_mid", ">u4", "Message", kinds=(I_DATA,), at=12),
        Part("sctp.data_fsn", ">u4", "Sequence number of the fragment", kinds=(FRAGMENT,)),
        Part("sctp.initiate_tag", ">u4", "Verification tag to use", Form.HEX32, (INIT, INIT_ACK), at=4),
        *_of_init("init", INIT),
        *_of_init("initack", INIT_ACK),
        Part("sctp.sack_nounce_sum", "u1", "Nonce sum", kinds=(SACK,), at=1, mask=0x01),
        Part("sctp.sack_cumulative_tsn_ack_raw", ">u4", "Last sequence number before a gap", kinds=(SACK,), at=4),
        Part("sctp.sack_a_rwnd", ">u4", "Receiver window", kinds=(SACK,), at=8),
        Part("sctp.sack_number_of_gap_blocks", ">u2", "Blocks behind gaps", kinds=(SACK,), at=12),
        Part("sctp.sack_number_of_duplicated_tsns", ">u2", "Duplicates", kinds=(SACK,), at=14),
        Part("sctp.sack_gap_block_start", ">u2", "First number of a block behind a gap", kinds=(GAPS,), every=4),
        Part("sctp.sack_gap_block_end", ">u2", "Last number of a block behind a gap", kinds=(GAPS,), at=2, every=4),
        Part("sctp.sack_duplicate_tsn", ">u4", "Duplicate sequence number", kinds=(DUPLICATES,), every=4),
        _flag("abort_t_bit", "The sender had no association", 0, ABORT),
        Part("sctp.shutdown_cumulative_tsn_ack", ">u4", "Last sequence number received", kinds=(SHUTDOWN,), at=4),
        Part("sctp.cause_code", ">u2", "Cause of the error", Form.HEX16, (CAUSE,)),
        Part("sctp.cause_length", ">u2", "Bytes of the cause", kinds=(CAUSE,), at=2),
        Part("sctp.ecne_lowest_tsn", ">u4", "First sequence number with congestion", kinds=(ECNE,), at=4),
        Part("sctp.cwr_lowest_tsn", ">u4", "Sequence number of the congestion echo", kinds=(CWR,), at=4),
        _flag("shutdown_complete_t_bit", "The sender had no association", 0, SHUTDOWN_COMPLETE),
        Part("sctp.forward_tsn_tsn", ">u4", "New cumulative sequence number", kinds=(FORWARD_TSN,), at=4),
        Part("sctp.forward_tsn_sid", ">u2", "Stream that skips", kinds=(SKIPPED,), every=4),
        Part("sctp.forward_tsn_ssn", ">u2", "Sequence number that is skipped", kinds=(SKIPPED,), at=2, every=4),
        Part("sctp.parameter_type", ">u2", "Type of parameter", Form.HEX16, (PARAMETER,)),
        Part(
            "sctp.parameter_bit_1",
            ">u2",
            "Skip it where it is not known",
            Form.BOOLEAN,
            (PARAMETER,),
            mask=0x8000,
            shift=15,
        ),
        Part(
            "sctp.parameter_bit_2",
            ">u2",
            "Report it where it is not known",
            Form.BOOLEAN,
            (PARAMETER,),
            mask=0x4000,
            shift=14,
        ),
        Part("sctp.parameter_length", ">u2", "Bytes of the parameter without padding", kinds=(PARAMETER,), at=2),
        Part("sctp.parameter_ipv4_address", "4u1", "IPv4 address", Form.IPV4, (IPV4,), at=4),
        Part("sctp.parameter_ipv6_address", "16u1", "IPv6 address", Form.IPV6, (IPV6,), at=4),
        Part(
            "sctp.parameter_supported_address_type",
            ">u2",
            "Supported type of address",
            kinds=(SUPPORTED,),
            at=4,
            every=2,
        ),
        Part(
            "sctp.parameter_cookie_preservative_incr",
            ">u4",
            "Milliseconds more for the cookie",
            kinds=(PRESERVATIVE,),
            at=4,
        ),
        Part("sctp.adaptation_layer_indication", ">u4", "Adaptation", Form.HEX32, (ADAPTATION,), at=4),
    ),
    words={
        DATA: "DATA",
        INIT: "INIT",
        INIT_ACK: "INIT_ACK",
        SACK: "SACK",
        HEARTBEAT: "HEARTBEAT",
        HEARTBEAT_ACK: "HEARTBEAT_ACK",
        ABORT: "ABORT",
        SHUTDOWN: "SHUTDOWN",
        8: "SHUTDOWN_ACK",
        ERROR: "ERROR",
        10: "COOKIE_ECHO",
        11: "COOKIE_ACK",
        ECNE: "ECNE",
        CWR: "CWR",
        SHUTDOWN_COMPLETE: "SHUTDOWN_COMPLETE",
        15: "AUTH",
        16: "NR_SACK",
        I_DATA: "I_DATA",
        ASCONF_ACK: "ASCONF_ACK",
        0x81: "PKTDROP",
        RE_CONFIG: "RE_CONFIG",
        0x84: "PAD",
        FORWARD_TSN: "FORWARD_TSN",
        ASCONF: "ASCONF",
        0xC2: "I_FORWARD_TSN",
    },
)

SCTP = Layer(
    "sctp",
    "Stream Control Transmission Protocol",
    header=(
        Field("srcport", ">u2", "Source port"),
        Field("dstport", ">u2", "Destination port"),
        Field("verification_tag", ">u4", "Verification tag", Form.HEX32),
        Field("checksum", ">u4", "Checksum", Form.HEX32),
    ),
    options=_OPTIONS,
    reached_by={"ip.proto": (132,)},
)
