"""What files say of interfaces: for people as grids, and as a verdict on packets that were lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.analyses._encapsulations import encapsulation_words
from pcapflow.analyses._words import counted
from pcapflow.results import Grid, GridColumn, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pcapflow.files import Statistics
    from pcapflow.results import Value

__all__ = ("InterfaceInfo", "drop_verdicts", "interface_grids", "interface_info")


@dataclass(frozen=True, slots=True)
class InterfaceInfo:
    """An interface of a capture, and how many packets it saw."""

    name: str | None
    description: str | None
    linktype: int
    snaplen: int
    ticks_per_s: int
    n_packets: int
    hardware: str | None = None
    os: str | None = None
    filter: str | None = None
    offset_s: int = 0
    fcs_bytes: int = 0
    section: int | None = None
    comments: tuple[str, ...] = ()
    statistics: Statistics | None = None
    """What it counted itself; None where the file does not say."""


def interface_info(interface: object, n_packets: int, statistics: Statistics | None) -> InterfaceInfo:
    """Of an interface as a file describes it."""
    names = ("name", "description", "linktype", "snaplen", "ticks_per_s", "hardware", "os", "filter")
    more = ("offset_s", "fcs_bytes", "section", "comments")
    described = {name: getattr(interface, name) for name in (*names, *more)}
    return InterfaceInfo(**described, n_packets=n_packets, statistics=statistics)


Column = tuple[GridColumn, "Callable[[InterfaceInfo], Value]"]


def _plain(key: str, label: str, unit: str = "") -> Column:
    return GridColumn(key, label, unit), lambda each: getattr(each, key)


_ALWAYS: tuple[Column, ...] = (
    _plain("name", "Name"),
    _plain("description", "Description"),
    (GridColumn("encapsulation", "Encapsulation"), lambda each: encapsulation_words(each.linktype)),
    _plain("linktype", "Link type"),
    _plain("snaplen", "Capture length"),
    _plain("ticks_per_s", "Time ticks per second"),
    _plain("n_packets", "Number of packets"),
)
_WHERE_SAID: tuple[Column, ...] = (
    _plain("hardware", "Hardware"),
    _plain("filter", "Filter string"),
    _plain("os", "Operating system"),
    (GridColumn("offset_s", "Time offset", "s"), lambda each: each.offset_s or None),
    (GridColumn("fcs_bytes", "FCS length", "bytes"), lambda each: each.fcs_bytes or None),
    (GridColumn("comment", "Comment"), lambda each: "; ".join(each.comments) or None),
)


def _counter(key: str, label: str) -> Column:
    return GridColumn(key, label, "packets"), lambda each: getattr(each.statistics, key, None)


_COUNTED: tuple[Column, ...] = (
    _plain("name", "Name"),
    _counter("received", "Received"),
    _counter("dropped", "Dropped by the interface"),
    _counter("accepted", "Accepted by the filter"),
    _counter("os_dropped", "Dropped by the system"),
    _counter("delivered", "Delivered"),
    (GridColumn("comment", "Comment"), lambda each: "; ".join(each.statistics.comments) if each.statistics else None),
)


def interface_grids(interfaces: Sequence[InterfaceInfo]) -> Iterator[Grid]:
    """What every interface has; what only some say, where one does; what they counted, where one did."""
    numbered = list(enumerate(interfaces))
    yield _grid("info.interfaces", "", _ALWAYS, numbered)
    said = _said(_WHERE_SAID, numbered)
    if said:
        yield _grid("info.interface_details", "", said, numbered)
    counting = [(at, each) for at, each in numbered if each.statistics is not None]
    if counting:
        yield _grid("info.statistics", "Interface statistics", _said(_COUNTED, counting), counting)


def _said(columns: Sequence[Column], interfaces: Sequence[tuple[int, InterfaceInfo]]) -> tuple[Column, ...]:
    """Those in which any interface has a value."""
    return tuple(column for column in columns if any(column[1](each) not in {None, ""} for _, each in interfaces))


def _grid(key: str, title: str, columns: Sequence[Column], interfaces: Sequence[tuple[int, InterfaceInfo]]) -> Grid:
    heads = (GridColumn("id", "Interface"), *(head for head, _ in columns))
    return Grid(key, title, heads, tuple((at, *(value(each) for _, value in columns)) for at, each in interfaces))


def drop_verdicts(
    names: Sequence[str | None], statistics: Mapping[int, Statistics], lost: Mapping[int, int], unread: str = ""
) -> Iterator[Verdict]:
    """Whether packets were lost before they came into the file; nothing where it does not say.

    Args:
        names: Of the interfaces.
        statistics: What interfaces counted, by their index.
        lost: Packets that were lost before packets of an interface, as these say themselves, by its index.
        unread: Why not all that the file says could be read, if so: it may have said that packets were dropped.
    """
    text = "no packet was dropped while capturing"
    counts = {index: _drops(statistics.get(index), lost.get(index)) for index in sorted({*statistics, *lost})}
    faults = {index: {by: n for by, n in each.items() if n} for index, each in counts.items()}
    words = [
        f"{_name_of(names, index)}: " + ", ".join(f"{counted(n, 'packet')} {by}" for by, n in each.items())
        for index, each in faults.items()
        if each
    ]
    if words:
        yield Verdict(False, text, "; ".join(words))
    elif unread:
        yield Verdict(None, text, unread)
    elif any(counts.values()):
        yield Verdict(True, text, ", ".join(f"0 at {_name_of(names, index)}" for index, each in counts.items() if each))


def _drops(statistics: Statistics | None, lost: int | None) -> dict[str, int]:
    """How many packets were dropped by whom, as far as that is said."""
    found = {
        "by the interface": getattr(statistics, "dropped", None),
        "by the system": getattr(statistics, "os_dropped", None),
        "by the packets' own drop counts": lost,
    }
    return {by: n for by, n in found.items() if n is not None}


def _name_of(names: Sequence[str | None], index: int) -> str:
    name = names[index] if index < len(names) else None
    return name or f"interface {index}"
