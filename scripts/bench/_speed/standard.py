"""The captures of the table: where they are, and what is in them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .captures import FORMATS, write_capture
from .mixed import mixed
from .pings import pings

__all__ = ("FOLDER", "KINDS", "STANDARD", "standard_captures")

FOLDER = Path(tempfile.gettempdir()) / "bench-captures"
KINDS = {"pings": pings, "mixed": mixed}
STANDARD = {"pings": 2_000_000, "mixed": 1_000_000}
"""Kind -> how many packets."""


def standard_captures(folder: Path) -> list[Path]:
    """The four captures, made where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind, n_packets in STANDARD.items():
        for suffix in FORMATS:
            path = folder / f"{kind}.{suffix}"
            if not path.exists():
                # Under its own name only when it is whole.
                part = folder / f"part-{path.name}"
                write_capture(part, KINDS[kind], n_packets=n_packets)
                part.rename(path)
            paths.append(path)
    return paths
