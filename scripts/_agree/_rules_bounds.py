"""Where tshark lets a header and all that it carries end, other than by their claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import NOTHING, rule

if TYPE_CHECKING:
    from _agree._packet import Header, Packet

__all__ = ()

_OF_REDIRECT = 8
"""Bytes that a redirect quotes behind the quoted header (RFC 792, page 12)."""


@rule(
    "end of quote",
    *("icmp.error", "icmp.too_big", "icmp.parameter", "icmp.quench", "icmp.redirect"),
    fields="",
    reason="8 bytes behind the quoted header in a redirect, else as many as the length says (RFC 4884)",
)
def _(header: Header, packet: Packet) -> None:
    message, quoted = packet.before(header), packet.after(header)
    if message is None or quoted is None:
        return
    n_bytes = 4 * header.data[1] if len(header.data) > 1 else 0
    if header.layer == "icmp.redirect":
        n_bytes = _OF_REDIRECT
    elif not n_bytes or message.n_bytes <= 8 + n_bytes:
        return
    elif len(quoted.data) < 4:
        # Its length is compared, too.
        packet.forget(quoted)
        return
    elif int.from_bytes(quoted.data[2:4], "big") <= n_bytes:
        return
    if quoted.data:
        packet.end_after(quoted, (quoted.data[0] & 15) * 4 + n_bytes)


@rule(
    "extensions", "icmpv6.error", fields=NOTHING, reason="what is behind a quote of some length, is announced as ICMP"
)
def _(header: Header, packet: Packet) -> None:
    if header.values.get("icmpv6.length", "0") != "0":
        packet.headers[-1].kind = "quote with a length"
