"""The blocks of README.md and docs/: found, run, compared, and written again.

    ```console     commands after "$ ", with their output
    ```pycon       a session, run by doctest
    ```python      a program, run as it stands; after <!-- pytest --> by pytest

A comment before a block says what it needs: ``<!-- engine -->`` a container
engine; ``<!-- .ci/run -->`` that .ci/run has these very commands, because they
change the machine. Blocks of a file share a folder, in which data/ stands.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ("ROOT", "Block", "blocks_of", "run", "scrubbed", "written")

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_S = 300
LAB_IMAGES = "--client-image 127.0.0.1:5055/ubuntu:focal --server-image 127.0.0.1:5055/nginx:stable"
"""What takes the place of record's default images where scripts/lab was run."""

FENCE = re.compile(
    r"(?:^<!-- (?P<need>[^>]*) -->\n)?^```(?P<kind>console|pycon|python)\n(?P<body>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page."""

    line: int
    """Where it begins, from 1."""
    kind: str
    need: str
    """What the comment before it says, or nothing."""
    body: str


def blocks_of(page: str) -> list[Block]:
    """The blocks of a page that are run."""
    return [
        Block(page.count("\n", 0, found.start("body")), found["kind"], found["need"] or "", found["body"])
        for found in FENCE.finditer(page)
    ]


def run(block: Block, folder: Path) -> str:
    """Run a block; gives its body as it should be.

    Raises:
        AssertionError: It failed.
    """
    if block.need == ".ci/run":
        steps = (ROOT / ".ci" / "run").read_text()
        missing = [command for command in commands_of(block.body) if command not in steps]
        assert not missing, f".ci/run does not run: {missing}"
        return block.body
    if block.kind == "console":
        return _console(commands_of(block.body), folder, with_engine=block.need == "engine")
    path = folder / f"test_block_{block.line}.{'txt' if block.kind == 'pycon' else 'py'}"
    path.write_text(block.body)
    how = ["pytest", "-q", "-c", os.devnull] if block.need == "pytest" else []
    if block.kind == "pycon":
        how = ["doctest", "-o", "ELLIPSIS", "-o", "NORMALIZE_WHITESPACE"]
    words = [sys.executable, *(["-m"] if how else []), *how, path.name]
    ran = subprocess.run(words, cwd=folder, env=_environment(), capture_output=True, text=True, timeout=TIMEOUT_S)
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}"
    return block.body


def commands_of(body: str) -> list[str]:
    """The commands of a console block; a line that ends in a backslash goes on."""
    return [found[1] for found in re.finditer(r"^\$ (.*(?:(?<=\\)\n.*)*)$", body, re.M)]


def _console(commands: list[str], folder: Path, *, with_engine: bool) -> str:
    # One shell for all commands; between their outputs stand the status of the one before and two NULs.
    lines = [
        f"status=$?; printf '\\0%s\\0' $status; (exit $status)\n{_on_this_machine(command) if with_engine else command}"
        for command in [*commands, "true"]
    ]
    ran = subprocess.run(
        ["bash", "-c", "exec 2>&1\n" + "\n".join(lines)],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    _, *statuses_and_outputs = ran.stdout.split("\0")
    statuses, outputs = statuses_and_outputs[2::2], statuses_and_outputs[1::2]
    for command, after, status in zip(commands, [*commands[1:], ""], statuses, strict=True):
        assert status == "0" or after == "echo $?", (
            f"{command} exits with {status}, and that is not shown:\n{ran.stdout}"
        )
    body = "".join(f"$ {command}\n{output}" for command, output in zip(commands, outputs, strict=False))
    return body.replace("127.0.0.1:5055/", "")


def _on_this_machine(command: str) -> str:
    lab = subprocess.run(["docker", "image", "inspect", "pcapflow-lab-base:1"], capture_output=True, check=False)
    return re.sub(r"^(pcapflow record)\b", rf"\1 {LAB_IMAGES}", command) if lab.returncode == 0 else command


def _environment() -> dict[str, str]:
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": programs, "COLUMNS": "100", "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


SCRUBS = (
    (r"\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b", "MAC"),
    (r"\b\d+\.\d+\.\d+\.\d+\b", "ADDRESS"),
    (r"\b(sha256:)?[0-9a-f]{12,64}\b", "ID"),
    (r"\b0x[0-9a-f]{4}\b", "HEX"),
    (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z|\+00:00)?", "TIME"),
    (r"\b\d+(\.\d+)?(/\d+\.\d+)* (ms|us|s|seconds|bytes)\b", r"NUMBER \3"),
    (r"\btime \d+ms", "time NUMBER"),
    (r"\d+\.\d+", "NUMBER"),
    (r"\b(port |ADDRESS:)\d+", r"\1NUMBER"),
    # What an engine does once, and the engine's names for containers.
    (r"(?m)^(pulling|making|port NUMBER is in use).*\n", ""),
    (r"(?m)^(server|client)( +)\w+,", r"\1\2NAME,"),
    # ARP comes and goes.
    (r"\b\d+ (packets|captured)\b", r"NUMBER \1"),
    (r"\bnot judged: \d+", "not judged: NUMBER"),
    (r"[ \t]+", " "),
)
"""What differs from one recording to the next."""


def scrubbed(block: Block, body: str) -> str:
    """The body without what may differ; only what an engine recorded differs at all."""
    if block.need == "engine":
        for pattern, word in SCRUBS:
            body = re.sub(pattern, word, body)
    return body


def written(page: str, bodies: list[str]) -> str:
    """The page with these bodies in its blocks, in their order."""
    each = iter(bodies)
    return FENCE.sub(lambda found: found[0].removesuffix(f"{found['body']}```") + f"{next(each)}```", page)
