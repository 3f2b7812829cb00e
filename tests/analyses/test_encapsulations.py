from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.analyses._encapsulations import _WORDS, encapsulation_words
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path


def test_a_link_type_without_a_name_is_its_number() -> None:
    """Nothing is made up."""
    assert "link type 9999" == encapsulation_words(9999)


@pytest.mark.tshark
def test_the_names_are_those_of_capinfos(tmp_path: Path) -> None:
    """Asked about an empty capture of each link type."""
    said = {}
    for linktype in _WORDS:
        path = tmp_path / f"{linktype}.pcap"
        path.write_bytes(build.pcap(linktype=linktype))
        run = subprocess.run(["capinfos", "-E", path], capture_output=True, text=True, timeout=20, check=True)
        found = re.search(r"File encapsulation: +(.*)", run.stdout)
        said[linktype] = found[1] if found else ""

    assert said == _WORDS
