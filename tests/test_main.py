"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pcapflow.__main__ import main
from pcapflow.cli import COMMANDS


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


def test_the_version_names_the_decoder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])

    assert "decoder: numpy" in capsys.readouterr().out


def test_a_defect_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("pcapflow.cli.fields.run", broken)

    with pytest.raises(ZeroDivisionError):
        main(["fields"])


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "pcapflow", "fields", "vlan.id"], capture_output=True, check=True)

    assert b"vlan.id" in done.stdout
