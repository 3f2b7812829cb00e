"""The recorded captures: tshark's words for their fields are kept beside them, and pcapflow says the same."""

from __future__ import annotations

import hashlib
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow import golden
from pcapflow.testing import assert_golden

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("any", "clean", "fast", "ipv6", "unanswered", "unreachable")


@pytest.mark.parametrize("name", NAMES)
def test_fields_are_what_tshark_said(data_dir: Path, name: str) -> None:
    assert_golden(pf.open(data_dir / f"{name}.pcap"), data_dir / f"{name}.tsv")


@pytest.mark.tshark
@pytest.mark.parametrize("name", NAMES)
def test_tshark_still_says_so(data_dir: Path, name: str) -> None:
    kept = golden.load(data_dir / f"{name}.tsv")
    fields = [word for field in kept.names for word in ("-e", field)]

    said = subprocess.run(
        ["tshark", "-n", "-r", data_dir / f"{name}.pcap", "-T", "fields", "-E", "header=y", *fields],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "" == golden.explain(kept, golden.parse(said.stdout))


def test_every_file_is_in_the_provenance_with_its_hash(data_dir: Path) -> None:
    page = (data_dir / "PROVENANCE.md").read_text()
    listed = dict(re.findall(r"^\| (\S+) \| `([0-9a-f]{64})` \|$", page, re.M))
    there = [path for path in data_dir.iterdir() if path.name != "PROVENANCE.md" and path.suffix != ".tsv"]

    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def test_every_capture_is_tested(data_dir: Path) -> None:
    assert sorted(NAMES) == sorted(path.stem for path in data_dir.glob("*.pcap"))
