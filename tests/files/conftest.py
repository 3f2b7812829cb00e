"""Reading a whole capture into plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from pcapflow.files import open_capture

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.files import Damage, Interface
    from pcapflow.files._source import CaptureInput


class Packet(NamedTuple):
    data: bytes
    time_ns: int | None
    wire: int = -1
    interface: int = 0


class Read(NamedTuple):
    packets: list[Packet]
    damage: Damage | None
    interfaces: tuple[Interface, ...]


def _read(source: CaptureInput, *, window_bytes: int = 1 << 19) -> Read:
    packets = []
    with open_capture(source, window_bytes=window_bytes) as reader:
        for records in reader:
            assert len(records) > 0
            assert int((records.start + records.captured).max()) + 64 <= len(records.window)
            for row in range(len(records)):
                start, captured = int(records.start[row]), int(records.captured[row])
                time_ns = int(records.time_ns[row]) if records.timed[row] else None
                assert records.timed[row] or records.time_ns[row] == 0
                assert records.interfaces[int(records.interface[row])]
                packets.append(
                    Packet(
                        records.window[start : start + captured].tobytes(),
                        time_ns,
                        int(records.wire[row]),
                        int(records.interface[row]),
                    )
                )
        return Read(packets, reader.damage, reader.interfaces)


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    """All packets of a capture, where it breaks, and its interfaces."""
    return _read
