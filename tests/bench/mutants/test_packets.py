"""Packets that something was done to."""

from __future__ import annotations

from random import Random

from bench._mutants import packets


def test_a_mutant_is_never_above_its_limit() -> None:
    dice = Random(1)  # noqa: S311 - test data, no secret

    assert max(len(packets.mutant(b"abcd" * 1_000, dice)) for _ in range(2_000)) <= packets.MOST_BYTES


def test_one_seed_gives_the_same_mutants() -> None:
    dice, same = Random(1), Random(1)  # noqa: S311 - test data, no secret

    assert [packets.mutant(b"abcd", dice) for _ in range(99)] == [packets.mutant(b"abcd", same) for _ in range(99)]
