"""Which loops are in force."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pcapflow import kernel
from pcapflow.errors import OptionError

ROOM = Path(kernel.__file__).parent
LOOPS = sorted(path.stem for path in ROOM.glob("*.pyx"))


def pcapflow(*words: str, without: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command, as if one of the loops had not been built."""
    program = """if True:
        import sys
        if sys.argv[1]:
            sys.modules["pcapflow.kernel." + sys.argv[1]] = None
        from pcapflow.__main__ import main
        sys.exit(main(sys.argv[2:]))
    """
    environment = {name: value for name, value in os.environ.items() if name != kernel.VARIABLE}
    return subprocess.run(
        [sys.executable, "-c", program, without, *words], env=environment, capture_output=True, text=True, check=False
    )


def test_every_loop_is_asked_whether_it_is_there() -> None:
    """The import in the room's list names each .pyx."""
    lists = [node for node in ast.walk(ast.parse((ROOM / "__init__.py").read_text())) if isinstance(node, ast.Try)]
    named = [alias.name for node in ast.walk(lists[0]) if isinstance(node, ast.ImportFrom) for alias in node.names]

    assert LOOPS == sorted(named)


@pytest.mark.parametrize("loop", LOOPS)
def test_where_one_loop_is_missing_numpy_does_all(loop: str, data_dir: Path) -> None:
    """Nothing breaks, and the values are the same."""
    ping = ("ping", "-q", str(data_dir / "clean.pcap"))

    assert "(decoder: numpy; " in pcapflow("--version", without=loop).stdout
    assert pcapflow(*ping).stdout == pcapflow(*ping, without=loop).stdout != ""


@pytest.mark.parametrize("choice", ["numpy", *["compiled"] * kernel.IS_BUILT])
def test_the_variable_chooses(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among what is built."""
    monkeypatch.setenv(kernel.VARIABLE, choice)

    assert choice == kernel.name()
    assert ("compiled" == choice) is kernel.is_compiled()


def test_without_the_variable_the_best_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one is none."""
    monkeypatch.setenv(kernel.VARIABLE, "")

    assert kernel.IS_BUILT is kernel.is_compiled()


def test_a_wrong_choice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the choices there are."""
    monkeypatch.setenv(kernel.VARIABLE, "fast")

    with pytest.raises(OptionError, match="PCAPFLOW_KERNEL is compiled or numpy, not 'fast'"):
        kernel.is_compiled()


def test_what_was_not_built_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it."""
    monkeypatch.setenv(kernel.VARIABLE, "compiled")
    monkeypatch.setattr(kernel, "IS_BUILT", False)

    with pytest.raises(OptionError, match="was not built: install pcapflow where a C compiler is"):
        kernel.is_compiled()
