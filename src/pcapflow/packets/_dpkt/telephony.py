"""Protocols of calls and sessions that need a line each."""

from __future__ import annotations

from typing import Any

from pcapflow.packets._dpkt._plain import HIDDEN, address, hexadecimal, plain, text

__all__ = ("TELEPHONY",)


def _total(message: Any) -> int:
    """Bytes of a message that counts its header."""
    return int(message.len)


def _of_tpkt(message: Any) -> int:
    """Bytes of a message in TPKT (RFC 1006 section 6)."""
    return int(message.tpkt.len)


def _of_sccp(message: Any) -> int:
    """The length begins to count behind itself and a reserved word."""
    return int(message.len) + 8


TELEPHONY = (
    plain(
        "h225",
        "H.225.0 Call Signalling",
        "h225.H225",
        {"tcp.port": (1720,)},
        begins=rb"\x03\0..\x08",
        size=_of_tpkt,
        names={
            "tpkt": "tpkt",
            "tpkt.v": "tpkt.version",
            "tpkt.rsvd": "tpkt.reserved",
            "tpkt.len": "tpkt.length",
            "tpkt.data": HIDDEN,
            "proto": "q931.disc",
            "ref_len": "q931.call_ref_len",
            "ref_val": "q931.call_ref",
            "type": "q931.message_type",
            "data": "q931.information_element",
        },
    ),
    plain(
        "tpkt",
        "TPKT: ISO transport over TCP",
        "tpkt.TPKT",
        {"tcp.port": (102,)},
        begins=rb"\x03\0",
        size=_total,
        names={"v": "tpkt.version", "rsvd": "tpkt.reserved", "len": "tpkt.length"},
    ),
    plain(
        "skinny",
        "Skinny Client Control Protocol",
        "sccp.SCCP",
        {"tcp.port": (2000,)},
        # A message is short, and one of few versions.
        begins=rb"..\0\0.\0\0\0",
        size=_of_sccp,
        names={
            "len": "skinny.data_length",
            "rsvd": "skinny.hdr_version",
            "msgid": "skinny.messageId",
            "msg": HIDDEN,
            "data": HIDDEN,
            "callstate.call_state": "skinny.callState",
            "callstate.line_instance": "skinny.lineInstance",
            "callstate.call_id": "skinny.callReference",
        },
        shown={
            "msgid": hexadecimal,
            "displaytext.display_msg": text,
            "displaypromptstatus.display_msg": text,
            "openreceivechannelack.ip": address,
            **{
                f"callinfo.{party}{kind}": text
                for party in ("calling_party", "called_party", "orig_called_party")
                for kind in ("", "_name")
            },
        },
    ),
    plain(
        "rtp",
        "Real-Time Transport Protocol",
        "rtp.RTP",
        # Most streams choose their ports, which another protocol tells; these are IANA's.
        {"udp.port": (5004,)},
        begins=rb"[\x80-\xbf]",
        names={
            "ts": "rtp.timestamp",
            "p": "rtp.padding",
            "x": "rtp.ext",
            "m": "rtp.marker",
            "pt": "rtp.p_type",
            "csrc": "rtp.csrc.items",
        },
        shown={"ssrc": hexadecimal},
    ),
    plain(
        "stun",
        "Session Traversal Utilities for NAT",
        "stun.STUN",
        {"udp.port": (3478,), "tcp.port": (3478,)},
        # The two first bits are 0 (RFC 8489 section 5).
        begins=rb"[\0-\x3f]",
        names={"len": "stun.length", "data": "stun.attribute"},
        shown={"type": hexadecimal},
        then=lambda _path, _message: "stun.parse_attrs",
    ),
)
"""H.323, Cisco's telephones, media, and finding a way through address translation."""
