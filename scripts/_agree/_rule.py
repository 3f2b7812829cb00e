"""Where tshark shows something else than the bytes say: a rule computes it from the bytes alone.

A rule looks at one packet and changes what pcapflow shows of it into what
tshark must show. It names its fields, and never a file or a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from _agree._packet import Header, Packet

    Change: TypeAlias = Callable[[Header, Packet], None]

__all__ = ("NOTHING", "RULES", "Rule", "rule")

NOTHING = "*nothing*"
"""The fields of a rule that only tells what a header is, so that a boundary can name it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A difference that must be."""

    name: str
    fields: str
    """The columns that it may change: a name, or what names begin with."""
    reason: str
    apply: Callable[[Packet], None]


RULES: list[Rule] = []
"""In the order in which they are applied."""


def rule(name: str, *layers: str, fields: str, reason: str) -> Callable[[Change], Change]:
    """Register a function that changes a header of one of these layers."""

    def add(change: Change) -> Change:
        def apply(packet: Packet) -> None:
            for header in (packet.frame, *packet.headers):
                if header.layer in layers and not header.is_forgotten:
                    change(header, packet)

        RULES.append(Rule(name, fields, reason, apply))
        return change

    return add
