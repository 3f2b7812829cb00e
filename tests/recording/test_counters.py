from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError, RecordingError
from pcapflow.recording import _counters

# As tcpdump 4.99.3 printed them.
ENDED = """\
tcpdump: listening on docker0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
8 packets captured
9 packets received by filter
0 packets dropped by kernel
"""


def test_counters() -> None:
    """All three are read."""
    assert _counters.Counters(captured=8, received=9, dropped=0) == _counters.read(ENDED)


def test_one_packet() -> None:
    """The singular is read, too."""
    assert 1 == _counters.read(ENDED.replace("8 packets", "1 packet")).captured


def test_what_the_interface_dropped_counts() -> None:
    """tcpdump prints that line only where there is something to say."""
    assert 5 == _counters.read(ENDED.replace("0 packets", "2 packets") + "3 packets dropped by interface\n").dropped


def test_a_counter_that_is_missing() -> None:
    """A tcpdump that was killed counts nothing, and that is said, with its last words."""
    with pytest.raises(RecordingError, match=r"captured; it said: tcpdump: listening on docker0"):
        _counters.read(ENDED.partition("8 packets")[0])


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text is a surprise."""
    with contextlib.suppress(PcapflowError):
        _counters.read(text)
    assert _counters.complaint(text)


def test_the_complaint_is_tcpdumps_own() -> None:
    """Without its name, and without the lines that are no complaint."""
    said = "tcpdump: data link type LINUX_SLL2\ntcpdump: can't parse filter expression: syntax error\n"

    assert "can't parse filter expression: syntax error" == _counters.complaint(said)


def test_who_is_no_tcpdump_may_complain_too() -> None:
    """An image without tcpdump ends with the words of `timeout`."""
    assert "timeout: failed to run command 'tcpdump'" == _counters.complaint(
        "\ntimeout: failed to run command 'tcpdump'\n"
    )
