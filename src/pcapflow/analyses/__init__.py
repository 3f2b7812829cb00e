"""Questions: tables in, a frozen result out. One file per question, and the list of them.

An analysis says which columns it needs, and is used like a hash: ``update``
with every table of a capture in file order, then ``result``. It sees one
capture; results of different captures add with ``+``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from pcapflow.analyses._manifest_verdicts import manifest_at
    from pcapflow.analyses._quiet import PingSummary, QuietPing
    from pcapflow.analyses._session import PingError, PingSession
    from pcapflow.analyses.check import Check, CheckedCapture, CheckResult
    from pcapflow.analyses.checksums import ChecksumResult, Checksums
    from pcapflow.analyses.info import CaptureInfo, FileFacts, Info, InfoResult
    from pcapflow.analyses.ping import Ping, PingResult
    from pcapflow.table import PacketTable

__all__ = (
    "ANALYSES",
    "Analysis",
    "CaptureInfo",
    "Check",
    "CheckResult",
    "CheckedCapture",
    "ChecksumResult",
    "Checksums",
    "FileFacts",
    "Info",
    "InfoResult",
    "Ping",
    "PingError",
    "PingResult",
    "PingSession",
    "PingSummary",
    "QuietPing",
    "manifest_at",
)

R_co = TypeVar("R_co", covariant=True)


class Analysis(Protocol[R_co]):
    """What every analysis is."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it needs: layers without any of them are not kept."""
        ...

    def update(self, table: PacketTable) -> object:
        """Take the next table of the capture."""
        ...

    def result(self) -> R_co:
        """What was found in all tables."""
        ...


ANALYSES = ("check", "checksums", "info", "ping")
"""Every question, by the name of its file and of the command that prints the answer."""

_HOMES = {
    "CaptureInfo": "info",
    "Check": "check",
    "CheckResult": "check",
    "CheckedCapture": "check",
    "ChecksumResult": "checksums",
    "Checksums": "checksums",
    "FileFacts": "info",
    "Info": "info",
    "InfoResult": "info",
    "Ping": "ping",
    "PingError": "_session",
    "PingResult": "ping",
    "PingSession": "_session",
    "PingSummary": "_quiet",
    "QuietPing": "_quiet",
    "manifest_at": "_manifest_verdicts",
}


def __getattr__(name: str) -> object:
    # A command asks one question, and starts sooner without the others.
    if name in _HOMES:
        return getattr(importlib.import_module(f"pcapflow.analyses.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'pcapflow.analyses' has no attribute {name!r}")
