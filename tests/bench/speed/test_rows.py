"""What is measured side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench._speed import rows as r
from bench._speed.peers import Peer, Peers
from bench._speed.standard import STANDARD

if TYPE_CHECKING:
    from pathlib import Path

HERE = Peer(("program",))
GONE = Peer(missing="gone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where every capture seems to be."""
    for name in [*STANDARD, *r.LINEAR, r.MEMORY, "pings-2.pcap", f"pings-{r.FEW}.pcap", f"mixed-{r.FEW}.pcap"]:
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("group", r.GROUPS)
def test_rows_of_a_group_differ(folder: Path, group: str) -> None:
    """By name or capture, which lies in the folder."""
    rows = r.GROUPS[group](r.Bench(folder, Peers(HERE, HERE, HERE, HERE)))

    assert len(rows) == len({(row.capture, row.name) for row in rows}) > 1
    assert all(str(folder / row.capture) in row.words for row in rows)


@pytest.mark.parametrize("group", r.GROUPS)
def test_a_missing_peer_has_no_rows(folder: Path, group: str) -> None:
    """All others stay."""
    all_rows = r.GROUPS[group](r.Bench(folder, Peers(HERE, HERE, HERE, HERE)))
    ours = r.GROUPS[group](r.Bench(folder, Peers(GONE, GONE, GONE, GONE)))

    assert [row for row in all_rows if row.words[0] != "program"] == ours


def test_numpy_alone_is_asked_for(folder: Path) -> None:
    """In one row of each capture."""
    rows = r.engine(r.Bench(folder, Peers(GONE, GONE, GONE, GONE)))

    assert ["numpy"] * 4 == [row.env["PCAPFLOW_KERNEL"] for row in rows if "PCAPFLOW_KERNEL" in row.env]
