"""pcapng: sections, interfaces, their statistics, names, packets. Spec: draft-ietf-opsawg-pcapng.

Every other block is skipped by its length: decryption secrets, journals, custom
blocks and those that nobody knows.

The real world beyond the draft: version 1.2 is 1.0; the section's length is
often wrong, and nothing depends on it here.
"""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pcapflow.errors import FormatError
from pcapflow.files._reader import FileFormat, Found
from pcapflow.files._records import Records
from pcapflow.files._walk import INTERFACE_DESCRIPTION, INTERFACE_STATISTICS, MOST_BLOCK_BYTES, SECTION_HEADER
from pcapflow.files.pcapng._interface import parse_interface
from pcapflow.files.pcapng._notebook import Notebook
from pcapflow.files.pcapng._packets import Columns, Section, TwinPackets
from pcapflow.kernel import is_compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pcapflow.files._records import Interface, Noted, Notes
    from pcapflow.files._window import Window
    from pcapflow.files.pcapng._compiled import CompiledPackets

__all__ = ("PCAPNG",)

SPEC = "draft-ietf-opsawg-pcapng section 4"
SECTION_SPEC = "draft-ietf-opsawg-pcapng section 4.1"
MAGIC = SECTION_HEADER.to_bytes(4, "little")  # the same bytes in either order
BYTE_ORDERS = {(0x1A2B3C4D).to_bytes(4, "little"): "<", (0x1A2B3C4D).to_bytes(4, "big"): ">"}
VERSIONS = {(1, 0), (1, 2)}

SECTION_HEADER_BYTES = 28
LEAST_BYTES = {SECTION_HEADER: SECTION_HEADER_BYTES, INTERFACE_DESCRIPTION: 20, INTERFACE_STATISTICS: 24}
LEAST_BYTES_ELSE = 12
NO_BLOCK = -1
TRAILER_BYTES = 4


State: TypeAlias = "tuple[Section, list[Interface], int]"
Orders: TypeAlias = "list[tuple[int, str]]"
"""From which interface on sections have which byte order."""


class Block(NamedTuple):
    """A block that is not a packet: the length it claims, and what is wrong with it."""

    kind: int
    size: int
    problem: str = ""


class PcapngParser:
    """Finds the packets of a pcapng file, and notes its interfaces."""

    spec = SPEC
    description = "Wireshark/... - pcapng"
    snaplen: int | None = None
    head_bytes = 0

    def __init__(self, byte_order: str) -> None:
        """Begin at the first section header, which is still to be read."""
        self.byte_order = "little" if byte_order == "<" else "big"
        self._section = Section(byte_order, 0, 0)
        self._orders: Orders = [(0, byte_order)]
        self._interfaces: list[Interface] = []
        self._notebook = Notebook()
        self._packets = _packets()
        self._shown: tuple[Interface, ...] = ()

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """All that were described so far, over all sections."""
        if len(self._shown) != len(self._interfaces):
            self._shown = tuple(self._interfaces)
        return self._shown

    @property
    def notes(self) -> Notes:
        """What was said so far beside packets and interfaces."""
        return self._notebook.notes

    @property
    def state(self) -> State:
        """The section, the interfaces, and how many of these there are so far: more only ever come behind them."""
        return self._section, self._interfaces, len(self._interfaces)

    def resume(self, state: State) -> None:
        """Go on from there."""
        self._section, interfaces, n_interfaces = state
        self._orders = [(0, self._section.order)]
        self._interfaces = interfaces[:n_interfaces]
        self._shown = ()

    def find(self, window: Window) -> Found:
        """Find the whole packets in a window that begins with a block."""
        packets = self._packets
        packets.begin(window)
        stop, need_bytes, problem = 0, 0, ""
        while True:
            stop = packets.walk(window, stop, self._section, self._interfaces)
            if packets.bad:
                break
            block = self._look_at(window, stop)
            is_whole = block.size <= window.n_bytes - stop
            problem = block.problem or (self._enter(window, stop, block) if is_whole else "")
            if problem or not is_whole:
                need_bytes = block.size
                break
            stop += block.size
        columns = packets.take(window, self._interfaces)
        if packets.bad:
            stop, problem, n_interfaces = packets.bad
            need_bytes = 0
            # What was described behind the break is not part of what can be read.
            del self._interfaces[n_interfaces:]
        self._notebook.note(window.offset, stop)
        return Found(self._records(window, columns), stop, need_bytes, problem)

    def _records(self, window: Window, columns: Columns) -> Records | None:
        if not len(columns.start):
            return None
        return Records(
            window=window.lent,
            window_offset=window.offset,
            **columns._asdict(),
            interfaces=self.interfaces,
            note=partial(_notes_of, self._orders),
        )

    def _look_at(self, window: Window, at: int) -> Block:
        """Judge the block at which the walk has stopped."""
        head = window.buffer[at : min(at + LEAST_BYTES_ELSE, window.n_bytes)].tobytes()
        if len(head) < LEAST_BYTES_ELSE:
            return Block(NO_BLOCK, LEAST_BYTES_ELSE)
        order = self._section.order
        if head[:4] == MAGIC:
            order = BYTE_ORDERS.get(head[8:], "")
            if not order:
                return Block(SECTION_HEADER, LEAST_BYTES_ELSE, f"unknown byte-order magic {head[8:].hex()}")
        kind, size = struct.unpack_from(f"{order}II", head)
        problem = _size_problem(kind, size)
        if not problem and size <= window.n_bytes - at:
            (trailer,) = struct.unpack_from(f"{order}I", window.buffer.data, at + size - TRAILER_BYTES)
            if trailer != size:
                problem = f"block claims {size} bytes at its beginning, {trailer} at its end"
        return Block(kind, size, problem)

    def _enter(self, window: Window, at: int, block: Block) -> str:
        """Take in a whole block that holds no packet; says what is wrong with it."""
        body = window.buffer[at + 8 : at + block.size - TRAILER_BYTES].tobytes()
        if block.kind == SECTION_HEADER and (problem := self._begin_section(body)):
            return problem
        order, first_interface, section = self._section
        try:
            if block.kind == INTERFACE_DESCRIPTION:
                number = len(self._interfaces) - first_interface
                self._interfaces.append(parse_interface(body, order, number, section))
                return ""
        except FormatError as error:
            return error.problem
        self._notebook.read(at, block.kind, body, self._section, self._interfaces)
        return ""

    def _begin_section(self, body: bytes) -> str:
        order, first_interface = BYTE_ORDERS[body[:4]], len(self._interfaces)
        self._section = Section(order, first_interface, self._section.number + 1)
        if order != self._orders[-1][1]:
            if self._orders[-1][0] == first_interface:
                self._orders.pop()
            self._orders.append((first_interface, order))
        return _version_problem(body, order)


def _notes_of(orders: Orders, records: Records) -> Mapping[str, Noted]:
    # Few passes ask.
    from pcapflow.files.pcapng._packet_options import packet_notes

    return packet_notes(records, orders)


def _packets() -> CompiledPackets | TwinPackets:
    if is_compiled():
        from pcapflow.files.pcapng._compiled import CompiledPackets

        return CompiledPackets()
    return TwinPackets()


def _size_problem(kind: int, size: int) -> str:
    least = LEAST_BYTES.get(kind, LEAST_BYTES_ELSE)
    if size < least:
        return f"block claims {size} bytes, less than the {least} that its kind has at least"
    if size & 3:
        return f"block claims {size} bytes, no multiple of 4"
    if size > MOST_BLOCK_BYTES:
        return f"block claims {size} bytes, more than {MOST_BLOCK_BYTES}"
    return ""


def _version_problem(body: bytes, order: str) -> str:
    version = struct.unpack_from(f"{order}HH", body, 4)
    return "" if version in VERSIONS else f"pcapng version {version[0]}.{version[1]}, 1.0 is expected"


def _parse_head(peek: Callable[[int], bytes]) -> PcapngParser:
    head = peek(SECTION_HEADER_BYTES)
    if len(head) < SECTION_HEADER_BYTES:
        problem = f"file ends in its header: {SECTION_HEADER_BYTES} bytes needed, {len(head)} there"
        raise FormatError(problem, offset=len(head), spec=SECTION_SPEC)
    order = BYTE_ORDERS.get(head[8:12])
    if order is None:
        raise FormatError(f"unknown byte-order magic {head[8:12].hex()}", offset=8, spec=SECTION_SPEC)
    if problem := _version_problem(head[8:], order):
        raise FormatError(problem, offset=12, spec=SECTION_SPEC)
    return PcapngParser(order)


PCAPNG = FileFormat("pcapng", (MAGIC,), _parse_head)
