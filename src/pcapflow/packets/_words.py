"""What a protocol file of this room provides: the words that people read about its header."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pcapflow.forms import Form
    from pcapflow.packets._facts import Facts
    from pcapflow.packets._message import Message

__all__ = ("Said", "View", "Words")


@dataclass(frozen=True, slots=True)
class View:
    """A message, and what can be known about it."""

    message: Message
    before: tuple[Message, ...]
    """What carries it, outermost first."""
    number: int
    """``frame.number``."""
    facts: Facts
    packet_bytes: Callable[[], bytes]
    """The packet, as far as it was captured; copied when asked for."""

    def bytes_from(self, start: int) -> bytes:
        """The packet's bytes from there to the end of what the message carries."""
        return self.packet_bytes()[start : self.message.stop]

    def carrier_number(self, name: str) -> int | None:
        """A field's number in the nearest carrier that has it."""
        numbers = (message.number(name) for message in reversed(self.before))
        return next((number for number in numbers if number is not None), None)

    def carrier_address(self, name: str) -> bytes | None:
        """A field's bytes in the nearest carrier that has it."""
        addresses = (message.address(name) for message in reversed(self.before))
        return next((address for address in addresses if address is not None), None)


@dataclass(frozen=True, slots=True)
class Said:
    """The last two columns of a packet's line."""

    protocol: str
    info: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one layer; each part may be missing."""

    layer: str
    source: tuple[str, ...] = ()
    """Columns that may hold the address of who sent the packet; the first that is there does."""
    destination: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    """Columns of the source and destination port, where what it carries is told by them."""
    keys: Callable[[Message, bytes], list[tuple[str, int]]] | None = None
    """What the header and the packet's bytes say of what it carries, beyond the rules of its layer."""
    say: Callable[[View], Said] | None = None
    """The Protocol and Info columns."""
    summary: Callable[[Message], str] | None = None
    """What stands behind the layer's title in the detail tree; empty for nothing."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Columns that the detail tree writes in another form than ``tshark -T fields``."""
