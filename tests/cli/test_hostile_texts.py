"""Whatever a capture, its name and what lies beside it hold: a report runs nothing, a terminal obeys nothing.

scripts/bench/hostile opens a page for each payload; here it is two.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
import tty
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench._browser import Listener, opened_in_a_browser, title
from bench._hostile_files import capture, manifest, ping_text
from bench._hostile_texts import PAYLOADS, SEQUENCES, STEERING, Structure, raw
from pcapflow.__main__ import main
from pcapflow.forms import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

N_PAGES = int(os.environ.get("PCAPFLOW_PAGES", "1"))
PORT = "PORT"


def recorded(folder: Path, name: str, texts: Sequence[str]) -> Path:
    """A capture with texts in its fields, and beside it a manifest and what ping printed, with all of them."""
    path = folder / f"{name}.pcap"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(capture([raw(f"a{text}b") for text in texts]))
    every = "".join(texts)
    (path.parent / f"{path.stem}.manifest.json").write_text(manifest(every, f"{path.stem}.ping.txt"))
    (path.parent / f"{path.stem}.ping.txt").write_bytes(raw(ping_text(every[:150])))
    return path


def page_of(path: Path | str, out: Path) -> str:
    """The report, made by the command."""
    assert 0 == main(["report", str(path), "--force", "-o", str(out)])
    return out.read_text("utf-8")


def test_no_element_comes_from_a_capture(tmp_path: Path) -> None:
    """Each payload in each field is shown, and the page has no element and no attribute that it would not have."""
    harmless = Structure(page_of(recorded(tmp_path, "harmless", ["harmless"]), tmp_path / "a.html"))

    page = Structure(page_of(recorded(tmp_path, "hostile", PAYLOADS), tmp_path / "b.html"))

    assert set() == set(page.seen) - set(harmless.seen)
    assert [] == page.open_elements
    assert {} == {payload: n for payload in PAYLOADS if (n := page.text.count(printable(payload))) < 8}


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "\0" not in payload])
def test_no_element_comes_from_a_path(tmp_path: Path, payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may be called like a script, and lie in a folder that is."""
    monkeypatch.chdir(tmp_path)
    recorded(Path(), "harmless", ["x"])
    recorded(Path(), payload, ["x"])
    harmless = Structure(page_of("harmless.pcap", tmp_path / "a.html"))

    page = Structure(page_of(f"{payload}.pcap", tmp_path / "b.html"))

    assert harmless.seen == page.seen
    assert page.text.count(printable(payload)) >= 2


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["with_policy", "escapes_alone"])
@pytest.mark.parametrize("payload", [PAYLOADS[0], *PAYLOADS[1:N_PAGES]])
def test_a_browser_runs_nothing_and_asks_for_nothing(
    tmp_path: Path, policy: bool, payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All payloads in every field, one as the path: no script runs, no request leaves, even without the policy."""
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(Listener()) as listener:
        payloads = [each.replace(PORT, str(listener.port)) for each in PAYLOADS]
        name = payload.replace(PORT, str(listener.port)).replace("\0", "")
        recorded(Path(), name, payloads)
        html = page_of(f"{name}.pcap", tmp_path / "page.html")
        if not policy:
            html, n_policies = re.subn('<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
            assert 1 == n_policies
        (tmp_path / "page.html").write_text(html, "utf-8")

        dom = opened_in_a_browser(tmp_path / "page.html", tmp_path / "profile")

        assert "How the packets flowed" == title(dom)
        assert Structure(html).seen == Structure(dom).seen
        assert 0 == listener.n_connections


# -- terminals ---------------------------------------------------------------------------------------------------------

COMMANDS = {
    "line": ("show",),
    "tree": ("show", "-V", "-x"),
    "fields": ("show", "-T", "fields", "-e", "frame.number", "-e", "frame.protocols", "-E", "header=y"),
    "ping": ("ping",),
    "info": ("info",),
    "info as json": ("info", "--json"),
    "check": ("check",),
    "check as json": ("check", "--json"),
    "report": ("report",),
    "report as json": ("report", "--format", "json"),
    "report as html": ("report", "--format", "html"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capture with each byte and each sequence in each field; its manifest and its text hold them, too."""
    return recorded(tmp_path_factory.mktemp("hostile"), "hostile", SEQUENCES)


def printed(*words: str | bytes | Path, cwd: Path | None = None) -> tuple[bytes, bytes]:
    """What a command prints into pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "pcapflow", *map(os.fsencode, words)],
        capture_output=True,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr


def steering(output: bytes, allowed: str = "\n") -> set[str]:
    """Characters that a terminal would obey."""
    text = output.decode("utf-8").translate(dict.fromkeys(map(ord, allowed)))
    return {*STEERING.findall(text), *(char for char in "\n\t" if char in text)}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_byte_of_a_capture_steers_a_terminal(hostile: Path, words: tuple[str, ...]) -> None:
    """Every byte and 21 sequences in every field, in the manifest, and in what ping printed."""
    out, err = printed(*words, hostile)

    assert out
    assert set() == steering(out, "\n\t" if "fields" in words else "\n")
    assert set() == steering(err)


@pytest.mark.parametrize("words", [("show", "-V"), ("check",), ("report",), ("ping", "nowhere\x1b]0;x\x07")], ids=str)
def test_nor_on_a_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A command that knows it speaks to a terminal says nothing else."""
    hostile = recorded(tmp_path, "hostile", SEQUENCES[:21])
    ours, theirs = pty.openpty()
    # As it is written: a terminal would turn \n into \r\n.
    tty.setraw(theirs)
    process = subprocess.Popen([sys.executable, "-m", "pcapflow", *words, hostile], stdout=theirs, stderr=theirs)
    os.close(theirs)
    output = b""
    # Linux says so when the other end is closed.
    with contextlib.suppress(OSError), open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123  # a number, no path
        while piece := terminal.read(65_536):
            output += piece
    process.wait(timeout=60)

    assert len(output) > 100
    assert set() == steering(output)


@pytest.mark.parametrize("command", ["info", "ping", "check"])
@pytest.mark.parametrize("words", [(), ("--json",)], ids=["text", "json"])
def test_no_name_of_a_file_steers_a_terminal(tmp_path: Path, command: str, words: tuple[str, ...]) -> None:
    """Each in a name of a capture, of a text that is no capture, and of a file that is not there."""
    texts = [text for text in SEQUENCES if not {"\0", "/"} & set(text)]
    small = capture([b"x"])
    names = []
    for at, text in enumerate(texts):
        name = raw(f"a{text}b.pcap")
        names.append(name)
        if at % 3:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(small if at % 3 == 1 else b"no capture")

    out, err = printed(command, *words, *names, cwd=tmp_path)

    assert len(err.splitlines()) > len(texts) / 2
    assert len(out) > 10_000
    assert set() == steering(out)
    assert set() == steering(err)


def test_no_name_of_another_file_steers_a_terminal(tmp_path: Path) -> None:
    """Names of outputs, of texts to compare with, expectations, fields, words that are no option."""
    (tmp_path / "good.pcap").write_bytes(capture([b"x"]))
    n_sequences = 21
    texts = ["".join(SEQUENCES[:n_sequences]), "".join(SEQUENCES[n_sequences:])]
    if N_PAGES > 1:
        texts += SEQUENCES[:n_sequences]
    for text in (b"a%bb" % raw(text).replace(b"/", b"").replace(b"\0", b"") for text in texts):
        words: list[tuple[bytes | str, ...]] = [
            ("report", "good.pcap", "-o", text),
            ("report", "good.pcap", "-o", b"nowhere/" + text + b".html"),
            ("check", "good.pcap", "--against", text),
            ("check", "good.pcap", "--expect", text),
            ("show", "good.pcap", text),
            ("show", "good.pcap", "-T", "fields", "-e", text, "-E", "header=y"),
            ("show", "good.pcap", b"--" + text),
            ("fields", text),
            (text,),
        ]
        for each in words:
            out, err = printed(*each, cwd=tmp_path)

            assert b"" == out
            assert err
            assert set() == steering(err), each


def test_nor_does_the_library_speak_raw(tmp_path: Path) -> None:
    """A session of Python is a terminal, too: what it shows of a capture, and the warning that it is damaged."""
    import pcapflow as pf

    names = [text for text in (*SEQUENCES, "\n") if not {"\0", "/"} & set(text)]
    (tmp_path / "cut").write_bytes(capture([b"x"])[:-7])
    for name in names:
        cut = pf.open(tmp_path / "cut", label=name)
        with pytest.warns(pf.DamagedCaptureWarning) as warned:
            shown = [repr(cut), repr(cut.to_table()), str(cut.info()), str(warned.list[0].message)]

        assert set() == {sign for text in shown[:2] + shown[3:] for sign in steering(text.encode(), "")}
        assert set() == steering(shown[2].encode())
