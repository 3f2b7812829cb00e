"""Offline packet-capture analysis: captures into columns, pings into statistics, both into reports.

    import pcapflow as pf

    cap = pf.open("ping.pcap")
    cap["ip.ttl"].to_numpy(fill=0)
    print(cap.ping())

Public are the names below, `pcapflow.testing` and the commands. Everything
else may change from one version to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.capture import Capture, Packet, fields
from pcapflow.capture import open_ as open  # noqa: A004  # pf.open, as gzip.open
from pcapflow.errors import (
    DamagedCaptureWarning,
    EngineError,
    ExpectationError,
    FieldError,
    FormatError,
    MissingExtraError,
    OutputError,
    PacketError,
    PcapflowError,
    RecordingError,
)

if TYPE_CHECKING:
    from pcapflow.table import Column, PacketTable

__all__ = (
    "Capture",
    "Column",
    "DamagedCaptureWarning",
    "EngineError",
    "ExpectationError",
    "FieldError",
    "FormatError",
    "MissingExtraError",
    "OutputError",
    "Packet",
    "PacketError",
    "PacketTable",
    "PcapflowError",
    "RecordingError",
    "fields",
    "open",
    "record",
)

__version__ = "0.1.0"


def record(**options: Any) -> Capture:  # the options of pcapflow.record.record
    """Record a ping between two containers and open what was recorded.

    Takes the options of ``pcapflow record`` as keywords: ``count=5``,
    ``output="bridge.pcap"``, ``client_image=...``.

    Raises:
        EngineError: No container engine answers.
        RecordingError: The recording did not come out whole.
    """
    from pcapflow.record import record as record_

    return open(record_(**options).pcap)


def __getattr__(name: str) -> object:
    if name in ("Column", "PacketTable"):
        import pcapflow.table

        return getattr(pcapflow.table, name)
    raise AttributeError(f"module 'pcapflow' has no attribute {name!r}")
