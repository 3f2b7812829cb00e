from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pcapflow import output
from pcapflow.errors import OutputError, PcapflowError

if TYPE_CHECKING:
    from collections.abc import Callable


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def write_while(what_happens: Callable[[output.OutputFile], object], path: Path, **options: Any) -> None:
    """Begin a file, let something happen, write, and end."""
    with output.OutputFile(path, **options) as file:
        what_happens(file)
        file.write(b"mine")


def throw(error: BaseException) -> object:
    raise error


def test_a_file_holds_what_was_given(tmp_path: Path) -> None:
    """The new file has the bytes, and nothing else was left in the folder."""
    output.write_bytes(tmp_path / "a", b"\x00\xff")

    assert b"\x00\xff" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


def test_text_is_utf8(tmp_path: Path) -> None:
    """Text is written in UTF-8 with its line ends as they are."""
    output.write_text(tmp_path / "a", "µ\r\n")

    assert b"\xc2\xb5\r\n" == (tmp_path / "a").read_bytes()


def test_an_existing_file_is_not_replaced(tmp_path: Path) -> None:
    """A taken name is refused, naming the option, and the old file stays."""
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(OutputError, match=r"a: exists already; --force, or force=True in Python, replaces it$"):
        output.write_bytes(tmp_path / "a", b"new")

    assert b"old" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


def test_force_replaces(tmp_path: Path) -> None:
    """With force the old file is replaced in one step: its inode is another one."""
    (tmp_path / "a").write_bytes(b"old")
    before = (tmp_path / "a").stat().st_ino

    output.write_bytes(tmp_path / "a", b"new", force=True)

    assert b"new" == (tmp_path / "a").read_bytes()
    assert before != (tmp_path / "a").stat().st_ino


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_symbolic_link_is_not_followed(tmp_path: Path, force: bool, dangling: bool) -> None:
    """Neither the link nor what it points to is touched."""
    if not dangling:
        (tmp_path / "far").write_bytes(b"old")
    (tmp_path / "a").symlink_to(tmp_path / "far")

    with pytest.raises(OutputError, match="symbolic link"):
        output.write_bytes(tmp_path / "a", b"new", force=force)

    assert (tmp_path / "a").is_symlink()
    assert (["a"] if dangling else ["a", "far"]) == names(tmp_path)


def test_the_input_is_no_output(tmp_path: Path) -> None:
    """The file being read is refused even with force, under whatever name it is given."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").hardlink_to(tmp_path / "a")

    with pytest.raises(OutputError, match="this is the input"):
        output.write_bytes(tmp_path / "b", b"new", force=True, inputs=["-", tmp_path / "a"])

    assert b"old" == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere/a", "there is no folder"),
        (".", "is a folder"),
        ("a\0b", "null byte"),
        ("n" * 300, "File name too long"),
        ("file/a", "Not a directory"),
    ],
)
def test_a_name_that_cannot_be_had(tmp_path: Path, name: str, reason: str) -> None:
    """Each impossible name is one clear line, before anything is written."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(OutputError, match=reason) as caught:
        output.write_bytes(tmp_path / name, b"x")

    assert 1 == len(str(caught.value).splitlines())
    assert ["file"] == names(tmp_path)


def test_a_name_of_255_bytes_is_fine(tmp_path: Path) -> None:
    """The hidden name is not made from the final one, so it cannot become too long."""
    output.write_bytes(tmp_path / ("n" * 255), b"x")

    assert ["n" * 255] == names(tmp_path)


def test_a_device_is_refused() -> None:
    """``--force`` on a device would replace the device."""
    with pytest.raises(OutputError, match="is no regular file"):
        output.write_bytes("/dev/null", b"x", force=True)


def test_a_folder_without_permission() -> None:
    """A folder that the user may not write in is named."""
    with pytest.raises(OutputError, match=r"permission|Permission|Read-only|cannot be written"):
        output.write_bytes("/proc/1/a", b"x")


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    """Without a mode a file has what the umask leaves, as from any editor; tried in a process of its own."""
    code = "import os, sys; os.umask(0o027); from pcapflow import output; output.write_bytes(sys.argv[1], b'')"

    subprocess.run([sys.executable, "-c", code, tmp_path / "a"], check=True, env={"PYTHONPATH": "src"})

    assert 0o640 == stat.S_IMODE((tmp_path / "a").stat().st_mode)


def test_a_mode_is_there_from_the_start(tmp_path: Path) -> None:
    """A recording is never readable by others, not even while it grows."""
    with output.OutputFile(tmp_path / "a", mode=0o600) as file:
        assert 0o600 == stat.S_IMODE(file.growing.stat().st_mode)

    assert 0o600 == stat.S_IMODE((tmp_path / "a").stat().st_mode)


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    """What was half written is removed, whatever ended it."""
    with pytest.raises(KeyboardInterrupt):
        write_while(lambda file: (file.write(b"half"), throw(KeyboardInterrupt())), tmp_path / "a")

    assert [] == names(tmp_path)


def test_an_incomplete_file_stays_under_its_name(tmp_path: Path) -> None:
    """A recording that breaks off stays readable, and its own name is not taken."""
    with pytest.raises(ZeroDivisionError):
        write_while(
            lambda file: (file.write(b"half"), throw(ZeroDivisionError())),
            tmp_path / "a",
            incomplete=tmp_path / "a.part",
        )

    assert ["a.part"] == names(tmp_path)
    assert b"half" == (tmp_path / "a.part").read_bytes()


def test_an_incomplete_file_of_before_is_not_overwritten(tmp_path: Path) -> None:
    """What an earlier recording left is refused as any other file is, and named."""
    (tmp_path / "a.part").write_bytes(b"of before")

    with pytest.raises(OutputError, match=r"a\.part: exists already"):
        output.OutputFile(tmp_path / "a", incomplete=tmp_path / "a.part")
    with output.OutputFile(tmp_path / "a", incomplete=tmp_path / "a.part", force=True) as file:
        file.write(b"new")

    assert ["a"] == names(tmp_path)


def test_an_incomplete_file_without_a_byte_goes(tmp_path: Path) -> None:
    """Nothing is nothing to keep."""
    with pytest.raises(ZeroDivisionError):
        write_while(lambda _: throw(ZeroDivisionError()), tmp_path / "a", incomplete=tmp_path / "a.part")

    assert [] == names(tmp_path)


def test_a_file_may_get_its_name_before_the_block_ends(tmp_path: Path) -> None:
    """What comes after `commit` no longer touches the file."""
    with pytest.raises(OSError, match="Bad file descriptor"):
        write_while(lambda file: file.commit(), tmp_path / "a")

    assert ["a"] == names(tmp_path)


def test_a_late_write_reaches_no_other_file(tmp_path: Path) -> None:
    """The number of a closed file may be another's by now, even a socket's."""
    late = output.OutputFile(tmp_path / "a")
    late.commit()

    with (tmp_path / "other").open("wb"), pytest.raises(OutputError, match="Bad file descriptor"):
        late.write(b"late")

    assert b"" == (tmp_path / "other").read_bytes()


def test_a_name_taken_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """The name is looked at again when the file is whole: another program's file stays."""
    with pytest.raises(OutputError, match="exists already"):
        write_while(lambda file: file.path.write_bytes(b"theirs"), tmp_path / "a")

    assert b"theirs" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


def test_a_link_planted_meanwhile_is_not_followed(tmp_path: Path) -> None:
    """With force, too, the name is looked at again."""
    with pytest.raises(OutputError, match="symbolic link"):
        write_while(lambda file: file.path.symlink_to(tmp_path / "far"), tmp_path / "a", force=True)

    assert ["a"] == names(tmp_path)


def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that has none (FAT) gives the file its name, and still refuses a taken one."""

    monkeypatch.setattr(Path, "hardlink_to", lambda *_: throw(PermissionError(1, "Operation not permitted")))

    output.write_bytes(tmp_path / "a", b"x")
    with pytest.raises(OutputError, match="exists already"):
        write_while(lambda file: file.path.write_bytes(b"theirs"), tmp_path / "b")

    assert b"x" == (tmp_path / "a").read_bytes()
    assert b"theirs" == (tmp_path / "b").read_bytes()
    assert ["a", "b"] == names(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk that fills up is one clear line, and the old file is intact."""
    (tmp_path / "a").write_bytes(b"old")

    with Path("/dev/full").open("wb") as full, pytest.raises(OutputError, match="No space left"):
        write_while(lambda file: os.dup2(full.fileno(), file._fd), tmp_path / "a", force=True)

    assert b"old" == (tmp_path / "a").read_bytes()
    assert ["a"] == names(tmp_path)


def test_check_says_what_creating_would_say(tmp_path: Path) -> None:
    """A taken name is found before work is spent, and a free one is not created by looking."""
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(PcapflowError, match="exists already"):
        output.check(tmp_path / "a")
    output.check(tmp_path / "b")

    assert ["a"] == names(tmp_path)


@pytest.mark.parametrize(
    ("capture", "name"),
    [("a.pcap", "a.x"), ("b.CAP", "b.x"), ("run.1", "run.1.x"), ("d.e/f", "d.e/f.x"), (".pcap", ".pcap.x")],
)
def test_what_goes_with_a_capture_has_its_name(capture: str, name: str) -> None:
    """An ending that is none of a capture's belongs to the name."""
    assert name == output.beside(capture, ".x")
