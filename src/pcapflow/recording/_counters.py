"""What tcpdump says on its standard error: that it listens, and in the end three counters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pcapflow.errors import RecordingError

LISTENING = "listening on"
COUNTER = re.compile(
    r"^(\d+) packets? (captured|received by filter|dropped by kernel|dropped by interface)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Counters:
    """Packets, as tcpdump counted them."""

    captured: int
    """Written to the file."""
    received: int
    """Passed the filter; more than captured by what arrived during the stop."""
    dropped: int
    """Lost because a buffer was full, in the kernel or the interface."""


def read(text: str) -> Counters:
    """Read the counters.

    Raises:
        RecordingError: One of them is missing.
    """
    found = {name: int(number) for number, name in COUNTER.findall(text)}
    try:
        return Counters(
            captured=found["captured"],
            received=found["received by filter"],
            dropped=found["dropped by kernel"] + found.get("dropped by interface", 0),
        )
    except KeyError as missing:
        raise RecordingError(
            f"tcpdump did not count the packets {missing.args[0]}; it said: {last_line(text)}"
        ) from None


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"


def complaint(text: str) -> str:
    """What tcpdump complained about: its own lines, without its name, the listening one and the counters."""
    lines = [line.removeprefix("tcpdump: ") for line in text.splitlines() if line.startswith("tcpdump: ")]
    said = [line for line in lines if not line.startswith((LISTENING, "data link type"))]
    return "; ".join(said) or last_line(text)
