"""What a protocol file provides: one `Layer`, which is data and nothing else.

A layer is its header, field by field; the columns that are not simply a field
of it; and rules that say how long the header is, where what it carries ends,
which layer follows, when the rest can be read at all, and what is only a part
of a packet. Every decoder is made from these lines, and none knows a protocol.

How the harder headers fit:

=====================  ====================================================================
IPv4                   ``header_bytes`` is a function of the first byte, ``total_bytes`` a
                       claim of ``len``; ``goes_on`` asks for version 4 and fragment offset 0
IPv6 extensions        layers of their own, reached from ``ip.proto`` and leading back to it
ICMP with a quote      four bytes, then a layer told apart by ``icmp.type``; errors lead to
                       ``Key(0x0800, "ethertype")`` and mark what follows as a quote
MPLS                   a key under a mask: the bottom-of-stack bit, in a space of its own;
                       at the bottom ``PEEK`` into ``version_nibble``
PPP                    two layers: a layer of no bytes peeks whether the protocol number has
                       one byte or two
LLC/SNAP               Ethernet's ``eth.length_or_type`` falls back to ``ethertype``; SNAP
                       goes on where its OUI is 0
NULL                   two keys, one for either byte order, the first that leads on wins
GRE                    ``header_bytes`` is a function of the flags word; ``proto`` is a key;
                       ``options`` are the fields whose places the flags tell
UDP                    a key ``beside`` another: the lower port is asked first
GTP's extensions       ``LAST``: the type of the next one ends each, however long it is
VXLAN                  ``Key(0x6558, "ethertype")``: what follows is always Ethernet
=====================  ====================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pcapflow.table import Elements, Regions

__all__ = (
    "ALWAYS",
    "LAST",
    "NOBODY",
    "PEEK",
    "Bits",
    "Claim",
    "Field",
    "GoesOn",
    "Key",
    "Layer",
    "Length",
    "Options",
    "Part",
    "Partial",
    "Problem",
    "When",
)


class Problem(IntEnum):
    """Why the walk through a packet ended early, or what its headers claim wrongly."""

    NONE = 0
    CUT_BY_CAPTURE = 1
    CUT_BY_LENGTH = 2
    IMPOSSIBLE_LENGTH = 3
    TOO_DEEP = 4
    NOT_FIRST_FRAGMENT = 5
    UNKNOWN_NEXT = 6
    TIME_BEYOND = 7

    @property
    def words(self) -> str:
        """The verdict as people read it."""
        return _PROBLEM_WORDS[self]


_PROBLEM_WORDS = {
    Problem.NONE: "",
    Problem.CUT_BY_CAPTURE: "cut short by the capture",
    Problem.CUT_BY_LENGTH: "cut short by its own length field",
    Problem.IMPOSSIBLE_LENGTH: "impossible length",
    Problem.TOO_DEEP: "too deep",
    Problem.NOT_FIRST_FRAGMENT: "not the first fragment",
    Problem.UNKNOWN_NEXT: "next layer not known",
    Problem.TIME_BEYOND: "time beyond the years 1677 to 2262",
}

PEEK = "*peek*"
"""A key's source: the byte after this header."""
LAST = "*last*"
"""A key's source: the last byte of this header, by its own word where that ends."""
ALWAYS = "*always*"
"""A partial's condition: every packet."""


# What a rule is made of are named tuples: there are hundreds of them, and a short command waits for each class and
# each value to be made, for which a frozen dataclass takes five times as long.


class Field(NamedTuple):
    """A field of the header, in its order on the wire."""

    name: str
    """Wireshark's name without the layer's prefix; with a leading underscore it is no column."""
    type: str
    """numpy's name of the type, ``>u2``, or ``6u1`` for six bytes."""
    meaning: str = ""
    form: Form = Form.DECIMAL


class When(NamedTuple):
    """A condition on a field of the same header: low <= (field & mask) < high, or the contrary."""

    of: str
    low: int
    high: int
    mask: int = -1
    negated: bool = False


class Bits(NamedTuple):
    """A column that is not simply a field: some bits of one, scaled, or there only under a condition."""

    name: str
    """Wireshark's name in full."""
    of: str
    meaning: str = ""
    mask: int = -1
    """Bits of the field that count; -1 is all."""
    shift: int = 0
    scale: int = 1
    form: Form = Form.DECIMAL
    when: tuple[When, ...] = ()
    swapped_when: int = 0
    """Where any of these bits is set, the field has the other byte order (NULL's family)."""
    n_bytes: int = 0
    """Of a field of several bytes, an address: how many of its first ones make the column; 0 is all."""


class Part(NamedTuple):
    """A column that stands in the layer's options, at the same place of each element of some kinds."""

    name: str
    """Wireshark's name in full; several parts may have one, for elements of different shape."""
    type: str
    """As a field's."""
    meaning: str = ""
    form: Form = Form.DECIMAL
    kinds: tuple[int, ...] = ()
    """Kinds of elements that have it; empty is every one."""
    at: int = 0
    """Byte of the element at which it begins."""
    sizes: tuple[int, ...] = ()
    """Bytes that the element may claim to have; empty is any number."""
    every: int = 0
    """It stands there again after so many bytes, to the element's end; 0 is once."""
    mask: int = -1
    shift: int = 0
    value: Callable[[npt.NDArray[Any]], npt.NDArray[Any]] | None = None
    """What is made of the number that stands there."""


class Options(NamedTuple):
    """What stands behind the fixed fields, at places that differ: lists of options, and what flags put where.

    A function tells the elements apart, and parts of these are columns like any other. Nothing of this is looked
    at in a pass that does not ask for one of them.
    """

    region: Literal["header", "body"]
    """``header``: from the last fixed field to the header's end; ``body``: all that the header carries."""
    elements: Callable[[Regions], Elements]
    """For all rows of a table at once; `pcapflow.layers._options` has those for lists."""
    columns: tuple[Part, ...]
    words: Mapping[int, str] = {}
    """Kind of element to what people call it, for the detail tree."""


class Length(NamedTuple):
    """How long the header is: a function of some bits of a byte or of a 16-bit word, tabulated at import."""

    of: str
    bytes_of: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]
    mask: int = 0xFFFF
    """Bits of the field that say it."""
    shift: int = 0


class Claim(NamedTuple):
    """Where what the header carries ends, by its own word: a 16-bit field plus a constant, from the header's start."""

    of: str
    add: int = 0
    zero_is_open: bool = False
    """Whether 0 means "to the end" (segmentation offload, jumbograms)."""
    below: int = 1 << 16
    """Only values below this are lengths (802.3: 1501)."""


class Key(NamedTuple):
    """Which layer follows: a value looked up in a key space."""

    of: str | int
    """A field, `PEEK`, `LAST`, or a constant."""
    space: str
    mask: int = 0xFFFF
    shift: int = 0
    demands: bool = False
    """Whether a header must follow even where no byte is left."""
    beside: str = ""
    """Another field: the lower one of both numbers counts."""
    higher: bool = False
    """The higher one does."""


NOBODY = Key(0, "nobody")
"""Of what is not read: no layer has a key in this space, so that what follows is said to be unknown."""


class GoesOn(NamedTuple):
    """When what follows can be read: (field & mask) is one of the values; else the walk ends with the problem."""

    of: str
    values: tuple[int, ...]
    otherwise: Problem
    mask: int = 0xFFFF


class Partial(NamedTuple):
    """What follows is a part of a packet, by design; inherited by everything below."""

    kind: Literal["fragment", "quote"]
    of: str = ALWAYS
    mask: int = 0


@dataclass(frozen=True, eq=False)
class Layer:
    """A protocol or link type.

    Adding one never edits another: a carrier names what it carries by a key
    space, and a layer names the keys by which it is reached, key spaces being
    the registries that IANA and IEEE keep.
    """

    name: str
    """What the layer is called everywhere, and the prefix of its columns unless ``prefix`` says otherwise."""
    title: str
    """The protocol's name in words, as the detail tree has it."""
    header: tuple[Field, ...]
    columns: tuple[Bits, ...] = ()
    reached_by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Key space to the values in it that lead here."""
    header_bytes: Length | None = None
    """None is the size of the header's fields together."""
    total_bytes: Claim | None = None
    least_bytes: int = 0
    """Of a layer without a header: fewer bytes than these carry nothing, and that is known (a keepalive)."""
    next_key: tuple[Key, ...] = ()
    """Tried in order; the first that leads somewhere wins. Without any the walk ends here, and that is no problem."""
    goes_on: tuple[GoesOn, ...] = ()
    partial: tuple[Partial, ...] = ()
    prefix: str | None = None
    """Prefix of the columns of plain fields, where it is not the name (``icmp`` for ``icmp.echo``)."""
    shown: str | None = None
    """What ``frame.protocols`` says; None is the name, empty is nothing (a part of the header before)."""
    announces: str = ""
    """A key space that ``frame.protocols`` names when the next layer was found in it (``ethertype``)."""
    ends: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Key space to values after which nothing follows, and that is known (IPv6's "no next header")."""
    falls_back: Mapping[str, str] = field(default_factory=dict)
    """Key space to the one that is asked where it has no entry."""
    options: Options | None = None
    """What stands behind the fixed fields at places that differ."""

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The header as a structured dtype without padding."""
        return np.dtype([(part.name, part.type) for part in self.header])

    @cached_property
    def all_columns(self) -> tuple[Bits, ...]:
        """Every column, in the order of the header: fields, and after each the bits that are made of it."""
        prefix = self.name if self.prefix is None else self.prefix
        named = {bits.name for bits in self.columns}
        plain = (
            Bits(f"{prefix}.{part.name}", part.name, part.meaning, form=part.form)
            for part in self.header
            if not part.name.startswith("_")
        )
        order = {part.name: index for index, part in enumerate(self.header)}
        both = [*(bits for bits in plain if bits.name not in named), *self.columns]
        return tuple(sorted(both, key=lambda bits: order[bits.of]))
