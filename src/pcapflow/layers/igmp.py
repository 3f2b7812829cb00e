"""Internet Group Management Protocol. Spec: version 0 RFC 988, 1 RFC 1112, 2 RFC 2236, 3 RFC 3376.

One byte that all messages share, and a layer for each shape that the rest can
have. A query of twelve bytes or more is one of version 3 (RFC 3376 section 7.1).
Multicast traceroute: draft-ietf-idmr-traceroute-ipm-07.
"""

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Field, Key, Layer, Options, Part
from pcapflow.layers._options import before_in_row, only, parts_of, stepped, whole, with_parts
from pcapflow.table import PARTS, Elements, Regions

__all__ = ("IGMP", "IGMP_HOST_GROUP", "IGMP_MESSAGE", "IGMP_QUERY", "IGMP_REPORT_V1", "IGMP_REPORT_V3", "IGMP_TRACE")

Ints = npt.NDArray[np.int64]

SOURCES = PARTS
RECORD_BYTES = 8
"""Of a group record, without its sources (RFC 3376 section 4.2.4)."""
VERSION_3 = 3


def _number(data: npt.NDArray[np.uint8], at: Ints) -> Ints:
    """A 16-bit number at each place; what is beyond the bytes does not count."""
    last = max(len(data) - 1, 0)
    return data[np.minimum(at, last)].astype(np.int64) << 8 | data[np.minimum(at + 1, last)]


def _with_sources(regions: Regions, elements: Elements, n_at: int, at: int) -> Elements:
    """Elements with a list of addresses each, of which a number at ``n_at`` says how many there are."""
    end = at + 4 * _number(regions.data, elements.start + n_at)
    there = elements.n_bytes >= at
    return with_parts(elements, parts_of(elements, there, SOURCES, at, np.minimum(end, elements.n_bytes)))


def _query(regions: Regions) -> Elements:
    """What version 3 adds to a query (RFC 3376 section 4.1)."""
    rest = whole(regions, np.full(len(regions.start), VERSION_3))
    which = np.flatnonzero(rest.n_bytes >= 4)
    return _with_sources(regions, Elements(*(column[which] for column in rest)), 2, 4)


def _records(regions: Regions) -> Elements:
    """The group records of a report, as many as it says."""

    def one(row: Ints, at: Ints) -> tuple[Ints, Ints, Ints]:
        n_words = _number(regions.data, at + 2) + regions.data[np.minimum(at + 1, len(regions.data) - 1)]
        # Without its counts a record is as long as it must be.
        n_bytes = np.where(at + 4 <= regions.stop[row], RECORD_BYTES + 4 * n_words, RECORD_BYTES)
        return regions.data[at].astype(np.int64), n_bytes, n_bytes

    records = stepped(regions, one)
    place = before_in_row(records, np.ones(len(records.row), bool))
    records = only(records, place < regions.header["num_grp_recs"][records.row])
    return _with_sources(regions, records, 2, RECORD_BYTES)


_SOURCE = Part("igmp.saddr", "4u1", "Source address", Form.IPV4, (SOURCES,), every=4)
_CHECKSUM = Field("checksum", ">u2", "Checksum", Form.HEX16)
_GROUP = Field("maddr", "4u1", "Group address", Form.IPV4)
_RESPONSE = Field(
    "max_resp", "u1", "Time to answer in tenths of a second; from 128 on in version 3 a mantissa and an exponent"
)

IGMP = Layer(
    "igmp",
    "Internet Group Management Protocol",
    header=(Field("type", "u1", "Type: 0x11 query, 0x16 and 0x22 report, 0x17 leave", Form.HEX8),),
    next_key=(Key("type", "igmp.type", demands=True),),
    reached_by={"ip.proto": (2,)},
)

IGMP_HOST_GROUP = Layer(
    "igmp.host_group",
    "Host group",
    prefix="igmp",
    shown="igmp",
    header=(
        Field("_code", "u1"),
        _CHECKSUM,
        Field("identifier", ">u4", "Identifier"),
        _GROUP,
        Field("access_key", "8u1", "Access key", Form.BYTES),
    ),
    # Later versions have a number in the upper half of the byte (RFC 1112, appendix I).
    reached_by={"igmp.type": tuple(range(16))},
)

IGMP_QUERY = Layer(
    "igmp.query",
    "Membership query",
    prefix="igmp",
    shown="igmp",
    header=(_RESPONSE, _CHECKSUM, _GROUP),
    options=Options(
        "body",
        _query,
        (
            Part("igmp.s", "u1", "Suppress router-side processing", Form.BOOLEAN, mask=0x08, shift=3),
            Part("igmp.qrv", "u1", "Querier's robustness variable", mask=0x07),
            Part("igmp.qqic", "u1", "Querier's query interval code", at=1),
            Part("igmp.num_src", ">u2", "Number of sources", at=2),
            _SOURCE,
        ),
        words={VERSION_3: "Version 3"},
    ),
    reached_by={"igmp.type": (0x11,)},
)

IGMP_REPORT_V1 = Layer(
    "igmp.report_v1",
    "Membership report, version 1",
    prefix="igmp",
    shown="igmp",
    header=(Field("_reserved", "u1"), _CHECKSUM, _GROUP),
    reached_by={"igmp.type": (0x12,)},
)

IGMP_MESSAGE = Layer(
    "igmp.message",
    "Membership report, or leave",
    prefix="igmp",
    shown="igmp",
    header=(_RESPONSE, _CHECKSUM, _GROUP),
    reached_by={"igmp.type": (0x16, 0x17)},
)

IGMP_REPORT_V3 = Layer(
    "igmp.report_v3",
    "Membership report, version 3",
    prefix="igmp",
    shown="igmp",
    header=(
        Field("_reserved", "u1"),
        _CHECKSUM,
        Field("_reserved2", ">u2"),
        Field("num_grp_recs", ">u2", "Number of group records"),
    ),
    options=Options(
        "body",
        _records,
        (
            Part("igmp.record_type", "u1", "Type of group record"),
            Part("igmp.aux_data_len", "u1", "32-bit words of auxiliary data", at=1),
            Part("igmp.num_src", ">u2", "Number of sources", at=2),
            Part("igmp.maddr", "4u1", "Group address", Form.IPV4, at=4),
            _SOURCE,
        ),
        words={
            1: "Mode is include",
            2: "Mode is exclude",
            3: "Change to include mode",
            4: "Change to exclude mode",
            5: "Allow new sources",
            6: "Block old sources",
        },
    ),
    reached_by={"igmp.type": (0x22,)},
)

TRACE_BLOCK_BYTES = 32


def _blocks(regions: Regions) -> Elements:
    """What each router of a trace has said."""

    def one(row: Ints, at: Ints) -> tuple[Ints, Ints, Ints]:
        size = np.full(len(row), TRACE_BLOCK_BYTES)
        return np.zeros_like(at), size, size

    return stepped(regions, one)


IGMP_TRACE = Layer(
    "igmp.mtrace",
    "Multicast traceroute",
    shown="igmp",
    header=(
        Field("max_hops", "u1", "Hops at most"),
        Field("_checksum", ">u2"),
        Field("_group", "4u1"),
        Field("saddr", "4u1", "Source of the trace", Form.IPV4),
        Field("raddr", "4u1", "Receiver of the trace", Form.IPV4),
        Field("rspaddr", "4u1", "Where responses go", Form.IPV4),
        Field("resp_ttl", "u1", "Time to live of responses"),
        Field("q_id", "3u1", "Identifier of the query"),
    ),
    columns=(
        Bits("igmp.checksum", "_checksum", "Checksum", form=Form.HEX16),
        Bits("igmp.maddr", "_group", "Group address", form=Form.IPV4),
    ),
    options=Options(
        "body",
        _blocks,
        (
            Part("igmp.mtrace.q_arrival", ">u4", "When the query came"),
            Part("igmp.mtrace.q_inaddr", "4u1", "Address of the incoming interface", Form.IPV4, at=4),
            Part("igmp.mtrace.q_outaddr", "4u1", "Address of the outgoing interface", Form.IPV4, at=8),
            Part("igmp.mtrace.q_prevrtr", "4u1", "Router before", Form.IPV4, at=12),
            Part("igmp.mtrace.q_inpkt", ">u4", "Packets that came in", at=16),
            Part("igmp.mtrace.q_outpkt", ">u4", "Packets that went out", at=20),
            Part("igmp.mtrace.q_total", ">u4", "Packets from the source to the group", at=24),
            Part("igmp.mtrace.q_rtg_proto", "u1", "Routing protocol", at=28),
            Part("igmp.mtrace.q_fwd_ttl", "u1", "Time to live to be forwarded", at=29),
            Part("igmp.mtrace.q_mbz", "u1", "Reserved", Form.HEX8, at=30, mask=0x80, shift=7),
            Part("igmp.mtrace.q_s", "u1", "Counts are for the group alone", Form.HEX8, at=30, mask=0x40, shift=6),
            Part("igmp.mtrace.q_src_mask", "u1", "Mask of the source", Form.HEX8, at=30, mask=0x3F),
            Part("igmp.mtrace.q_fwd_code", "u1", "What became of the query", Form.HEX8, at=31),
        ),
        words={0: "Response of a router"},
    ),
    reached_by={"igmp.type": (0x1E, 0x1F)},
)
