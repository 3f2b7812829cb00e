"""pcapflow's jobs, each in a process of its own: python -m _speed.ours JOB FILE."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow import kernel
from pcapflow.analyses import Ping
from pcapflow.files import open_capture
from pcapflow.layers import tables

from .timed import Stopwatch, tell, tell_time_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import LayerSpec, PacketTable

__all__ = ("JOBS", "plain_column")


def plain_column(layer: LayerSpec) -> str:
    """The first column of a layer that is a number and all of a field; else the first field, or none."""
    fields = [spec for spec in layer.columns if spec.option is None]
    plain = [spec.name for spec in fields if spec.mask == -1 and layer.dtype[spec.field].kind == "u"]
    return plain[0] if plain else fields[0].name if fields else ""


PLAIN = {layer.name: name for layer in tables().schema.layers if (name := plain_column(layer))}
"""Layer -> the one column that is summed."""


def summed(table: PacketTable) -> int:
    """The sum of one column of each layer that occurs."""
    return sum(int(rows.values(PLAIN[name]).sum()) for name, rows in table.rows.items() if name in PLAIN)


def records(path: str) -> Callable[[], int]:
    """Times, lengths and places of packets alone."""
    reader = open_capture(path)
    return lambda: sum(len(found) for found in reader)


def tables_alone(path: str) -> Callable[[], int]:
    """Every header of every packet, no column."""
    capture = pf.open(path)
    return lambda: sum(len(table) for table in capture.iter_tables())


def streamed(path: str) -> Callable[[], int]:
    """Every header of every packet, a table at a time, and one column of each layer summed."""
    capture = pf.open(path)

    def job() -> int:
        n_packets = total = 0
        for table in capture.iter_tables():
            n_packets += len(table)
            total += summed(table)
        assert total
        return n_packets

    return job


def streamed_again(path: str) -> Callable[[], int]:
    """The same, once the process has seen a table: what it makes once is made."""
    for table in pf.open(path).iter_tables():
        assert summed(table)
        break
    return streamed(path)


def held(path: str) -> Callable[[], int]:
    """The same of one table of all packets."""
    capture = pf.open(path)

    def job() -> int:
        table = capture.to_table()
        assert summed(table)
        return len(table)

    return job


def echo_tables(path: str) -> Callable[[], int]:
    """What ping statistics need of the packets, and no statistics."""
    capture = pf.open(path)
    return lambda: sum(len(table) for table in capture.iter_tables(Ping.columns))


def packet_data(path: str) -> Callable[[], int]:
    """Packets as objects, of each its bytes."""
    capture = pf.open(path)

    def job() -> int:
        n_packets = 0
        for packet in capture:
            packet.data  # noqa: B018  # to ask for it is the job
            n_packets += 1
        return n_packets

    return job


def packet_dpkt(path: str) -> Callable[[], int]:
    """Packets as objects, of each its dpkt object."""
    capture = pf.open(path)

    def job() -> int:
        n_packets = 0
        for packet in capture:
            packet.to_dpkt()
            n_packets += 1
        return n_packets

    return job


JOBS: dict[str, Callable[[str], Callable[[], int]]] = {
    "records": records,
    "tables": tables_alone,
    "streamed": streamed,
    "streamed_again": streamed_again,
    "held": held,
    "echo_tables": echo_tables,
    "packet_data": packet_data,
    "packet_dpkt": packet_dpkt,
}
"""What opens a capture and gives what is timed."""


def columns(path: str) -> None:
    """Tell how many seconds a row every column of every layer takes, one after the other, from one table."""
    table = pf.open(path).to_table()
    whole, parts = Stopwatch(), {}
    for name, rows in table.rows.items():
        for column in table.schema.by_name[name].columns:
            if column.option is not None:
                continue
            watch = Stopwatch()
            with watch, whole:
                rows.values(column.name)
            parts[column.name] = watch.wall_s / len(rows)
    tell(len(table), whole, parts)


def profile(path: str) -> None:
    """Tell how long the compiled loops take within the streamed job, each by its name, and how many windows there are.

    They are replaced, wherever they are named, by what measures them: a microsecond or so a window.
    """
    parts: dict[str, float] = {}
    for found in pkgutil.iter_modules(kernel.__path__, "pcapflow.kernel."):
        importlib.import_module(found.name)
    for module in [module for name, module in sys.modules.items() if name.startswith("pcapflow")]:
        for name, value in list(vars(module).items()):
            made_in = str(getattr(value, "__module__", ""))
            if made_in.startswith("pcapflow.kernel._") and callable(value) and not isinstance(value, type):
                setattr(module, name, _measured(value, f"{made_in.rpartition('.')[2]}.{name}", parts))
    job, watch = streamed(path), Stopwatch()
    with watch:
        n_packets = job()
    tell(n_packets, watch, parts)


def _measured(loop: Callable[..., object], name: str, parts: dict[str, float]) -> Callable[..., object]:
    def measured(*args: object, **named: object) -> object:
        started = time.perf_counter()
        try:
            return loop(*args, **named)
        finally:
            parts[name] = parts.get(name, 0.0) + time.perf_counter() - started

    return measured


if __name__ == "__main__":
    if sys.argv[1] in JOBS:
        tell_time_of(JOBS[sys.argv[1]](sys.argv[2]))
    else:
        {"columns": columns, "profile": profile}[sys.argv[1]](sys.argv[2])
