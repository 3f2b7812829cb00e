"""Hypothesis strategies: packets, captures, and captures that something happened to.

Needs hypothesis: ``pip install 'pcapflow[testing]'``.
"""

from __future__ import annotations

from hypothesis import strategies as st

from pcapflow.testing import build, vary

__all__ = ("captures", "mutated", "mutated_captures", "packets")


def packets(layer: str | None = None) -> st.SearchStrategy[tuple[int, bytes]]:
    """Link type and bytes of packets that hold a layer (any, by default); every bit of its header varies."""
    layers = st.sampled_from(sorted(vary.LAYERS)) if layer is None else st.just(layer)
    return st.builds(vary.packet, layers, st.randoms(use_true_random=False))


@st.composite
def captures(draw: st.DrawFn, layer: str | None = None, max_packets: int = 12) -> bytes:
    """Whole capture files, pcap or pcapng of either byte order, of packets of one link type each."""
    drawn = draw(st.lists(packets(layer), max_size=max_packets))
    linktype = drawn[0][0] if drawn else 1
    made: list[build.Packet] = []
    for _, data in (packet for packet in drawn if packet[0] == linktype):
        at_ns = draw(st.integers(0, 2**62))
        more_on_the_wire = draw(st.integers(0, 100))
        # Seconds have 32 bits in a pcap file.
        comments = draw(st.lists(st.text("abc", max_size=5), max_size=2))
        flags = draw(st.none() | st.integers(0, 2**32 - 1))
        made.append(
            build.Packet(
                data,
                at_ns % (2**32 * 10**9),
                len(data) + more_on_the_wire,
                # A pcap file has no place for these.
                comments=tuple(comments),
                flags=flags,
            )
        )
    byteorder = draw(st.sampled_from("<>"))
    if draw(st.booleans()):
        return build.pcapng(build.Section(byteorder), build.Interface(linktype), *made)
    magic = draw(st.sampled_from((build.MICROSECONDS, build.NANOSECONDS, build.MODIFIED)))
    return build.pcap(*made, linktype=linktype, magic=magic, byteorder=byteorder)


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """The bytes with a few of them changed, taken out or put in, and perhaps cut."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        n_bytes = draw(st.integers(0, 4))
        data[at : at + n_bytes] = draw(st.binary(max_size=4))
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


def mutated_captures(layer: str | None = None) -> st.SearchStrategy[bytes]:
    """Capture files that were damaged somewhere."""
    return captures(layer).flatmap(mutated)
