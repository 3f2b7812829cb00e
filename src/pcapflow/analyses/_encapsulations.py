"""Link types in capinfos' words. Numbers: draft-ietf-opsawg-pcaplinktype."""

from __future__ import annotations

__all__ = ("encapsulation_words",)

_WORDS = {
    0: "NULL/Loopback",
    1: "Ethernet",
    8: "SLIP",
    9: "PPP",
    12: "Raw IP",
    50: "PPP",
    100: "RFC 1483 ATM",
    101: "Raw IP",
    104: "Cisco HDLC",
    105: "IEEE 802.11 Wireless LAN",
    107: "Frame Relay",
    108: "OpenBSD loopback",
    113: "Linux cooked-mode capture v1",
    114: "Localtalk",
    117: "OpenBSD PF Firewall logs",
    119: "IEEE 802.11 plus Prism II monitor mode radio header",
    127: "IEEE 802.11 plus radiotap radio header",
    129: "Linux ARCNET",
    163: "IEEE 802.11 plus AVS radio header",
    189: "USB packets with Linux header",
    192: "Per-Packet Information header",
    195: "IEEE 802.15.4 Wireless PAN",
    201: "Bluetooth H4 with linux header",
    220: "USB packets with Linux header and padding",
    227: "SocketCAN",
    228: "Raw IPv4",
    229: "Raw IPv6",
    230: "IEEE 802.15.4 Wireless PAN with FCS not present",
    239: "NFLOG",
    249: "USB packets with USBPcap header",
    253: "Linux Netlink",
    276: "Linux cooked-mode capture v2",
}


def encapsulation_words(linktype: int) -> str:
    """A link type's name; its number where it has none here."""
    return _WORDS.get(linktype, f"link type {linktype}")
