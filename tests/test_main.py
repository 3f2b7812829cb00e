"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pcapflow import __version__
from pcapflow.__main__ import main
from pcapflow.cli import COMMANDS
from pcapflow.kernel import TIMES_AS_FAST


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])

    assert 0 == done.value.code
    assert f"usage: pcapflow {command}" in capsys.readouterr().out


def test_wrong_usage_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["show", "--no-such-option"])

    assert 2 == done.value.code
    assert "Traceback" not in capsys.readouterr().err


def test_the_version_names_the_decoder(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """And what numpy alone costs."""
    monkeypatch.setenv("PCAPFLOW_KERNEL", "numpy")

    with pytest.raises(SystemExit) as done:
        main(["--version"])

    least, most = TIMES_AS_FAST
    words = f"(decoder: numpy; the compiled one reads {least} to {most} times as fast)"
    assert 0 == done.value.code
    assert f"pcapflow {__version__} {words}\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("--version",), ("fields",), ("doctor",), ("ping", "a.pcap", "b.pcap"), ("info", "--json", "a.pcap")]
)
def test_a_decoder_that_cannot_be_chosen_is_told_once(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything else is done: one line, status 2, from every command."""
    monkeypatch.setenv("PCAPFLOW_KERNEL", "fast")

    assert 2 == main(words)
    assert ("", "pcapflow: PCAPFLOW_KERNEL is compiled or numpy, not 'fast'\n") == capsys.readouterr()


def test_a_defect_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("pcapflow.cli.fields.run", broken)

    with pytest.raises(ZeroDivisionError):
        main(["fields"])


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "pcapflow", "fields", "vlan.id"], capture_output=True, check=True)

    assert b"vlan.id" in done.stdout
