"""On a machine that lacks something, scripts/test and scripts/demo name it in one line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OLD = "exit 1"
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1;; esac'


@pytest.mark.parametrize(
    ("python", "has_git", "message"),
    [
        (OLD, True, "Python 3.11 or newer is missing"),
        (WITHOUT_VENV, True, "python3-venv is missing: apt-get install python3-venv"),
        (WITHOUT_VENV, False, "git is missing"),
    ],
)
@pytest.mark.parametrize("script", ["test", "demo"])
def test_what_is_missing_is_named(tmp_path: Path, script: str, python: str, has_git: bool, message: str) -> None:
    """One line, status 2, and no half-made environment."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "env", "dirname", "basename", "cksum", *(["git"] if has_git else [])):
        (programs / name).symlink_to(str(shutil.which(name)))
    (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
    (programs / "python3").chmod(0o755)
    (tmp_path / "scripts").mkdir()
    for name in (script, "_setup"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    for name in ("pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, tmp_path)

    ran = subprocess.run(
        [tmp_path / "scripts" / script], env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )

    assert (2, "", f"{script}: {message}\n") == (ran.returncode, ran.stdout, ran.stderr)
    assert not (tmp_path / ".venv").exists()
