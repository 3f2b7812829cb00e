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

from pcapflow.errors import (
    DamagedCaptureWarning,
    EngineError,
    ExpectationError,
    FieldError,
    FormatError,
    MissingExtraError,
    OptionError,
    OutputError,
    PacketError,
    PcapflowError,
    RecordingError,
)

if TYPE_CHECKING:
    from pcapflow.capture import Capture, Packet, fields
    from pcapflow.capture import open_ as open  # noqa: A004  # pf.open, as gzip.open
    from pcapflow.files import Damage, Interface, Notes, SectionNotes, Statistics
    from pcapflow.layers import Problem
    from pcapflow.table import Column, PacketTable

__all__ = (
    "Capture",
    "Column",
    "Damage",
    "DamagedCaptureWarning",
    "EngineError",
    "ExpectationError",
    "FieldError",
    "FormatError",
    "Interface",
    "MissingExtraError",
    "Notes",
    "OptionError",
    "OutputError",
    "Packet",
    "PacketError",
    "PacketTable",
    "PcapflowError",
    "Problem",
    "RecordingError",
    "SectionNotes",
    "Statistics",
    "fields",
    "open",
    "record",
)

__version__ = "0.1.0"


def record(**options: Any) -> Capture:  # the options of pcapflow.recording.record
    """Record a ping between two containers and open what was recorded.

    Takes the options of ``pcapflow record`` as keywords: ``count=5``,
    ``output="bridge.pcap"``, ``client_image=...``.

    Raises:
        EngineError: No container engine answers.
        RecordingError: The recording did not come out whole.
    """
    if options.get("output") == "-":
        raise OptionError('output="-" streams the capture to standard output: there is no file to open')
    from pcapflow.capture import open_
    from pcapflow.recording import record as record_

    path = record_(**options).pcap
    assert path is not None  # noqa: S101  # for the type checker: only a stream has none
    return open_(path)


if not TYPE_CHECKING:  # a type checker would take every misspelt name for one that this finds

    def __getattr__(name: str) -> object:
        # Loaded when asked for (PEP 562): `pcapflow --help` need not wait for numpy.
        if name in {"Capture", "Packet", "fields", "open"}:
            from pcapflow import capture

            return capture.open_ if name == "open" else getattr(capture, name)
        if name in {"Column", "PacketTable"}:
            from pcapflow import table

            return getattr(table, name)
        if name in {"Damage", "Interface", "Notes", "SectionNotes", "Statistics"}:
            from pcapflow import files

            return getattr(files, name)
        if name == "Problem":
            from pcapflow.layers import Problem

            return Problem
        raise AttributeError(f"module 'pcapflow' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
