"""What is said of speed elsewhere is what scripts/bench/README.md has measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pcapflow.kernel import TIMES_AS_FAST

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "scripts" / "bench" / "README.md").read_text()


def seconds(capture: str) -> dict[str, float]:
    """What each row of a capture took, by the wall clock."""
    found = re.search(rf"^engine: {re.escape(capture)},.*\n.*\n((?:.+\n)+)", PAGE, re.MULTILINE)
    assert found
    rows = (re.match(r"(.+?)  +([\d.]+) ", line) for line in found[1].splitlines())
    return {row[1]: float(row[2]) for row in rows if row}


def near(number: float) -> object:
    """So that what varies from run to run asks for no new words."""
    return pytest.approx(number, rel=0.4)


@pytest.mark.parametrize(("capture", "times"), list(zip(("pings.pcap", "mixed.pcap"), TIMES_AS_FAST, strict=True)))
def test_what_the_compiled_loops_gain_is_as_measured(capture: str, times: int) -> None:
    """`pcapflow --version` says it where they are not built."""
    took = seconds(capture)

    assert near(times) == took["pcapflow, streamed, numpy alone"] / took["pcapflow, streamed"]


@pytest.mark.parametrize(("capture", "at"), [("pings.pcap", 0), ("mixed.pcap", 1)])
def test_the_readme_has_the_ratios_of_the_figures(capture: str, at: int) -> None:
    """Both are written by one run of `scripts/bench/speed --write`."""
    took = seconds(capture)
    shown = re.search(r"^every header, streamed +libpcap's empty loop +(.+)", (ROOT / "README.md").read_text(), re.M)

    assert shown
    assert near(float(shown[1].split()[at])) == took["libpcap, empty pcap_loop"] / took["pcapflow, streamed"]
