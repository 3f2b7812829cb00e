"""Outputs: whole or not at all, where they were asked for and nowhere else, never over what was read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

PINGS = build.capture(build.ping(seq=1), build.pong(seq=1, at_ns=50_000))
OLD = "of before"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a capture in a folder, so that what is written outside is seen."""
    folder = tmp_path / "outer" / "inner"
    folder.mkdir(parents=True)
    (folder / "good.pcap").write_bytes(PINGS)
    return folder


def everything(folder: Path) -> dict[str, bytes | str]:
    """Every file below a folder with its content, every link with its target."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def refused(ran: Ran, *words: str) -> None:
    """One line on stderr, which has the words, nothing on stdout, status 2."""
    assert (2, "", 1) == (ran.status, ran.out, len(ran.err.splitlines())), ran
    assert ran.err.startswith("pcapflow: ")
    assert [] == [word for word in words if word not in ran.err]


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.html",
        "-x.html",
        "--force.html",
        " .html",
        "n" * 250 + ".html",
        "$(id).html",
        "a;b|c&d.html",
        "*.html",
        "%s%n.html",
        "\u202ea.html",
        "\udcff.html",
    ],
    ids=ascii,
)
def test_a_name_is_taken_as_it_stands(run: Run, folder: Path, name: str) -> None:
    """However strange, it is the name of one new file, and no other is touched."""
    ran = run("report", "good.pcap", f"--output={name}", cwd=folder)

    assert (0, "", "") == ran
    assert {"good.pcap", os.fsencode(name).decode("utf-8", "backslashreplace")} == everything(folder).keys()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "folder"),
        (".", "names no report format"),
        ("/", "names no report format"),
        ("n" * 251 + ".html", "File name too long"),
        ("nowhere/a.html", "no folder nowhere"),
        ("../nowhere/a.html", "no folder ../nowhere"),
        ("good.pcap/a.html", "Not a directory"),
        ("folder.html", "is a folder"),
        ("link.html", "symbolic link"),
        ("dangling.html", "symbolic link"),
        ("loop.html", "symbolic link"),
        ("pipe.html", "no regular file"),
        ("/proc/a.html", "cannot be written"),
    ],
)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["plain", "force"])
def test_a_name_that_cannot_be_had(run: Run, folder: Path, name: str, reason: str, force: tuple[str, ...]) -> None:
    """One line says why, and the folder is as it was."""
    (folder / "folder.html").mkdir()
    (folder.parent / "theirs").write_text(OLD)
    (folder / "link.html").symlink_to("../theirs")
    (folder / "dangling.html").symlink_to("../gone")
    (folder / "loop.html").symlink_to("loop.html")
    os.mkfifo(folder / "pipe.html")
    before = everything(folder.parent)

    refused(run("report", "good.pcap", "-o", name, *force, cwd=folder), reason)

    assert before == everything(folder.parent)


@pytest.mark.parametrize("name", ["../a.html", "{}/../a.html", "link/a.html"])
def test_a_path_leads_where_it_says(run: Run, folder: Path, name: str) -> None:
    """The user names the folder, also by .. and by a link to it; in it one file is new."""
    (folder / "link").symlink_to("..")

    assert (0, "", "") == run("report", "good.pcap", "-o", name.format(folder), cwd=folder)

    assert {"a.html", "inner/good.pcap", "inner/link"} == everything(folder.parent).keys()


def test_a_nul_in_a_name(folder: Path) -> None:
    """No command line can hold one; the library can be asked."""
    import pcapflow as pf

    with pytest.raises(pf.OutputError, match="null byte"):
        pf.open(folder / "good.pcap").report().save(folder / "a\0b.html")

    assert {"good.pcap"} == everything(folder).keys()


@pytest.mark.parametrize("how", ["itself", "by a dot", "hard link", "symbolic link", "through a pipe", "library"])
def test_the_capture_is_never_replaced(run: Run, folder: Path, how: str) -> None:
    """Whatever its name, and even where it comes through standard input."""
    (folder / "a.txt").write_bytes(PINGS)
    name = "b.txt" if "link" in how else "./a.txt" if how == "by a dot" else "a.txt"
    if how == "hard link":
        (folder / name).hardlink_to(folder / "a.txt")
    elif how == "symbolic link":
        (folder / name).symlink_to("a.txt")
    before = everything(folder)

    if how == "library":
        import pcapflow as pf

        with pytest.raises(pf.OutputError, match="input"):
            pf.open(folder / name).report().save(folder / "a.txt", force=True)
    elif how == "through a pipe":
        with (folder / "a.txt").open() as stdin:
            done = subprocess.run(
                [sys.executable, "-m", "pcapflow", "report", "-", "-o", "a.txt", "--force"],
                stdin=stdin,
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
        assert (2, "") == (done.returncode, done.stdout)
        assert "this is the input" in done.stderr
    else:
        refused(run("report", "a.txt", "-o", name, "--force", cwd=folder), "input" if "symb" not in how else "")

    assert before == everything(folder)


@pytest.mark.parametrize(("name", "beside"), [("clean.manifest.json", "manifest"), ("clean.ping.txt", "ping's text")])
def test_what_was_read_beside_it_is_not_replaced(
    run: Run, data_dir: Path, tmp_path: Path, name: str, beside: str
) -> None:
    """Manifest and text belong to the recording."""
    for file in data_dir.glob("clean.*"):
        shutil.copy(file, tmp_path)
    before = everything(tmp_path)

    refused(run("report", "clean.pcap", "-o", name, "--force"), name, "this is the input")

    assert before == everything(tmp_path), beside


def test_of_many_that_want_a_name_one_gets_it(folder: Path) -> None:
    """The others are told, and the file is one of them, whole."""
    words = [sys.executable, "-m", "pcapflow", "report", "good.pcap", "-o", "a.html"]
    started = [subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) for _ in range(4)]

    said = [process.communicate(timeout=60)[1] for process in started]

    assert [0, 2, 2, 2] == sorted(process.returncode for process in started)
    assert 3 == sum(
        text.endswith("a.html: exists already; --force, or force=True in Python, replaces it\n") for text in said
    )
    assert {"a.html", "good.pcap"} == everything(folder).keys()
    assert (folder / "a.html").read_text().rstrip().endswith("</html>")


def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    """The folder is named, and nothing is in it that was not."""
    folder.chmod(0o555)
    # root may write everywhere, unless it gives that up.
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    words = [*without, sys.executable, "-m", "pcapflow", "report", "good.pcap", "-o", "a.html"]

    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)

    assert (2, "pcapflow: a.html: no permission to write in the folder .\n") == (done.returncode, done.stderr)
    assert {"good.pcap"} == everything(folder).keys()


def test_a_file_that_may_not_grow(folder: Path) -> None:
    """A quota ends it in the middle: the old file stays as it was, and none of the new one."""
    (folder / "a.html").write_text(OLD)
    command = f"ulimit -f 4; exec {sys.executable} -m pcapflow report good.pcap -o a.html --force"

    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)

    assert (2, "pcapflow: a.html: cannot be written: File too large\n") == (done.returncode, done.stderr)
    assert {"a.html": OLD.encode(), "good.pcap": PINGS} == everything(folder)


@pytest.mark.netns
def test_a_disk_that_is_full(folder: Path) -> None:
    """The same on a disk of 8 KiB, in a mount namespace of the test's own."""
    script = f"""
        mount -t tmpfs -o size=8k none disk && printf %s '{OLD}' >disk/a.html
        {sys.executable} -m pcapflow report good.pcap -o disk/a.html --force
        echo "status $?"
        ls -A disk
        cat disk/a.html
    """
    (folder / "disk").mkdir()

    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )

    assert f"status 2\na.html\n{OLD}" == done.stdout
    assert "pcapflow: disk/a.html: cannot be written: No space left on device\n" == done.stderr


# -- standard output and error ---------------------------------------------------------------------------------------

PRINTING = ("show", "show -V", "show -T fields -e ip.src", "ping", "info", "check", "info --json", "report")


def by_shell(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``pcapflow`` with the redirections of a shell."""
    words = ["bash", "-c", command.replace("pcapflow", f"{sys.executable} -m pcapflow", 1)]
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


@pytest.mark.parametrize("command", PRINTING)
@pytest.mark.parametrize(
    ("where", "why"),
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
    ids=["full", "closed"],
)
def test_standard_output_that_takes_nothing(folder: Path, command: str, where: str, why: str) -> None:
    """One line, whatever the command; no traceback at exit."""
    done = by_shell(folder, f"pcapflow {command} good.pcap {where}")

    assert (2, "", f"pcapflow: standard output: {why}\n") == (done.returncode, done.stdout, done.stderr)


def test_of_several_files_the_full_disk_is_told_once(folder: Path) -> None:
    """It is no fault of the captures."""
    done = by_shell(folder, "pcapflow info good.pcap good.pcap good.pcap >/dev/full")

    assert (2, "pcapflow: standard output: No space left on device\n") == (done.returncode, done.stderr)


def test_who_prints_nothing_needs_no_standard_output(folder: Path) -> None:
    """As a job of cron's may be started."""
    done = by_shell(folder, "pcapflow report good.pcap -o a.html <&- >&- 2>&-")

    assert 0 == done.returncode
    assert (folder / "a.html").read_text().rstrip().endswith("</html>")


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"], ids=["closed", "full"])
def test_messages_that_nobody_takes_go_nowhere(folder: Path, where: str) -> None:
    """The status is the same, and standard output has data alone."""
    done = by_shell(folder, f"pcapflow info nowhere.pcap {where}")

    assert (2, "") == (done.returncode, done.stdout)


@pytest.mark.parametrize("command", ["show", "report", "report --format html"])
def test_a_terminal_that_knows_ascii_alone(folder: Path, command: str) -> None:
    """What it cannot write is spelt out; but a page is in UTF-8, as it says."""
    (folder / "good.pcap").write_bytes(build.capture(build.ethernet(build.ipv4(build.udp(b"x")))))
    done = by_shell(folder, f"pcapflow {command} good.pcap", PYTHONIOENCODING="ascii")
    whole = by_shell(folder, f"pcapflow {command} good.pcap", PYTHONIOENCODING="utf-8")

    assert (0, "") == (done.returncode, done.stderr)
    assert "→" in whole.stdout
    assert whole.stdout.replace("→", "→" if "html" in command else "\\u2192") == done.stdout
