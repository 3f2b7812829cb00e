"""A packet's line: No., Time, Source, Destination, Protocol, Length, Info."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pcapflow.layers import Problem
from pcapflow.packets._facts import NO_FACTS, Facts
from pcapflow.packets._message import Message, messages_of
from pcapflow.packets._words import Said, View, Words
from pcapflow.results import PacketLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pcapflow.table import PacketTable

__all__ = ("line_with",)

_SUFFIXES = {
    Problem.CUT_BY_CAPTURE: "[Packet size limited during capture]",
    Problem.CUT_BY_LENGTH: "[Malformed Packet]",
    Problem.IMPOSSIBLE_LENGTH: "[Malformed Packet]",
}

_NO_WORDS = Words("")


def line_with(
    words: Mapping[str, Words], table: PacketTable, index: int, facts: Facts = NO_FACTS, *, time: str = ""
) -> PacketLine:
    """Write one packet's line with the given words; `line_of` has those of this room."""
    # What an error quotes is not what the packet says of itself.
    everything = messages_of(table, index)
    messages = tuple(message for message in everything if not message.quoted)
    known = [(place, message, words.get(message.spec.name, _NO_WORDS)) for place, message in enumerate(messages)]
    number = int(table.number[index])
    said = _by_title(table, index, messages)
    for place, message, its in reversed(known):
        if its.say is not None:
            said = its.say(View(message, messages[:place], number, facts, partial(table.packet_bytes, index)))
            break
    return PacketLine(
        number=number,
        time=time,
        source=_first_text((message, its.source) for _, message, its in reversed(known)),
        destination=_first_text((message, its.destination) for _, message, its in reversed(known)),
        protocol=said.protocol,
        length=int(table.wire[index]),
        info=said.info + _suffix(table, index, everything),
    )


def _first_text(places: Iterable[tuple[Message, tuple[str, ...]]]) -> str:
    texts = (message.text(column) for message, columns in places for column in columns)
    return next(filter(None, texts), "")


def _by_title(table: PacketTable, index: int, messages: tuple[Message, ...]) -> Said:
    """What is said of a packet in which no layer has words of its own."""
    if not messages:
        return Said("UNKNOWN", f"Link type {table.linktype[table.interface[index]]}")
    return Said(messages[-1].spec.name, messages[-1].spec.title)


def _suffix(table: PacketTable, index: int, everything: tuple[Message, ...]) -> str:
    """What tshark appends where it gave up in the innermost header, or in what that quotes."""
    problem, layer = Problem(table.problem[index]), table.schema.layers[table.problem_layer[index]].name
    n_own = sum(not message.quoted for message in everything)
    # A quote may be broken by design; that it was not captured is said all the same.
    blamed = everything[max(0, n_own - 1) : None if problem is Problem.CUT_BY_CAPTURE else n_own]
    is_there = any(layer == part.spec.name for message in blamed for part in message.parts)
    return _SUFFIXES.get(problem, "") if is_there else ""
