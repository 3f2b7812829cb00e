"""What carries packets besides Ethernet and IP: LLC, labels, serial lines, tunnels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import NOTHING, rule

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()

# LLC.


@rule("raw 802.3", "llc", fields="", reason="points of 0xffff are the checksum of IPX, which has no LLC there")
def _(header: Header, packet: Packet) -> None:
    if header.data[:2] == b"\xff\xff":
        packet.forget(header)


# Tags.


@rule(
    "cut pair of tags", "ieee8021ad", fields="ieee8021ad.", reason="shown when the second tag's first bytes are there"
)
def _(header: Header, packet: Packet) -> None:
    if header.data[2:4] == b"\x88\xa8" and len(header.data) < 6:
        header.keep()
        packet.keep_nothing_after(header)


# Serial lines.


@rule("hdlc beside ppp", "chdlc", fields="", reason="announced as carried by PPP where the line is PPP's")
def _(header: Header, packet: Packet) -> None:
    if header is packet.headers[0] and packet.linktype != 104:
        packet.announced = f"ppp:{packet.announced}"


@rule("no number of ppp", "*frame*", fields=NOTHING, reason="announced before its number, whatever is there")
def _(_frame: Header, packet: Packet) -> None:
    if packet.linktype in (9, 50) and not packet.announced:
        packet.announced = "ppp"


@rule(
    "cut after hdlc",
    *("ip", "ipv6", "mpls", "arp", "slarp"),
    fields="",
    reason="not announced where no byte was captured, nor where frame relay follows Cisco",
)
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    if not header.data and carrier is not None and carrier.layer in ("chdlc", "fr.cisco"):
        packet.unannounce(header)


@rule("padded nlpid", "fr.padding", fields="fr.nlpid", reason="Q.933's and ES-IS' are not shown behind padding")
def _(header: Header, _packet: Packet) -> None:
    if header.data[:1] in (b"\x08", b"\x82"):
        header.keep()


_Q933 = 0x08


def _is_whole(message: bytes) -> bool:
    """Whether a message of Q.933 has all its elements (Q.933 section 4)."""
    # A discriminator, a reference of some bytes, a type; then elements of one byte, or with a length.
    at = 3 + (message[1] & 15) if len(message) > 1 else 3
    if at > len(message):
        return False
    while at < len(message):
        if message[at] & 0x80:
            at += 1
        elif at + 1 < len(message):
            at += 2 + message[at + 1]
        else:
            return False
    return at == len(message)


@rule("q.933", "fr.control", fields="fr.nlpid", reason="its number is shown after all of its elements")
def _(header: Header, _packet: Packet) -> None:
    if header.data[1:2] == bytes([_Q933]) and not _is_whole(header.data[1:]):
        header.hide("fr.nlpid")


@rule("frame relay", "fr", fields="fr.", reason="reads more, and less where the address ends with its first byte")
def _(header: Header, packet: Packet) -> None:
    if header.data and header.data[0] & 1:
        header.keep()
    is_known = header.data[2:3] and (header.data[2] & 3 == 3 or header.data[2] in (0x08, 0x86, 0x88))
    is_bridged = packet.headers[-1].layer == "fr.snap"
    if len(header.data) > 1 and (header.data[0] & 1 or not header.data[1] & 1 or not is_known or is_bridged):
        packet.headers[-1].kind = "fr of another form"


@rule("cut ppp", "ppp", "ppp.compressed", fields="", reason="not shown over Ethernet before two bytes of it")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 2 and getattr(packet.before(header), "layer", "") == "pppoes":
        packet.forget(header)


@rule("session code", "pppoes", fields=NOTHING, reason="a session of another code than 0 is read on")
def _(header: Header, _packet: Packet) -> None:
    if header.data[1:2] != b"\0":
        header.kind = "pppoes of another code"


@rule("cut slarp", "slarp", fields="slarp.", reason="shown when two numbers or addresses were captured")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < (12 if header.values.get("slarp.ptype", "0") in ("0", "1", "2") else 4):
        header.keep()
        packet.keep_nothing_after(header)


# Tunnels.


@rule(
    "cut after udp",
    *("vxlan", "geneve", "gtp", "gtp.numbered", "gtp.extended", "esp.over_udp", "esp.first_zero", "mpls"),
    fields="",
    reason="not announced where no byte was captured",
)
def _(header: Header, packet: Packet) -> None:
    if not header.data and getattr(packet.before(header), "layer", "") == "udp":
        packet.unannounce(header)


@rule("tunnel of length 0", "udp", fields="", reason="nothing is read after a length of 0 over IPv4")
def _(header: Header, packet: Packet) -> None:
    if header.values.get("udp.length") == "0" and getattr(packet.before(header), "layer", "") == "ip":
        packet.forget_after(header)


@rule("another gtp", "udp", fields=NOTHING, reason="the family has other protocols and ports")
def _(header: Header, _packet: Packet) -> None:
    ports = {int.from_bytes(header.data[at : at + 2], "big") for at in (0, 2)}
    is_of_another_version = header.data[8:9] and header.data[8] >> 4 != 3
    if ports & {2123, 3386} or (2152 in ports and is_of_another_version):
        header.kind = "udp with another gtp"


@rule("gpe flags", "vxlan.gpe", fields="vxlan.flags", reason="named as VXLAN's, whose flags have twice the bits")
def _(header: Header, _packet: Packet) -> None:
    if header.data:
        header.values["vxlan.flags"] = f"{header.data[0]:#04x}"
        header.values["vxlan.flags_reserved"] = str((header.data[0] & 0xC2) >> 1)


@rule("cut esp over udp", "esp.over_udp", fields="", reason="announced when its first number was captured")
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 4:
        packet.announced = packet.announced.replace(":udpencap:esp", ":udpencap", 1)


@rule("cut session", "gtp.qos", fields="gtp.ext_hdr.pdu_ses_con.", reason="shown when all of it was captured")
def _(header: Header, _packet: Packet) -> None:
    if header.data and len(header.data) < 4 * header.data[0]:
        header.hide("gtp.ext_hdr.pdu_ses_con.")


@rule(
    *("cut gtp", "gtp", "gtp.numbered", "gtp.extended"),
    fields="",
    reason="not taken for GTP before its message is known",
)
def _(header: Header, packet: Packet) -> None:
    if len(header.data) < 2:
        packet.forget(header)


@rule("gtp ip", "ip", fields="", reason="in GTP it is known by its first byte, 0x45 to 0x4e")
def _(header: Header, packet: Packet) -> None:
    carrier = packet.before(header)
    is_in_gtp = carrier is not None and carrier.layer.startswith("gtp")
    if is_in_gtp and header.data and not 0x45 <= header.data[0] <= 0x4E:
        packet.forget(header)


@rule("ah length", "ah", fields=NOTHING, reason="a length of less than the header is taken for the header's")
def _(header: Header, _packet: Packet) -> None:
    if header.data[1:2] == b"\0":
        header.kind = "ah of an impossible length"
