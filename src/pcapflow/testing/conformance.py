"""Rules that every analysis keeps, as tests to inherit.

    class TestLoss(AnalysisRules):
        def make(self, label: str) -> Loss:
            return Loss(label)

Needs hypothesis and pytest: ``pip install 'pcapflow[testing]'``.
"""

from __future__ import annotations

import pickle
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.results import text_of_blocks
from pcapflow.testing import build
from pcapflow.testing.strategies import mutated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcapflow.files import CaptureInput

__all__ = ("AnalysisRules", "ping_captures", "run")


def run(
    analysis: Any,
    capture: CaptureInput,
    *,
    label: str = "a.pcap",
    cuts: Iterable[int] = (),
    window_bytes: int = 1 << 19,
) -> Any:
    """Show a capture to an analysis and give its result.

    Args:
        analysis: One that was shown nothing yet.
        capture: A path, a file object, or bytes.
        label: The capture's name.
        cuts: Packets before which a new table begins, counted from 0.
        window_bytes: How much of the file is decoded at once.
    """
    places = sorted(set(cuts))
    cursor = Cursor()
    with open_capture(capture, window_bytes=window_bytes) as reader:
        for records in reader:
            first = cursor.n_packets
            table = decode(records, tables(), cursor, label=label)
            here = [0, *(place - first for place in places if first < place < cursor.n_packets), len(table)]
            for start, stop in pairwise(here):
                analysis.update(table.select(range(start, stop)))
    return analysis.result()


_ADDRESSES = ("172.17.0.2", "172.17.0.3", "172.17.0.255")
_ADDRESSES_6 = ("fd00::2", "fd00::3", "ff02::1")
_PER_MS = 1_000_000


@st.composite
def _echo(draw: st.DrawFn) -> build.Built:
    """An echo packet, an error that quotes one, or a search for a neighbour; few keys, so that they meet."""
    is_v6 = draw(st.booleans())
    client, server, group = _ADDRESSES_6 if is_v6 else _ADDRESSES
    target = draw(st.sampled_from((server, server, group)))
    ident, seq = draw(st.integers(1, 2)), draw(st.sampled_from((0, 1, 1, 2, 3, 65535)))
    data = draw(st.sampled_from((b"", bytes(56), bytes(range(56)))))
    kind = draw(st.sampled_from(("request", "request", "reply", "reply", "error", "neighbour")))
    if is_v6:
        echo = build.icmpv6_echo(data, reply=kind == "reply", ident=ident, seq=seq)
        wrap = build.ipv6
    else:
        echo = build.icmp_echo(data, reply=kind == "reply", ident=ident, seq=seq, checksum=draw(_CHECKSUM))
        wrap = build.ipv4  # type: ignore[assignment]  # both take src and dst
    if kind == "reply":
        return wrap(echo, src=server, dst=client)
    packet = wrap(echo, src=client, dst=target)
    if kind == "error":
        quote = build.icmpv6_error(packet) if is_v6 else build.icmp_error(packet)
        return wrap(quote, src=server, dst=client)
    if kind == "neighbour":
        return wrap(build.icmpv6_ns(server), src=client, dst=group) if is_v6 else build.arp(src=client, dst=server)
    return packet


_CHECKSUM = st.sampled_from((None, None, None, 0x1234))


@st.composite
def ping_captures(draw: st.DrawFn, max_packets: int = 12) -> bytes:
    """Captures in which everything happens to pings: losses, duplicates, errors, several vantage points, cuts."""
    packets = []
    for payload in draw(st.lists(_echo(), max_size=max_packets)):
        framed = build.sll2(payload, ifindex=draw(st.integers(2, 3)))
        at_ns = draw(st.integers(0, 5 * _PER_MS))
        kept = draw(st.sampled_from((len(framed), len(framed), len(framed), 44)))
        packets.append(build.Packet(framed[:kept], at_ns, len(framed)))
    return build.capture(*packets, linktype=276)


# Each heir runs the rules with an analysis of its own; that is what they are for.
_inherited = settings(suppress_health_check=[HealthCheck.differing_executors])


class AnalysisRules:
    """Inherit, name the class ``Test...``, and say how the analysis is made."""

    def make(self, label: str) -> Any:
        """A new analysis for the capture of that label."""
        raise NotImplementedError

    def result(self, capture: bytes, label: str = "a.pcap", **how: Any) -> Any:
        """What a new analysis finds in a capture."""
        return run(self.make(label), capture, label=label, **how)

    @_inherited
    @given(capture=ping_captures(), cuts=st.lists(st.integers(0, 12), max_size=4), window_bytes=st.integers(64, 1024))
    def test_where_the_table_is_cut_does_not_matter(self, capture: bytes, cuts: list[int], window_bytes: int) -> None:
        """Tables of any size give one result."""
        assert self.result(capture) == self.result(capture, cuts=cuts, window_bytes=window_bytes)

    @_inherited
    @given(first=ping_captures(), second=ping_captures())
    def test_results_of_different_captures_add(self, first: bytes, second: bytes) -> None:
        """Both sides stand in the sum, and it matters not how three are added; the same capture twice is refused."""
        a, b, c = (self.result(data, f"{name}.pcap") for name, data in (("a", first), ("b", second), ("c", first)))

        assert (a + b) + c == a + (b + c)
        assert a + b != a
        with pytest.raises(PcapflowError, match=r"a\.pcap"):
            a + self.result(first)

    @_inherited
    @given(capture=ping_captures())
    def test_a_result_is_a_value(self, capture: bytes) -> None:
        """It equals its like, survives a pickle, and can be printed."""
        result = self.result(capture)

        assert result == self.result(capture)
        assert result == pickle.loads(pickle.dumps(result))  # noqa: S301  # a pickle of our own
        assert text_of_blocks(result.blocks()) == str(result)

    @_inherited
    @given(capture=ping_captures().flatmap(mutated))
    def test_damage_is_no_surprise(self, capture: bytes) -> None:
        """Any bytes are refused as a capture, or have a result."""
        try:
            result = self.result(capture)
        except PcapflowError:
            return
        assert str(result)
