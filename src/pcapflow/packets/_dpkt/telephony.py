"""Protocols of calls and sessions that need a line each."""

from __future__ import annotations

from typing import Any

from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, address, hexadecimal, plain, text

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


_CALL = (("line_instance", "lineInstance"), ("call_id", "callReference"))
_MEDIA = (
    *(("conference_id", "conferenceId"), ("passthruparty_id", "passThroughPartyId")),
    *(("ms_packet", "milliSecondPacketSize"), ("payload_capability", "payloadCapability")),
    *(("precedence", "precedenceValue"), ("max_frames_per_pkt", "maxFramesPerPacket")),
    *(("echo_cancel_type", "ecValue"), ("silence_suppression", "ssValue"), ("g723_bitrate", "g723BitRate")),
    *(("ipv4_or_ipv6", "ipv4or6"), ("remote_ip", "remoteIpAddr.ipv4"), ("remote_port", "remotePortNumber")),
    *(("channel_status", "mediaReceptionStatus"), ("ip", "ipAddr.ipv4"), ("port", "portNumber")),
    ("call_reference", "callReference"),
)
_SCCP = {
    "activatecallplane": _CALL,
    "callinfo": (
        *_CALL,
        ("call_type", "callType"),
        *(("calling_party", "callingParty"), ("calling_party_name", "callingPartyName")),
        *(("called_party", "calledParty"), ("called_party_name", "calledPartyName")),
        *(("orig_called_party", "originalCalledParty"), ("orig_called_party_name", "originalCalledPartyName")),
    ),
    "callstate": (*_CALL, ("call_state", "callState")),
    "clearpromptstatus": _CALL,
    "closereceivechannel": _MEDIA,
    "displaypromptstatus": (*_CALL, ("msg_timeout", "timeOutValue"), ("display_msg", "promptStatus")),
    "displaytext": (("display_msg", "text"),),
    "keypadbutton": (("button", "kpButton"),),
    "openreceivechannel": _MEDIA,
    "openreceivechannelack": _MEDIA,
    "selectstartkeys": (
        *(("line_id", "lineInstance"), ("call_id", "callReference")),
        ("softkey_set", "softKeySetIndex"),
    ),
    "setlamp": (("stimulus_instance", "stimulusInstance"), ("lamp_mode", "lampMode")),
    "setspeakermode": (("speaker", "speakerMode"),),
    "startmediatransmission": _MEDIA,
    "stopmediatransmission": _MEDIA,
}
"""What dpkt calls a message and its fields, and Wireshark's names of these."""

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
            "data.type": "q931.information_element",
            "data.len": "q931.information_element_len",
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
            "selectstartkeys.softkey_map": NAMELESS,
            **{
                f"{message}.{attribute}": f"skinny.{name}"
                for message, names in _SCCP.items()
                for attribute, name in names
            },
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
        names={"len": "stun.length", "xid": "stun.id", "data": "stun.attribute"},
        shown={"type": hexadecimal},
        then=lambda _path, _message: "stun.parse_attrs",
    ),
)
"""H.323, Cisco's telephones, media, and finding a way through address translation."""
