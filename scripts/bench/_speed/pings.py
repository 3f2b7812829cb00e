"""Echo requests and their replies, of 1,000 sessions at once.

Each second every session sends one request, at its own moment; the reply comes
some tens or hundreds of microseconds later, when others may have sent.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from .captures import FIRST_S, Frames, Headers, checksum, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("N_SESSIONS", "pings")

N_SESSIONS = 1_000
ROUNDS = 50
"""Seconds of a stretch."""
DATA_BYTES = 56

ECHO_FRAME = np.dtype(
    [
        ("eth_dst", "V6"),
        ("eth_src", "V6"),
        ("eth_type", ">u2"),
        ("version", "u1"),
        ("tos", "u1"),
        ("len", ">u2"),
        ("id", ">u2"),
        ("flags_fragment", ">u2"),
        ("ttl", "u1"),
        ("proto", "u1"),
        ("ip_checksum", ">u2"),
        ("src", ">u4"),
        ("dst", ">u4"),
        ("type", "u1"),
        ("code", "u1"),
        ("checksum", ">u2"),
        ("ident", ">u2"),
        ("seq", ">u2"),
        # ping writes the time of sending in front of its pattern.
        ("sent_s", "<i8"),
        ("sent_us", "<i8"),
        ("data", "u1", (DATA_BYTES - 16,)),
    ]
)
IP, ICMP = slice(7, 17), slice(17, None)
"""Words of the frame."""


def pings() -> Iterator[Frames]:
    """Stretches of 98-byte frames; a session's sequence numbers ascend from 1."""
    for stretch in count():
        yield _stretch(stretch)


def _stretch(stretch: int) -> Frames:
    dice = np.random.default_rng([1, stretch])
    session = np.tile(np.arange(N_SESSIONS), ROUNDS)
    second = stretch * ROUNDS + np.repeat(np.arange(ROUNDS), N_SESSIONS)
    moment_us = np.random.default_rng(0).permutation(N_SESSIONS) * 990
    # Within 990 us of its turn, and answered before the second is over: no order of two seconds ever mixes.
    sent_us = second * 1_000_000 + moment_us[session] + dice.integers(0, 990, len(session))
    rtt_us = 20 + dice.exponential(600, len(session)).astype(np.int64) % 9_000

    frames = np.zeros((2, len(session)), ECHO_FRAME)
    frames["eth_type"], frames["version"], frames["len"] = 0x0800, 0x45, ECHO_FRAME.itemsize - 14
    frames["proto"] = 1
    frames["ident"], frames["seq"] = session * 40_503 & 0xFFFF, second + 1 & 0xFFFF
    frames["sent_s"], frames["sent_us"] = FIRST_S + sent_us // 1_000_000, sent_us % 1_000_000
    frames["data"] = np.arange(16, DATA_BYTES)
    client, server = 0x0A010000 + session, 0xC6120000 + session
    hosts = np.array([list(bytes.fromhex(f"0200000000{host}")) for host in ("01", "02")], np.uint8).view("V6")[:, 0]
    request, reply = frames
    request["src"], request["dst"], request["type"], request["flags_fragment"] = client, server, 8, 0x4000
    reply["src"], reply["dst"] = server, client
    request["ttl"], reply["ttl"] = 64, 57
    request["eth_src"], request["eth_dst"], reply["eth_src"], reply["eth_dst"] = *hosts, *hosts[::-1]
    frames["id"] = dice.integers(0, 0x10000, frames.shape)

    time_us = np.concatenate([sent_us, sent_us + rtt_us])
    order = np.argsort(time_us, kind="stable")
    frames = frames.reshape(-1)[order]
    words = words_of(frames.view(np.uint8).reshape(len(frames), -1))
    frames["ip_checksum"] = checksum(words[:, IP].sum(1, dtype=np.int64))
    frames["checksum"] = checksum(words[:, ICMP].sum(1, dtype=np.int64))
    n = len(frames)
    return Frames(
        time_us[order],
        np.full(n, ECHO_FRAME.itemsize),
        (Headers(np.arange(n), frames.view(np.uint8).reshape(n, -1)),),
    )
