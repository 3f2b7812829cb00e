"""Domain Name System. Spec: RFC 1035; over TCP: section 4.2.2; multicast: RFC 6762, RFC 4795."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.forms import Form, one_text
from pcapflow.packets._dpkt._nodes import Application, field, text_from
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ("DNS", "DNS_OVER_TCP", "LLMNR", "MDNS")

_TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 41: "OPT"}

_FLAGS = (
    ("Response", "response", "qr"),
    ("Opcode", "opcode", "opcode"),
    ("Authoritative", "authoritative", "aa"),
    ("Truncated", "truncated", "tc"),
    ("Recursion desired", "recdesired", "rd"),
    ("Recursion available", "recavail", "ra"),
    ("Reply code", "rcode", "rcode"),
)

_COUNTS = (
    ("Questions", "queries", "qd"),
    ("Answer RRs", "answers", "an"),
    ("Authority RRs", "auth_rr", "ns"),
    ("Additional RRs", "add_rr", "ar"),
)

_SECTIONS = (("Answers", "an"), ("Authoritative nameservers", "ns"), ("Additional records", "ar"))

_DATA = (
    ("ip", "dns.a", "Address"),
    ("ip6", "dns.aaaa", "AAAA address"),
    ("cname", "dns.cname", "CNAME"),
    ("nsname", "dns.ns", "Name server"),
    ("ptrname", "dns.ptr.domain_name", "Domain name"),
    ("mxname", "dns.mx.mail_exchange", "Mail exchange"),
    ("mname", "dns.soa.mname", "Primary name server"),
    ("rname", "dns.soa.rname", "Mailbox of the responsible"),
    ("serial", "dns.soa.serial_number", "Serial number"),
    ("priority", "dns.srv.priority", "Priority"),
    ("weight", "dns.srv.weight", "Weight"),
    ("port", "dns.srv.port", "Port"),
    ("srvname", "dns.srv.target", "Target"),
)
"""dpkt's attribute of a record, Wireshark's name, label."""


def _message(payload: bytes) -> Any:
    import dpkt.dns

    class Record(dpkt.dns.DNS.RR):  # type: ignore[misc]  # dpkt has no types
        def unpack_rdata(self, buf: bytes, off: int) -> None:
            # One record of a type that dpkt knows not (mDNS always has one) would cost the whole message.
            try:
                super().unpack_rdata(buf, off)
            except dpkt.dpkt.UnpackError:
                return
            except UnicodeDecodeError:
                self.text: list[str] = []

    class Message(dpkt.dns.DNS):  # type: ignore[misc]  # as above
        RR = Record

        def unpack_q(self, buf: bytes, off: int) -> tuple[Any, int]:
            return _whatever_its_name(super().unpack_q, buf, off)

        def unpack_rr(self, buf: bytes, off: int) -> tuple[Any, int]:
            return _whatever_its_name(super().unpack_rr, buf, off)

    return Message(payload)


def _whatever_its_name(unpack: Callable[[bytes, int], tuple[Any, int]], buf: bytes, off: int) -> tuple[Any, int]:
    """Read an entry; dpkt refuses one whose name is no UTF-8, and with it the message.

    A name is any bytes (RFC 2181 section 11).
    """
    try:
        return unpack(buf, off)
    except UnicodeDecodeError as error:
        # The same entry with the root for a name, at the same place, for pointers count from the beginning.
        root = _last_byte_of_name(buf, off)
        entry, behind = unpack(buf[:root] + b"\0" + buf[root + 1 :], root)
        entry.name = text_from(error.object)
        return entry, behind


def _last_byte_of_name(buf: bytes, off: int) -> int:
    """Where a name that dpkt could unpack ends: at a zero, or in the second byte of a pointer (section 4.1.4)."""
    while 0 < buf[off] < 0xC0:
        off += 1 + buf[off]
    return off + 1 if buf[off] else off


def _read(payload: bytes) -> Iterator[TreeNode]:
    message = _message(payload)
    yield field("Transaction ID", "dns.id", message.id)
    yield TreeNode(
        f"Flags: {message.op:#06x}",
        "dns.flags",
        message.op,
        children=tuple(field(label, f"dns.flags.{name}", getattr(message, attr)) for label, name, attr in _FLAGS),
    )
    for label, name, attr in _COUNTS:
        yield field(label, f"dns.count.{name}", len(getattr(message, attr)))
    if message.qd:
        yield TreeNode("Queries", children=tuple(map(_question, message.qd)))
    for label, attr in _SECTIONS:
        if records := getattr(message, attr):
            yield TreeNode(label, children=tuple(map(_record, records)))


def _read_after_length(payload: bytes) -> Iterator[TreeNode]:
    yield field("Length", "dns.length", int.from_bytes(payload[:2], "big"))
    yield from _read(payload[2:])


def _head(entry: Any, prefix: str) -> tuple[str, list[TreeNode]]:
    kind = _TYPES.get(entry.type, f"type {entry.type}")
    fields = [
        field("Name", f"dns.{prefix}.name", entry.name),
        TreeNode(f"Type: {kind} ({entry.type})", f"dns.{prefix}.type", entry.type),
        field("Class", f"dns.{prefix}.class", entry.cls),
    ]
    return f"{entry.name or '<Root>'}: {kind}", fields


def _question(question: Any) -> TreeNode:
    text, fields = _head(question, "qry")
    return TreeNode(text, children=tuple(fields))


_N_OF_EVERY_RECORD = 5
"""Fields that a record has whose data was not read."""


def _record(record: Any) -> TreeNode:
    text, fields = _head(record, "resp")
    fields += [field("Time to live", "dns.resp.ttl", record.ttl), field("Data length", "dns.resp.len", record.rlen)]
    for attr, name, label in _DATA:
        value = getattr(record, attr, None)
        if value is None:
            continue
        if attr == "ip" and len(value) == 4:
            value = one_text(value, Form.IPV4)
        elif attr == "ip6" and len(value) == 16:
            value = one_text(value, Form.IPV6)
        fields.append(field(label, name, value))
        text += f" {fields[-1].value}"
    fields += [field("Text", "dns.txt", part) for part in getattr(record, "text", ())]
    if len(fields) == _N_OF_EVERY_RECORD and record.rdata:
        fields.append(field("Data", "dns.data", record.rdata))
    return TreeNode(text, children=tuple(fields))


# Compression lets a few bytes stand for a walk through the whole message: in 4096 bytes it costs a third of a second
# at most, in 64 KiB it would be a minute.
_MOST_BYTES = 4096

DNS = Application("dns", "Domain Name System", _read, reached_by={"udp.port": (53,)}, most_bytes=_MOST_BYTES)
MDNS = Application(
    "mdns", "Multicast Domain Name System", _read, reached_by={"udp.port": (5353,)}, most_bytes=_MOST_BYTES
)
LLMNR = Application(
    "llmnr", "Link-local Multicast Name Resolution", _read, reached_by={"udp.port": (5355,)}, most_bytes=_MOST_BYTES
)
DNS_OVER_TCP = Application(
    "dns", "Domain Name System", _read_after_length, reached_by={"tcp.port": (53,)}, most_bytes=_MOST_BYTES
)
