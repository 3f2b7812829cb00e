"""Damaged files in any number: some thousands at a time, each batch in a process that may die without the others."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import TYPE_CHECKING

from . import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

__all__ = ("BATCH", "run")

BATCH = 10_000
"""Mutants of one process: what they are depends on the seed and on the batch's number alone."""
MOST_SECONDS = 300
"""A batch takes some seconds. Where compiled code does not come back, no alarm is heard in it."""


def run(
    seeds: Sequence[bytes], n_files: int, seed: int = 0, *, first: int = 0, n_processes: int = 1
) -> Iterator[files.Outcome]:
    """Read so many mutants, but the first: these, a multiple of `BATCH`, were read before.

    Yields:
        What came of all batches up to here, in their order.
    """

    def outcome_of(batch: int) -> files.Outcome:
        return _in_a_process(seeds, min(BATCH, n_files - batch * BATCH), f"{seed} {batch}")

    executor = ThreadPoolExecutor(n_processes)
    try:
        yield from accumulate(executor.map(outcome_of, range(first // BATCH, -(-n_files // BATCH))), files.Outcome.plus)
    finally:
        executor.shutdown(cancel_futures=True)


def _in_a_process(seeds: Sequence[bytes], n_files: int, seed: str) -> files.Outcome:
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sending, seeds, n_files, seed))
    process.start()
    sending.close()
    outcome: files.Outcome | None = None
    try:
        with receiving:
            if receiving.poll(MOST_SECONDS):
                outcome = receiving.recv()
            else:
                process.kill()
    except EOFError:
        pass  # it died; its status says of what
    process.join()
    if outcome is None:
        return files.Outcome(faults=[f"seed and batch {seed}: the process ended with status {process.exitcode}"])
    outcome.faults = [f"seed and batch {seed}: {fault}" for fault in outcome.faults]
    return outcome


def _send(sending: Connection, seeds: Sequence[bytes], n_files: int, seed: str) -> None:
    # Ctrl-C is for whoever waits: a batch that has begun comes to its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sending.send(files.run(seeds, n_files, seed))
