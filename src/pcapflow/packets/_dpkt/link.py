"""Protocols of one link that need a line each.

Numbers: IANA "IEEE 802 Numbers"; ``llc.dsap`` are service access points (IEEE 802.2), ``llc.snap`` an organisation and
its protocol.
"""

from __future__ import annotations

from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, address, hexadecimal, plain, text

__all__ = ("LINK",)


def _ipx_address(value: bytes) -> str:
    """A network, a node, and a socket of it."""
    return f"{value[:4].hex()}.{value[4:10].hex()}, socket {value[10:].hex()}"


LINK = (
    plain(
        "stp",
        "Spanning Tree Protocol",
        "stp.STP",
        # IEEE 802.1D section 9.3; 118 is a protocol of IANA's list.
        {"llc.dsap": (0x42,), "ip.proto": (118,)},
        names={
            "proto_id": "stp.protocol",
            "v": "stp.version",
            "root_path": "stp.root.cost",
            "port_id": "stp.port",
            "age": "stp.msg_age",
            "fd": "stp.forward",
            # Wireshark has a field for each part of these.
            "root_id": NAMELESS,
            "bridge_id": NAMELESS,
        },
        shown={"flags": hexadecimal, "port_id": hexadecimal},
    ),
    plain(
        "edp",
        "Extreme Discovery Protocol",
        "edp.EDP",
        {"llc.snap": (0x00E02B_00BB,)},
        names={
            "hlen": "edp.length",
            "sum": "edp.checksum",
            "seq": "edp.seqno",
            "mid": "edp.midtype",
            "mac": "edp.midmac",
        },
        shown={"sum": hexadecimal, "mac": address},
    ),
    plain(
        "aoe",
        "ATA over Ethernet",
        "aoe.AOE",
        {"ethertype": (0x88A2,)},
        names={
            "ver": "aoe.version",
            "err": "aoe.error",
            "maj": "aoe.major",
            "min": "aoe.minor",
            "aoeata.scnt": "aoe.sector_count",
            "aoeata.errfeat": "aoe.err_feature",
            "aoeata.cmdstat": "aoe.ata.cmd",
            "aoeata.aflags": NAMELESS,
            "aoeata.res": HIDDEN,
            **{f"aoeata.lba{byte}": NAMELESS for byte in range(6)},
            **{f"aoecfg.{name}": NAMELESS for name in ("aoeccmd", "bufcnt", "cslen", "data", "fwver", "scnt")},
            "fl": NAMELESS,
        },
        shown={"tag": hexadecimal, "aoecfg.data": text},
    ),
    plain(
        "ipx",
        "Internetwork Packet Exchange",
        "ipx.IPX",
        # RFC 1234 is over UDP; 111 is IANA's "IPX in IP"; 0x2b is PPP's (RFC 1552).
        {"ethertype": (0x8137,), "llc.dsap": (0xE0, 0x10), "ip.proto": (111,), "ppp": (0x2B,), "udp.port": (213,)},
        names={
            "sum": "ipx.checksum",
            "tc": "ipx.hops",
            "pt": "ipx.packet_type",
            "dst": "ipx.dst",
            "src": "ipx.src",
        },
        shown={"sum": hexadecimal, "dst": _ipx_address, "src": _ipx_address},
    ),
)
"""Spanning tree, Extreme's discovery, storage, IPX."""
