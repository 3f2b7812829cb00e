"""Commands are run as users run them: in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Run ``pcapflow`` in a folder of the test's own."""

    def run_(*words: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "pcapflow", *map(str, words)],
            input=stdin,
            capture_output=True,
            cwd=cwd or tmp_path,
            env={**os.environ, "TZ": "UTC", "COLUMNS": "100"},
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_
