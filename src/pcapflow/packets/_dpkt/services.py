"""Services above TCP and UDP that need a line each. Ports: IANA, or where the protocol has its home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, address, dpkt_thing, hexadecimal, plain, text

if TYPE_CHECKING:
    from pcapflow.packets._dpkt._nodes import Application

__all__ = ("SERVICES",)


def _netbios_name(name: str) -> str:
    """The name of 16 bytes, the last of which is a service (RFC 1001 section 14.1)."""
    if len(name) != 32:
        return name
    decoded = str(dpkt_thing("netbios.decode_name")(name))
    # dpkt ends it at the first zero, which as a rule is the service.
    service = (ord(name[30]) - 0x41) << 4 | (ord(name[31]) - 0x41) & 0x0F
    return f"{decoded[:15].rstrip()}<{service & 0xFF:02x}>"


def _behind(n_bytes: int) -> Any:
    """Bytes of a message whose header, of so many bytes, is not counted."""
    return lambda message: int(message.len) + n_bytes


def _of_tns(message: Any) -> int:
    return int(message.length)


def _in_session(path: str, message: Any) -> str:
    return "smb.SMB" if not path and message.data[:4] == b"\xffSMB" else ""


def _in_flap(path: str, message: Any) -> str:
    """Channel 2 carries data, in SNACs."""
    return "aim.SNAC" if not path and message.type == 2 else ""


_PORTMAP, _TAKES_A_MAPPING = 100_000, (1, 2, 3)


def _in_call(path: str, message: Any) -> str:
    """What three procedures of the port mapper are asked (RFC 1833 section 3)."""
    is_mapping = path == "call" and message.prog == _PORTMAP and message.proc in _TAKES_A_MAPPING
    return "pmap.Pmap" if is_mapping else ""


def _rpc(transport: str, skip: int) -> Application:
    """Over TCP a word stands before it: how long it is, and whether it is the last piece (RFC 5531 section 11)."""
    head = rb"[\x80\0]..." if skip else b""
    return plain(
        "rpc",
        "Remote Procedure Call",
        "rpc.RPC",
        {f"{transport}.port": (111, 2049)},
        begins=head + rb"....\0\0\0[\0\x01]",
        skip=skip,
        names={
            "dir": "rpc.msgtyp",
            "call.rpcvers": "rpc.version",
            "call.prog": "rpc.program",
            "call.vers": "rpc.programversion",
            "call.proc": "rpc.procedure",
            "call.cred.flavor": "rpc.auth.flavor",
            "call.verf.flavor": "rpc.auth.flavor",
            "call.data": "portmap",
            "call.data.vers": "portmap.version",
            "call.data.prot": "portmap.proto",
            "call.data.data": HIDDEN,
            "reply.stat": "rpc.replystat",
            "reply.accept.stat": "rpc.state_accept",
            "reply.accept.verf.flavor": "rpc.auth.flavor",
            "reply.reject.stat": "rpc.state_reject",
            "reply.reject.why": "rpc.state_auth",
        },
        shown={"xid": hexadecimal},
        then=_in_call,
    )


_FROM_VIEWER = {
    0: "rfb.SetPixelFormat",
    2: "rfb.SetEncodings",
    3: "rfb.FramebufferUpdateRequest",
    4: "rfb.KeyEvent",
    5: "rfb.PointerEvent",
    6: "rfb.CutText",
}
_FROM_SCREEN = {0: "rfb.FramebufferUpdate", 1: "rfb.SetColourMapEntries", 3: "rfb.CutText"}
_SCREENS = range(5900, 5904)


def _rfb(side: str, kinds: dict[int, str]) -> Application:
    """A type means one thing from the viewer and another from the screen (RFC 6143 sections 7.5 and 7.6)."""
    sender = "client" if side == "dstport" else "server"
    return plain(
        "vnc",
        "Virtual Network Computing",
        "rfb.RFB",
        {f"tcp.{side}": _SCREENS},
        begins=b"[" + bytes(kinds) + b"]",
        names={
            "type": f"vnc.{sender}_message_type",
            "data": "vnc",
            "data.pad": HIDDEN,
            "data.down_flag": "vnc.key_down",
            "data.num_encodings": "vnc.client_set_encodings_num",
            "data.num_rects": "vnc.fb_update_num_rects",
            "data.length": f"vnc.{sender}_cut_text_len",
        },
        shown={"data.button_mask": hexadecimal, "data.key": hexadecimal},
        then=lambda path, message: "" if path else kinds.get(message.type, ""),
    )


def _qq(family: int, thing: str) -> Application:
    return plain(
        "oicq",
        "OICQ: QQ",
        thing,
        {"udp.port": (8000,)},
        begins=bytes([family]),
        names={
            "header_type": "oicq.flag",
            "source": "oicq.version",
            "sequence": "oicq.seq",
            "qqNum": "oicq.qqid",
            **{f"unknown{number}": HIDDEN for number in ("", *range(1, 14))},
        },
        shown={"command": hexadecimal},
    )


_DNS_FLAGS = {
    "qr": "response",
    "opcode": "opcode",
    "aa": "authoritative",
    "tc": "truncated",
    "rd": "recdesired",
    "ra": "recavail",
    "rcode": "rcode",
}

SERVICES = (
    plain(
        "nbns",
        "NetBIOS Name Service",
        "netbios.NS",
        {"udp.port": (137,)},
        names={
            "op": "nbns.flags",
            **{attribute: f"nbns.flags.{name}" for attribute, name in _DNS_FLAGS.items()},
            "zero": HIDDEN,
            **{
                f"{section}.{attribute}": name
                for section in ("qd", "an", "ns", "ar")
                for attribute, name in (
                    ("name", "nbns.name"),
                    ("type", "nbns.type"),
                    ("cls", "nbns.class"),
                    ("ttl", "nbns.ttl"),
                    ("rlen", "nbns.data_length"),
                    ("rdata", "nbns.data"),
                    ("nodenames", "nbns.netbios_name"),
                )
            },
        },
        shown={"op": hexadecimal, **{f"{section}.name": _netbios_name for section in ("qd", "an", "ns", "ar")}},
    ),
    plain(
        "nbdgm",
        "NetBIOS Datagram Service",
        "netbios.Datagram",
        {"udp.port": (138,)},
        names={
            "id": "nbdgm.dgram_id",
            "src": "nbdgm.src.ip",
            "sport": "nbdgm.src.port",
            "len": "nbdgm.dgram_len",
            "off": "nbdgm.pkt_offset",
        },
        shown={"src": address, "flags": hexadecimal},
    ),
    plain(
        "nbss",
        "NetBIOS Session Service",
        "netbios.Session",
        {"tcp.port": (139, 445)},
        # A message, or one of what opens a session and keeps it open (RFC 1002 section 4.3.1).
        begins=rb"[\0\x81-\x85][\0\x01]",
        size=_behind(4),
        names={
            "len": "nbss.length",
            "data": "smb",
            "data.proto": HIDDEN,
            "data.status": "smb.nt_status",
            "data.security": "smb.signature",
            "data.rsvd": "smb.reserved",
            # Both halves of it, of which Wireshark has a field each.
            "data.pid": NAMELESS,
        },
        shown={f"data.{name}": hexadecimal for name in ("cmd", "status", "flags", "flags2")},
        then=_in_session,
    ),
    _rpc("udp", skip=0),
    _rpc("tcp", skip=4),
    plain(
        "rx",
        "Rx: procedure calls of AFS",
        "rx.Rx",
        {"udp.port": range(7000, 7010)},
        names={
            "call": "rx.callnumber",
            "status": "rx.userstatus",
            "security": "rx.securityindex",
            "sum": "rx.spare",
            "service": "rx.serviceid",
        },
        shown={"epoch": hexadecimal, "cid": hexadecimal, "flags": hexadecimal},
    ),
    plain(
        "tns",
        "Transparent Network Substrate",
        "tns.TNS",
        {"tcp.port": (1521,)},
        # No checksum, and a type that there is.
        begins=rb"..\0\0[\x01-\x13]",
        size=_of_tns,
        most_bytes=65_536,
        names={
            "pktsum": "tns.packet_checksum",
            "rsvd": HIDDEN,
            "hdrsum": "tns.header_checksum",
            "msg": NAMELESS,
            "data": HIDDEN,
        },
        shown={"pktsum": hexadecimal, "hdrsum": hexadecimal},
    ),
    _rfb("dstport", _FROM_VIEWER),
    _rfb("srcport", _FROM_SCREEN),
    plain(
        "aim",
        "AOL Instant Messenger",
        "aim.FLAP",
        {"tcp.port": (5190,)},
        begins=rb"\*[\x01-\x05]",
        size=_behind(6),
        most_bytes=65_536,
        names={
            "ast": "aim.cmd_start",
            "type": "aim.channel",
            "seq": "aim.seqno",
            "len": "aim.datalen",
            **{f"data.{name}": f"aim.fnac.{name}" for name in ("family", "subtype", "flags")},
            "data.reqid": "aim.fnac.id",
        },
        shown={"data.flags": hexadecimal},
        then=_in_flap,
    ),
    plain(
        "ymsg",
        "Yahoo YMSG Messenger Protocol",
        "yahoo.YMSG",
        {"tcp.port": (5050,)},
        begins=rb"YMSG",
        names={
            "version": "ymsg.version",
            "length": "ymsg.len",
            "type": "ymsg.service",
            "unknown1": "ymsg.status",
            "unknown2": "ymsg.session_id",
        },
        shown={"type": hexadecimal},
    ),
    plain(
        "yhoo",
        "Yahoo Messenger Protocol",
        "yahoo.YHOO",
        {"tcp.port": (5050,)},
        begins=rb"YHOO|YPNS",
        names={
            "length": "yhoo.len",
            "connid": "yhoo.connection_id",
            "magic": "yhoo.magic_id",
            "unknown": "yhoo.unknown1",
            "type": "yhoo.msgtype",
        },
        shown={"version": text, "nick1": text, "nick2": text, "magic": hexadecimal},
    ),
    _qq(2, "qq.QQBasicPacket"),
    _qq(3, "qq.QQ3Packet"),
    _qq(5, "qq.QQ5Packet"),
)
"""Names and files of offices, procedure calls, databases, screens, messengers."""
