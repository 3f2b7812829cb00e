"""An environment in which the other readers are, made once and kept with the user's caches."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ("python",)

REQUIREMENTS = Path(__file__).parent / "requirements.txt"


def python() -> Path:
    """Its interpreter; other versions are another environment.

    Raises:
        CalledProcessError: It cannot be made: no package index, for one.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    of = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = caches / "pcapflow" / f"other-readers-{of}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip: list[str | Path] = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, "--no-deps", "--requirement", REQUIREMENTS], check=True)
        (folder / "done").touch()
    return folder / "bin" / "python"
