"""What a reader says of captures. Run where it is installed, which is not where pcapflow is.

python ask.py READER CAPTURE...     one JSON object a line
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Packet(NamedTuple):
    """What a reader says of one."""

    time: Any
    link: Any
    """The link type, or what the outermost layer is taken for."""
    captured: int
    wire: int | None
    """None where the reader does not say."""


def _dpkt(path: str) -> Iterator[Packet]:
    import dpkt

    with open(path, "rb") as file:  # noqa: PTH123  # what users of it write
        reader = dpkt.pcap.UniversalReader(file)
        for time, data in reader:
            yield Packet(time, reader.datalink(), len(data), None)


def _scapy(path: str) -> Iterator[Packet]:
    import scapy.layers.all
    from scapy.utils import PcapReader

    assert scapy.layers.all  # registers what link types are
    with PcapReader(path) as reader:
        for packet in reader:
            yield Packet(packet.time, packet.name, len(packet.original), packet.wirelen)


def _pcapng(path: str) -> Iterator[Packet]:
    from pcapng import FileScanner
    from pcapng.blocks import EnhancedPacket, SimplePacket

    with open(path, "rb") as file:  # noqa: PTH123  # what users of it write
        for block in FileScanner(file):
            if isinstance(block, EnhancedPacket | SimplePacket):
                time = getattr(block, "timestamp", None)
                yield Packet(time, block.interface.link_type, len(block.packet_data), block.packet_len)


def _pcapkit(path: str) -> Iterator[Packet]:
    import pcapkit

    for frame in pcapkit.extract(fin=path, store=True, nofile=True, verbose=False).frame:
        said = frame.info
        # Classic files and pcapng have names of their own for the lengths.
        captured = said.cap_len if hasattr(said, "cap_len") else said.captured_len
        wire = said.len if hasattr(said, "len") else said.original_len
        time = said.time_epoch if hasattr(said, "time_epoch") else getattr(said, "timestamp_epoch", None)
        yield Packet(time, str(frame.protochain).partition(":")[0], captured, wire)


READERS: dict[str, Callable[[str], Iterator[Packet]]] = {
    "dpkt": _dpkt,
    "scapy": _scapy,
    "python-pcapng": _pcapng,
    "pypcapkit": _pcapkit,
}


NOW_S = 3_600


class _Said(logging.Handler):
    """Warnings, each once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.words[record.getMessage()] = None


def _answer(reader: Callable[[str], Iterator[Packet]], path: str) -> dict[str, Any]:
    packets, said = [], _Said()
    loggers = [logging.getLogger(name) for name in ("", "scapy", "pcapkit")]
    for logger in loggers:
        logger.addHandler(said)
    try:
        packets += list(reader(path))
    except Exception as error:  # noqa: BLE001  # whatever it raises is its answer
        said.words[f"{type(error).__name__}: {error}"] = None
    finally:
        for logger in loggers:
            logger.removeHandler(said)
    answered = [[_time_text(packet.time), *map(_text, packet[1:])] for packet in packets]
    return {"packets": answered, "said": list(said.words)}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _time_text(value: Any) -> str | None:
    """A time; of a packet without one some say that it came when it was read."""
    return "now" if value is not None and abs(float(value) - time.time()) < NOW_S else _text(value)


def _main(reader: str, *paths: str) -> None:
    for path in paths:
        print(json.dumps(_answer(READERS[reader], path)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
