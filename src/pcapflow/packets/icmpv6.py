"""ICMP for IPv6. Numbers: IANA "ICMPv6 Parameters"; options: RFC 4861 section 4.6.1; the words are tshark's."""

from collections.abc import Iterator

from pcapflow.packets._words import Said, View, Words

__all__ = ("ICMPV6",)

_TYPES = {
    1: "Destination Unreachable",
    2: "Packet Too Big",
    3: "Time Exceeded",
    4: "Parameter Problem",
    100: "Private experimentation",
    101: "Private experimentation",
    127: "Reserved for expansion of ICMPv6 error messages",
    128: "Echo (ping) request",
    129: "Echo (ping) reply",
    130: "Multicast Listener Query",
    131: "Multicast Listener Report",
    132: "Multicast Listener Done",
    133: "Router Solicitation",
    134: "Router Advertisement",
    135: "Neighbor Solicitation",
    136: "Neighbor Advertisement",
    137: "Redirect",
    138: "Router Renumbering",
    139: "Node Information Query",
    140: "Node Information Reply",
    141: "Inverse Neighbor Discovery Solicitation",
    142: "Inverse Neighbor Discovery Advertisement",
    143: "Multicast Listener Report Message v2",
    144: "Home Agent Address Discovery Request",
    145: "Home Agent Address Discovery Reply",
    146: "Mobile Prefix Solicitation",
    147: "Mobile Prefix Advertisement",
    148: "Certification Path Solicitation",
    149: "Certification Path Advertisement",
    150: "Experimental Mobility",
    151: "Multicast Router Advertisement",
    152: "Multicast Router Solicitation",
    153: "Multicast Router Termination",
    154: "FMIPv6",
    155: "RPL Control",
    156: "Locator Update",
    157: "Duplicate Address Request",
    158: "Duplicate Address Confirmation",
    159: "MPL Control Message",
    160: "Extended Echo request",
    161: "Extended Echo reply",
    200: "Private experimentation",
    201: "Private experimentation",
    255: "Reserved for expansion of ICMPv6 informational messages",
}

_CODES = {
    1: {
        0: "no route to destination",
        1: "Administratively prohibited",
        2: "Beyond scope of source address",
        3: "Address unreachable",
        4: "Port unreachable",
        5: "Source address failed ingress/egress policy",
        6: "Reject route to destination",
        7: "Error in Source Routing Header",
    },
    3: {0: "hop limit exceeded in transit", 1: "fragment reassembly time exceeded"},
    4: {
        0: "erroneous header field encountered",
        1: "unrecognized Next Header type encountered",
        2: "unrecognized IPv6 option encountered",
        3: "IPv6 First Fragment has incomplete IPv6 Header Chain",
    },
    138: {0: "Command", 1: "Result"},
    139: {
        0: "Query subject = IPv6 addresses",
        1: "Query subject = DNS name or empty",
        2: "Query subject = IPv4 addresses",
    },
    140: {0: "Successful", 1: "Refused", 2: "Unknown query type"},
    160: {0: "No error"},
    161: {
        0: "No error",
        1: "Malformed Query",
        2: "No Such Interface",
        3: "No Such Table Entry",
        4: "Multiple Interfaces Satisfy Query",
    },
}

_OPTIONS_AT = {133: 8, 134: 16, 135: 24, 136: 24, 137: 40, 141: 8, 142: 8, 147: 8}
"""Types that end in options, and the byte of the message at which these begin (RFC 4861, RFC 3122, RFC 6275)."""

_OPTION_WORDS = {1: "from", 2: "is at"}
"""The two options that hold a link-layer address."""


def _say(view: View) -> Said:
    kind, code = view.message.number("icmpv6.type"), view.message.number("icmpv6.code")
    if kind is None or code is None:
        return Said("ICMPv6", "")
    words = _TYPES.get(kind, f"Unknown ({kind})")
    if kind in _CODES:
        words += f" ({_CODES[kind].get(code, 'Unknown' if kind == 1 else f'Unknown ({code})')})"
    return Said("ICMPv6", words + _echo(view) + _neighbor(view) + "".join(_link_addresses(view, kind)))


def _echo(view: View) -> str:
    message = view.message
    seq = message.text("icmpv6.echo.sequence_number")
    if not seq:
        return ""
    words = f" id={message.text('icmpv6.echo.identifier')}, seq={seq}"
    hop_limit = view.carrier_number("ipv6.hlim")
    if hop_limit is not None:
        words += f", hop limit={hop_limit}"
    destination = view.carrier_address("ipv6.dst")
    to_many = destination is not None and destination[0] == 0xFF
    return words + view.facts.partner_of(view.number, to_many=to_many)


def _neighbor(view: View) -> str:
    message = view.message
    if target := message.text("icmpv6.nd.ns.target_address"):
        return f" for {target}"
    if target := message.text("icmpv6.nd.na.target_address"):
        flags = {name: message.number(f"icmpv6.nd.na.flag.{name[0]}") for name in ("rtr", "sol", "ovr")}
        return f" {target} ({', '.join(name for name, is_set in flags.items() if is_set) or 'none'})"
    return ""


def _link_addresses(view: View, kind: int) -> Iterator[str]:
    if kind not in _OPTIONS_AT:
        return
    options = view.bytes_from(view.message.start + _OPTIONS_AT[kind])
    # A length of 0 would lead nowhere (RFC 4861 section 4.6); 8 bytes a step bound the rest.
    while len(options) >= 2 and options[1]:
        n_bytes = options[1] * 8
        if options[0] in _OPTION_WORDS and len(options) >= n_bytes:
            yield f" {_OPTION_WORDS[options[0]]} {options[2:n_bytes].hex(':')}"
        options = options[n_bytes:]


ICMPV6 = Words("icmpv6", say=_say)
