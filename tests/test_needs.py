"""What the machine lacks is a skip that says why, and a failure where it is required (conftest.py)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEST = "import pytest\n\n@pytest.mark.{}\ndef test_it(): pass\n"


def run(folder: Path, marker: str, **environment: str) -> str:
    """Run one test that needs something, in a house of its own; returns what pytest printed."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_it.py").write_text(TEST.format(marker))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "PCAPFLOW_REQUIRE": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("marker", "absent", "reason"),
    [
        ("engine", {"DOCKER_HOST": "unix:///nowhere.sock"}, "no container engine answers"),
        ("tshark", {"PATH": "/nowhere"}, "no tshark on PATH"),
        ("corpus", {"PCAPFLOW_CORPUS": ""}, "PCAPFLOW_CORPUS names no folder"),
        ("corpus", {"PCAPFLOW_CORPUS": "/nowhere"}, "/nowhere is no folder"),
        ("netns", {"PATH": "/nowhere"}, "no ip and unshare on PATH"),
        ("browser", {"PATH": "/nowhere"}, "none of chromium"),
        (
            "index",
            {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "0"},
            "pip reaches no package index",
        ),
    ],
)
def test_what_is_absent_is_a_skip_or_where_required_a_failure(
    tmp_path: Path, marker: str, absent: dict[str, str], reason: str
) -> None:
    """The same absence is a skip with its reason, and a failure with its reason where PCAPFLOW_REQUIRE names it."""
    for name in ("as_it_is", "required"):
        (tmp_path / name).mkdir()

    skipped = run(tmp_path / "as_it_is", marker, **absent)
    failed = run(tmp_path / "required", marker, **absent, PCAPFLOW_REQUIRE=marker)

    assert "1 skipped" in skipped
    assert reason in skipped
    assert "1 error" in failed
    assert reason in failed


def test_a_requirement_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A word in PCAPFLOW_REQUIRE that is no need stops the run: spelled wrong, it would require nothing."""
    printed = run(tmp_path, "tshark", PCAPFLOW_REQUIRE="thsark")

    assert "not thsark" in printed
