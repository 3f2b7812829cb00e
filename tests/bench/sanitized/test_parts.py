"""What a watched kernel is shown, here shown to the one that is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench._mutants.packets import seeds_of
from bench._mutants.twins import Seen
from pcapflow.kernel import IS_BUILT

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from bench._sanitized import build, parts

if TYPE_CHECKING:
    from pathlib import Path

SLACK_BYTES = 64


def test_every_part_is_known_by_name() -> None:
    """To whoever shows them one by one."""
    assert build.PARTS == tuple(parts.PARTS)


@pytest.mark.parametrize("part", parts.PARTS)
@pytest.mark.filterwarnings("ignore::pcapflow.DamagedCaptureWarning")
def test_a_part_says_what_it_went_through(part: str, data_dir: Path) -> None:
    """In numbers, none of which is 0."""
    paths = sorted(data_dir.glob("*.pcap"))
    said = parts.PARTS[part](parts.Shown(paths, seeds_of(map(str, paths)), 200, SLACK_BYTES, 1))
    numbers = [int(word) for word in said.replace(",", "").split() if word.isdigit()]

    assert numbers
    assert all(numbers)


@pytest.mark.parametrize(
    ("data", "slack_bytes", "n_bytes"), [(b"abc", 0, 3), (b"", 0, 1), (b"abc", 64, 67), (b"", 64, 64)]
)
def test_a_packet_that_is_alone_ends_its_window(data: bytes, slack_bytes: int, n_bytes: int) -> None:
    """Save for the slack; no window is empty."""
    records = parts._alone(Seen(1, data, 9, fcs_bytes=4), slack_bytes)
    stop = int(records.start[0] + records.captured[0])

    assert (data, n_bytes) == (records.window[stop - len(data) : stop].tobytes(), len(records.window))
    assert len(records.window) == stop + slack_bytes
    assert (1, 4) == (
        records.interfaces[records.interface[0]].linktype,
        records.interfaces[records.interface[0]].fcs_bytes,
    )
