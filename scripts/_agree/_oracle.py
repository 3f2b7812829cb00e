"""tshark, the oracle."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ("OracleError", "tshark_fields")

TIME_LIMIT_S = 60

_PREFERENCES = (
    "ip.defragment:FALSE",
    "ipv6.defragment:FALSE",
    "ipv6.tso_support:TRUE",
    "tcp.desegment_tcp_streams:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
)


class OracleError(Exception):
    """tshark reads the file not at all, or not in time."""


def tshark_fields(path: Path, names: Sequence[str], occurrence: str) -> list[list[str]]:
    """One row a packet, one text a field.

    Raises:
        OracleError: No answer.
    """
    options = [word for preference in _PREFERENCES for word in ("-o", preference)]
    fields = [word for name in names for word in ("-e", name)]
    command = ["tshark", "-r", str(path), "-n", *options, "-T", "fields", "-E", f"occurrence={occurrence}", *fields]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=TIME_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise OracleError(f"no answer within {TIME_LIMIT_S} s") from None
    if run.returncode and "doesn't support" in run.stderr:
        raise OracleError(run.stderr.strip().splitlines()[-1])
    return [line.split("\t") for line in run.stdout.splitlines()]
