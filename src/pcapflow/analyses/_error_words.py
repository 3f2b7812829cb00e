"""ICMP errors in the words of iputils' ping. Numbers: IANA "ICMP Parameters" and "ICMPv6 Parameters"."""

from __future__ import annotations

from pcapflow.forms import Form, one_text

__all__ = ("error_words", "is_counted")

_UNREACHABLE = (
    "Destination Net Unreachable",
    "Destination Host Unreachable",
    "Destination Protocol Unreachable",
    "Destination Port Unreachable",
    "Frag needed and DF set (mtu = {rest})",
    "Source Route Failed",
    "Destination Net Unknown",
    "Destination Host Unknown",
    "Source Host Isolated",
    "Destination Net Prohibited",
    "Destination Host Prohibited",
    "Destination Net Unreachable for Type of Service",
    "Destination Host Unreachable for Type of Service",
    "Packet filtered",
    "Precedence Violation",
    "Precedence Cutoff",
)
_REDIRECT = (
    "Redirect Network",
    "Redirect Host",
    "Redirect Type of Service and Network",
    "Redirect Type of Service and Host",
)
_TIME_EXCEEDED = ("Time to live exceeded", "Frag reassembly time exceeded")

# iputils follows RFC 2463: codes 5 to 7 of RFC 4443 have no words.
_UNREACHABLE_6 = (
    "No route",
    "Administratively prohibited",
    "Beyond scope of source address",
    "Address unreachable",
    "Port unreachable",
)
_TIME_EXCEEDED_6 = ("Hop limit", "Defragmentation failure")
_PARAMETER_6 = ("Wrong header field ", "Unknown header ", "Unknown option ")

_V4_REDIRECT, _V4_QUENCH = 5, 4


def is_counted(family: int, kind: int) -> bool:
    """Whether ping counts an error of this type: a redirect and a source quench are advice."""
    return family == 6 or kind not in (_V4_REDIRECT, _V4_QUENCH)


def error_words(family: int, kind: int, code: int, rest: int) -> str:
    """What ping prints behind ``icmp_seq=N``.

    Args:
        family: 4 or 6.
        kind: The ICMP type.
        code: The ICMP code.
        rest: MTU, pointer, or the gateway's address as a number.
    """
    if family == 4:
        return _words_4(kind, code, rest)
    match kind:
        case 1:
            return f"Destination unreachable: {_at(_UNREACHABLE_6, code, f'Unknown code {code}')}"
        case 2:
            return f"Packet too big: mtu={rest}" + (f", code={code}" if code else "")
        case 3:
            return f"Time exceeded: {_at(_TIME_EXCEEDED_6, code, f'code {code}')}"
        case 4:
            return f"Parameter problem: {_at(_PARAMETER_6, code, f'code {code} ')}at {rest}"
        case _:
            return f"unknown icmp type: {kind}"


def _words_4(kind: int, code: int, rest: int) -> str:
    match kind:
        case 3:
            return _at(_UNREACHABLE, code, f"Dest Unreachable, Bad Code: {code}").format(rest=rest)
        case 4:
            return "Source Quench"
        case 5:
            gateway = one_text(rest.to_bytes(4, "big"), Form.IPV4)
            return f"{_at(_REDIRECT, code, f'Redirect, Bad Code: {code}')}(New nexthop: {gateway})"
        case 11:
            return _at(_TIME_EXCEEDED, code, f"Time exceeded, Bad Code: {code}")
        case 12:
            return f"Parameter problem: pointer = {rest}"
        case _:
            return f"Bad ICMP type: {kind}"


def _at(words: tuple[str, ...], code: int, otherwise: str) -> str:
    return words[code] if code < len(words) else otherwise
