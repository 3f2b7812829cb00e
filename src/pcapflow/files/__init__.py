"""Capture file formats: bytes in, records out.

>>> from pcapflow.files import open_capture, to_pcap
>>> with open_capture(to_pcap([(0, b"abc", None)], linktype=1)) as reader:
...     print([len(records) for records in reader], reader.damage)
[1] None
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import FormatError
from pcapflow.files._reader import Place, Reader
from pcapflow.files._records import (
    NO_NOTES,
    Damage,
    Interface,
    Noted,
    Notes,
    Records,
    SectionNotes,
    Statistics,
    no_records,
)
from pcapflow.files._source import (
    MAGIC_BYTES,
    MAX_RATIO,
    STDIN,
    STDIN_NAME,
    CaptureInput,
    compression_of,
    decompressed,
    open_source,
)
from pcapflow.files._window import SLACK_BYTES
from pcapflow.files.pcap import PCAP
from pcapflow.files.pcap_writer import PcapWriter, to_pcap
from pcapflow.files.pcapng import PCAPNG

if TYPE_CHECKING:
    from pcapflow.files._reader import FileFormat

__all__ = (
    "FORMATS",
    "MAX_RATIO",
    "NO_NOTES",
    "SLACK_BYTES",
    "STDIN",
    "STDIN_NAME",
    "CaptureInput",
    "Damage",
    "Interface",
    "Noted",
    "Notes",
    "PcapWriter",
    "Place",
    "Reader",
    "Records",
    "SectionNotes",
    "Statistics",
    "no_records",
    "open_capture",
    "to_pcap",
)

FORMATS: tuple[FileFormat, ...] = (PCAP, PCAPNG)
"""Every format that can be read. A new one is a file here and a line in this list."""

# What is often taken for a capture, by its first bytes.
LOOKALIKES = (
    (b"\x02\x21\x4c\x18", "lz4 of the old form: decompress it first"),
    (b"PK\x03\x04", "zip: unpack it first"),
    (b"snoo", "snoop: convert it with tshark -F pcap"),
    (b"GMBU", "Microsoft Network Monitor: convert it with tshark -F pcap"),
    (b"RTSS", "Microsoft Network Monitor: convert it with tshark -F pcap"),
    (b"<?xm", "XML"),
    (b"\x7fELF", "a program"),
)


def open_capture(
    source: CaptureInput, *, window_bytes: int | None = None, spool: bool = False, max_ratio: float = MAX_RATIO
) -> Reader:
    """Open a capture and read its head alone.

    A compressed file, which is known by its magic and not by its name, is decompressed as it is read.

    Args:
        source: A path, ``"-"`` for standard input, a binary file object, or the bytes themselves.
        window_bytes: How much is read at once; any size gives the same packets, and None grows with the file.
        spool: Keep what comes through a pipe, so that it can be read again.
        max_ratio: A compressed file of above 64 MiB that is more than so many times as long as it was compressed
            is refused, when a pass comes to there.

    Raises:
        FormatError: This is no capture; it says what it looks like, where that is known.
        MissingExtraError: The package for this compression is not installed.
        OSError: The file cannot be opened or read.
    """
    opened = open_source(source, spool=spool)
    try:
        magic = opened.peek(MAGIC_BYTES)
        if _format_of(magic) is None:
            opened = decompressed(opened, max_ratio=max_ratio)
            magic = opened.peek(MAGIC_BYTES)
        file_format = _format_of(magic)
        if file_format is not None:
            return Reader(opened, file_format, window_bytes=window_bytes)
        compression = f" ({opened.compression} compressed)" if opened.compression else ""
        raise FormatError(f"not a capture: {_what_it_looks_like(magic)}{compression}", offset=0)
    except BaseException:
        opened.close()
        raise


def _format_of(magic: bytes) -> FileFormat | None:
    return next((one for one in FORMATS if magic in one.magics), None)


def _what_it_looks_like(magic: bytes) -> str:
    if not magic:
        return "the file is empty"
    if compression := compression_of(magic):
        # Of a capture that was compressed twice.
        return f"it looks like {compression}: decompress it first"
    for beginning, words in LOOKALIKES:
        if magic.startswith(beginning):
            return f"it looks like {words}"
    if magic.isascii() and all(byte >= 0x20 or byte in b"\t\n\r" for byte in magic):
        return "it looks like text"
    return f"unknown magic {magic.hex()}"
