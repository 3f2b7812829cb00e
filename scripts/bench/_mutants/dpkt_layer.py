"""Damaged packets for the dpkt layer: nothing but PacketError may come out of it, and none may take long."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pcapflow.errors import PacketError
from pcapflow.packets import application_tree, dpkt_values, payload_tree, to_dpkt
from pcapflow.results import tree_text

from .packets import messages, mutant
from .samples import SAMPLES
from .time_limit import at_most

if TYPE_CHECKING:
    from pcapflow.results import TreeNode

    from .packets import Seed

__all__ = ("MOST_SECONDS", "Outcome", "run")

MOST_SECONDS = 2.0
ANY_PORT = 49_152


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    n_packets: int = 0
    n_read: int = 0
    n_refused: int = 0
    """PacketError."""
    n_applications: int = 0
    n_applications_refused: int = 0
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)
    """Everything else that came out, and what hung."""


def run(seeds: list[Seed], n_packets: int, seed: int = 0) -> Outcome:
    """Read that many mutants in every way that the dpkt layer has."""
    dice = random.Random(seed)  # noqa: S311  # test data, no secret
    outcome, payloads = Outcome(), messages()
    for _ in range(n_packets):
        linktype, whole = dice.choice(seeds)
        data = mutant(whole, dice)
        transport, port, message = dice.choice(payloads)
        payload = mutant(message, dice)
        space, value, sample = dice.choice(SAMPLES)
        other = mutant(sample, dice)
        began = time.perf_counter()
        try:
            with at_most(MOST_SECONDS):
                _read(linktype, data, outcome)
                _count(application_tree(payload, transport, port, ANY_PORT), outcome)
                _count(payload_tree(other, [(space, value)]), outcome)
        except Exception as error:  # noqa: BLE001  # whatever comes out is what is looked for
            fed = f"{linktype} {data.hex()} {port} {payload.hex()} {space} {value} {other.hex()}"
            outcome.faults.append(f"{type(error).__name__} {error}: {fed}")
        outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - began)
        outcome.n_packets += 1
    return outcome


def _read(linktype: int, data: bytes, outcome: Outcome) -> None:
    try:
        to_dpkt(linktype, data)
        dpkt_values(linktype, data)
    except PacketError:
        outcome.n_refused += 1
    else:
        outcome.n_read += 1


def _count(nodes: tuple[TreeNode, ...], outcome: Outcome) -> None:
    # Whatever is shown is asked for.
    tree_text(nodes)
    for node in nodes:
        outcome.n_applications += 1
        outcome.n_applications_refused += "dpkt could not read it" in node.text
