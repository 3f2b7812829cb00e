"""Address Resolution Protocol. Spec: RFC 826; probes and announcements: RFC 5227; numbers: IANA "ARP Parameters"."""

from typing import NamedTuple

from pcapflow.forms import Form, one_text
from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("ARP",)

_PROTOCOLS = {3: "RARP", 4: "RARP", 5: "DRARP", 6: "DRARP", 7: "DRARP", 8: "Inverse ARP", 9: "Inverse ARP"}

_SENTENCES = {
    0: "Reserved opcode {opcode}",
    1: "Who has {target}? Tell {source}",
    2: "{source} is at {source_mac}",
    3: "Who is {target_mac}? Tell {source_mac}",
    4: "{target_mac} is at {target}",
    5: "Who is {target_mac}? Tell {source_mac}",
    6: "{target_mac} is at {target}",
    7: "DRARP Error",
    8: "Who is {target_mac}? Tell {source_mac}",
    9: "{source_mac} is at {source}",
    10: "ARP NAK",
    24: "Experimental {experiment} ( opcode {opcode} )",
    25: "Experimental {experiment} ( opcode {opcode} )",
    65535: "Reserved opcode {opcode}",
}

_FIXED_BYTES = 8

_OPERATIONS = {
    1: "request",
    2: "reply",
    3: "reverse request",
    4: "reverse reply",
    8: "inverse request",
    9: "inverse reply",
}


class _Pair(NamedTuple):
    hardware: bytes
    protocol: bytes


def _say(view: View) -> Said:
    opcode = view.message.number("arp.opcode") or 0
    info = _info(view, opcode)
    if not info or info.startswith("["):
        return Said("ARP", info)
    duplicate = view.facts.duplicate_ip.get(view.number)
    if duplicate is not None:
        info += f" (duplicate use of {duplicate} detected!)"
    return Said(_PROTOCOLS.get(opcode, "ARP"), info)


def _info(view: View, opcode: int) -> str:
    message = view.message
    sizes = message.number("arp.hw.size"), message.number("arp.proto.size")
    if message.number("arp.opcode") is None or None in sizes:
        # tshark writes the line when it has read the whole packet.
        return ""
    # From the bytes and not from the columns, which are there for Ethernet and IPv4 alone.
    raw = view.bytes_from(message.start + _FIXED_BYTES)
    needed = 2 * sum(size or 0 for size in sizes)
    if len(raw) < needed:
        known = message.parts[-1].spec.name == "arp.addresses"  # a row that is cut says so itself
        reported = message.stop - message.start - _FIXED_BYTES
        return "" if known else "[Malformed Packet]" if reported < needed else "[Packet size limited during capture]"
    ends = []
    for size in (*sizes, *sizes):
        ends.append(raw[: size or 0])
        raw = raw[size or 0 :]
    return _sentence(message, opcode, _Pair(ends[0], ends[1]), _Pair(ends[2], ends[3]))


def _sentence(message: Message, opcode: int, sender: _Pair, asked: _Pair) -> str:
    is_ethernet, is_ip = message.number("arp.hw.type") in (1, 6), message.number("arp.proto.type") == 0x0800
    source, target = (_text(end.protocol, Form.IPV4 if is_ip else None) for end in (sender, asked))
    source_mac, target_mac = (_text(end.hardware, Form.MAC if is_ethernet else None) for end in (sender, asked))
    sentence = _SENTENCES.get(opcode, "Unknown ARP opcode {opcode:#06x}")
    of_itself = opcode in (1, 2) and sender.protocol != b"" and sender.protocol == asked.protocol
    nobody_asked = opcode == 1 and not any(asked.hardware)
    # RFC 5227 sections 2.1.1 and 2.3; a gratuitous ARP is RFC 5944's.
    if of_itself:
        sentence = "ARP Announcement for {target}" if nobody_asked else "Gratuitous ARP for {target} ({operation})"
    elif nobody_asked and sender.protocol == bytes(4):
        sentence = "Who has {target}? (ARP Probe)"
    operation = "Request" if opcode == 1 else "Reply"
    return sentence.format(
        source=source,
        source_mac=source_mac,
        target=target,
        target_mac=target_mac,
        opcode=opcode,
        operation=operation,
        experiment=opcode - 23,
    )


def _text(address: bytes, form: Form | None) -> str:
    if form is not None and len(address) == {Form.MAC: 6, Form.IPV4: 4}[form]:
        return one_text(address, form)
    return address.hex() or "<No address>"


def _summary(message: Message) -> str:
    return _OPERATIONS.get(message.number("arp.opcode") or 0, "")


ARP = Words("arp", say=_say, summary=_summary)
