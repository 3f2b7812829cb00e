"""Options of TCP, IP and neighbour discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _agree._rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _agree._packet import Header, Packet

__all__ = ()

# TCP.


def _tcp_options(header: Header) -> Iterator[tuple[int, int, int | None]]:
    """Place, kind and length of each option; None is a length that was not captured."""
    at, stop = 20, (header.data[12] >> 4) * 4 if len(header.data) > 12 else 0
    has_ended = False
    while at < min(stop, len(header.data)):
        kind = header.data[at]
        n_bytes = 1 if kind < 2 else header.data[at + 1] if at + 1 < len(header.data) else None
        if (has_ended and kind) or (n_bytes is not None and (at + n_bytes > stop or n_bytes < 1 + (kind > 1))):
            return
        yield at, kind, n_bytes
        if n_bytes is None:
            return
        has_ended |= not kind
        at += n_bytes


@rule("cut tcp option", "tcp", fields="tcp.option_kind", reason="shown when the length was captured")
def _(header: Header, _packet: Packet) -> None:
    if "tcp.option_kind" in header.values and any(n_bytes is None for _, _, n_bytes in _tcp_options(header)):
        kinds = header.values["tcp.option_kind"].split(",")[:-1]
        header.values["tcp.option_kind"] = ",".join(kinds)


@rule("cut sack", "tcp", fields="tcp.options.sack.count", reason="counted when all blocks were captured")
def _(header: Header, _packet: Packet) -> None:
    last = list(_tcp_options(header))[-1:]
    if last and last[0][1] == 5 and last[0][0] + (last[0][2] or 0) > len(header.data):
        counts = header.values.get("tcp.options.sack.count", "").split(",")[:-1]
        header.values["tcp.options.sack.count"] = ",".join(counts)


@rule("sack permitted", "tcp", fields="tcp.options.sack_perm", reason="of another length it is shown, too")
def _(header: Header, _packet: Packet) -> None:
    shown = [
        header.data[at : at + n_bytes].hex() for at, kind, n_bytes in _tcp_options(header) if kind == 4 and n_bytes
    ]
    if "tcp.option_kind" in header.values and any(len(text) > 4 for text in shown):
        header.values["tcp.options.sack_perm"] = ",".join(shown)
