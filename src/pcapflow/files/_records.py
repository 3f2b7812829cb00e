"""What a capture file is made of: packet records, the interfaces they came in by, and where the file breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import numpy.typing as npt

__all__ = ("NO_NOTES", "Damage", "Interface", "Noted", "Notes", "Records", "SectionNotes", "Statistics", "no_records")


@dataclass(frozen=True, slots=True)
class Interface:
    """Where packets were captured: an interface description block, or the header of a classic file."""

    linktype: int
    """Number of the link-layer header type, by the registry (draft-ietf-opsawg-pcaplinktype)."""
    snaplen: int = 0
    """Most bytes captured of a packet; 0 is no limit."""
    name: str | None = None
    description: str | None = None
    hardware: str | None = None
    os: str | None = None
    filter: str | None = None
    ticks_per_s: int = 1_000_000
    """Resolution of the file's own timestamps."""
    offset_s: int = 0
    """Seconds that are added to every timestamp (if_tsoffset)."""
    fcs_bytes: int = 0
    """Bytes of the frame check sequence at the end of each packet."""
    number: int | None = None
    """The file's own number for it, from 0 in each section; a classic file has one interface, without."""
    section: int | None = None
    """Number of its section, from 1; a classic file has no sections."""
    comments: tuple[str, ...] = ()


class SectionNotes(NamedTuple):
    """What a section of a file says of itself; a classic file has none."""

    byte_order: str
    """``little`` or ``big``."""
    hardware: str | None = None
    os: str | None = None
    application: str | None = None
    comments: tuple[str, ...] = ()


class Statistics(NamedTuple):
    """Packets that an interface counted since the capture began; None where the file says nothing."""

    received: int | None = None
    """By the interface (isb_ifrecv)."""
    dropped: int | None = None
    """For want of room, by the interface (isb_ifdrop)."""
    accepted: int | None = None
    """By the filter (isb_filteraccept)."""
    os_dropped: int | None = None
    """By the system, behind the filter (isb_osdrop)."""
    delivered: int | None = None
    """To whoever captured (isb_usrdeliv)."""
    start_ns: int | None = None
    """When the capture began (isb_starttime)."""
    end_ns: int | None = None
    """When it ended (isb_endtime)."""
    comments: tuple[str, ...] = ()

    def then(self, later: Statistics) -> Statistics:
        """What stands when a later block says more: all counts are since the capture began."""
        return self._replace(**{name: value for name, value in later._asdict().items() if value not in {None, ()}})


class Notes(NamedTuple):
    """What a file says beside its packets and interfaces, as far as it was read."""

    sections: tuple[SectionNotes, ...] = ()
    statistics: Mapping[int, Statistics] = {}
    """By the interface's index in the file; what came last counts."""
    names: Mapping[str, tuple[str, ...]] = {}
    """Address, as text, to the names that the file resolves it to."""
    flaws: tuple[Damage, ...] = ()
    """Blocks that say such things and could not be read to their end: what they say before that counts."""


NO_NOTES = Notes()


class Noted(NamedTuple):
    """What the file says of some packets of a window beside their bytes."""

    packet: npt.NDArray[np.int64]
    """int64[K], ascending: index in the window; it may occur several times."""
    values: npt.NDArray[np.generic]
    """[K]: numbers, or objects: text, bytes."""


class Damage(NamedTuple):
    """Where a file breaks off or cannot be followed further, and why."""

    offset: int
    """Byte at which the damaged record begins, of the file without its compression; or at which the compression itself
    is damaged, of the file as it lies there."""
    problem: str
    spec: str = ""

    def __str__(self) -> str:
        return f"byte {self.offset}: {self.problem}" + (f" [{self.spec}]" if self.spec else "")


# Not frozen: one is made for every window, and to freeze it takes longer than all else that is done for it.
@dataclass(slots=True, eq=False)
class Records:
    """The packets of one window of a file, in file order; N of them.

    The window is lent: its bytes are overwritten when the next window is read.
    """

    window: npt.NDArray[np.uint8]
    """uint8[W]: the bytes that were read, `SLACK_BYTES` behind the last packet included."""
    window_offset: int
    """Byte of the file at which the window begins."""
    start: npt.NDArray[np.int64]
    """int64[N]: where in the window each packet's first byte is."""
    captured: npt.NDArray[np.int64]
    """int64[N]: bytes of the packet that are in the file; start + captured stays within the window."""
    wire: npt.NDArray[np.int64]
    """int64[N]: bytes that the packet had on the wire, by the file's word (it may be below ``captured``)."""
    time_ns: npt.NDArray[np.int64]
    """int64[N]: nanoseconds since the epoch. Where ``timed`` is false: 0 of a packet that has no time, and the end of
    int64 which is nearest to a time that it does not hold."""
    timed: npt.NDArray[np.bool_]
    """bool[N]: whether the file has a time for the packet that int64 holds; Simple Packet Blocks have none."""
    interface: npt.NDArray[np.int32]
    """int32[N]: index into ``interfaces``, counted over all sections of the file."""
    interfaces: tuple[Interface, ...]
    """Every interface that was described up to the end of this window."""
    note: Callable[[Records], Mapping[str, Noted]] | None = None
    """Finds what the file says of packets beside their bytes; None where a format has nothing of the kind."""

    def notes(self) -> Mapping[str, Noted]:
        """Options of the packets, by name: ``comment``, ``flags`` and so on; looked for now, in the window's bytes."""
        return {} if self.note is None else self.note(self)

    def __len__(self) -> int:
        return len(self.start)


def no_records(interfaces: tuple[Interface, ...] = ()) -> Records:
    """The records of a file without packets."""
    import numpy as np

    from pcapflow.files._window import SLACK_BYTES

    none = np.empty(0, np.int64)
    slack = np.zeros(SLACK_BYTES, np.uint8)
    return Records(slack, 0, none, none, none, none, none.astype(bool), none.astype(np.int32), interfaces)
