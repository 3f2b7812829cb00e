"""A short answer comes soon: a command loads what it needs, and no more.

Here it is looked at what was loaded, and at the one ratio of times that no other program on the machine moves far;
`scripts/bench/startup` says more of them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench._startup import MOST, compare, environment, ping_and_tshark
from pcapflow import kernel

PINGED = Path(__file__).parent.parent / "data" / "clean.pcap"

HEAVY = {
    # other packages
    "dpkt",
    "docker",
    "jinja2",
    "matplotlib",
    "pandas",
    # parts of numpy that some of its functions load when first called
    "numpy.ma",
    "numpy.testing",
    # parts of the standard library that take milliseconds
    "asyncio",
    "difflib",
    "email",
    "fractions",
    "hashlib",
    "importlib.metadata",
    "importlib.resources",
    "ipaddress",
    "json",
    "logging",
    "pathlib",
    "random",
    "socket",
    "statistics",
    "tempfile",
    "urllib.parse",
    # rooms of this house that have no part in it
    "pcapflow.expectations",
    "pcapflow.packets",
    "pcapflow.record",
    "pcapflow.reports",
    "pcapflow.testing",
}


def loaded_by(*words: str) -> set[str]:
    """The modules that are there after a command."""
    program = """if True:
        import sys
        from pcapflow.__main__ import main
        try:
            main(sys.argv[1:])
        except SystemExit:
            pass
        print("loaded", *sys.modules)
    """
    run = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    last = run.stdout.splitlines()[-1].split(" ")
    assert "loaded" == last[0]
    return set(last[1:])


def test_ping_loads_nothing_heavy() -> None:
    """`pcapflow ping FILE` needs numpy, and little besides."""
    loaded = loaded_by("ping", str(PINGED))

    assert {"numpy", "pcapflow.analyses.ping"} <= loaded
    assert set() == loaded & HEAVY


def test_ping_loads_no_other_question() -> None:
    """Of the analyses it is one."""
    loaded = loaded_by("ping", str(PINGED))

    assert set() == loaded & {"pcapflow.analyses.check", "pcapflow.analyses.info"}


def test_of_two_decoders_one_is_loaded() -> None:
    """The other one costs nothing."""
    walks = {"compiled": "pcapflow.layers._walk", "numpy": "pcapflow.layers._twin"}

    assert {walks[kernel.name()]} == loaded_by("ping", str(PINGED)) & set(walks.values())


def test_ping_loads_no_reader_of_pings_text() -> None:
    """Ping's text is written, not read: the patterns need not be compiled."""
    assert set() == loaded_by("ping", str(PINGED)) & {f"pcapflow.ping_text.{name}" for name in ("unix", "fping")}


@pytest.mark.parametrize("words", [("--help",), ("ping", "--help"), ("--version",), ("ping", "--no-such-option")])
def test_help_and_wrong_usage_do_not_wait_for_numpy(words: tuple[str, ...]) -> None:
    """What a command takes is told at once."""
    assert "numpy" not in loaded_by(*words)


def test_numpy_starts_no_threads_for_linear_algebra() -> None:
    """A command starts one thread, which is itself, unless the user asks for more."""
    program = """if True:
        import os
        os.environ.pop("OPENBLAS_NUM_THREADS", None)
        from pcapflow.__main__ import main
        main(["ping", os.environ["FILE"]])
        print(len(os.listdir("/proc/self/task")))
    """
    if not Path("/proc/self/task").exists():
        pytest.skip("threads are counted in /proc")

    run = subprocess.run(
        [sys.executable, "-c", program], env={"FILE": str(PINGED)}, capture_output=True, text=True, check=True
    )

    assert "1" == run.stdout.splitlines()[-1]


def test_what_is_loaded_is_not_looked_through_at_the_end() -> None:
    """Python's last search for garbage finds nothing to search: a process gives all of its memory back at once."""
    program = """if True:
        import atexit, gc, sys
        # Who was registered first is asked last.
        atexit.register(lambda: print(len(gc.get_objects())))
        from pcapflow.__main__ import main
        sys.exit(main(sys.argv[1:]))
    """

    run = subprocess.run(
        [sys.executable, "-c", program, "ping", str(PINGED)], capture_output=True, text=True, check=True
    )

    assert int(run.stdout.splitlines()[-1]) < 1000


@pytest.mark.tshark
def test_ping_takes_three_quarters_of_tsharks_time_at_most(tmp_path: Path) -> None:
    """By the processor's clock, the least of several runs in turns: 0.66, and 0.69 where all processors are busy."""
    ours, theirs = compare(*ping_and_tshark(PINGED), 7, environment(tmp_path)).least()

    assert MOST >= ours.cpu_s / theirs.cpu_s
