"""The captures of the table: where they are, and what is in them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ("FOLDER", "STANDARD", "made")

FOLDER = Path(tempfile.gettempdir()) / "bench-captures"
STANDARD = {
    f"{kind}.{suffix}": n for kind, n in (("pings", 2_000_000), ("mixed", 1_000_000)) for suffix in ("pcap", "pcapng")
}
"""File -> how many packets."""

MAKER = Path(__file__).parents[1] / "captures"


def made(path: Path, size: str, n: int) -> Path:
    """A capture, made if it is not there, by a process of its own: what measures memory had better stay small.

    Args:
        path: The file; its name up to the first dash or dot is the kind.
        size: ``packets`` or ``bytes``.
        n: So many of them.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Under its own name only when it is whole.
        part = path.with_name(f"part-{path.name}")
        kind = path.stem.partition("-")[0]
        subprocess.run(
            [sys.executable, MAKER, "--kind", kind, f"--{size}", str(n), part], check=True, capture_output=True
        )
        part.rename(path)
    return path
