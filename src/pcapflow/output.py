"""The only code that creates a file: whole or not at all, never over another without ``force``.

A file grows under another name in the same folder and gets its own when it is whole. Names are
taken as they stand: a symbolic link is refused, never followed, since ``--force`` on
``/dev/stdout`` would else replace the machine's.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pcapflow.errors import OutputError
from pcapflow.signals import deferred

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

__all__ = ("OutputFile", "beside", "check", "write_bytes", "write_text")

PathLike: TypeAlias = "str | os.PathLike[str]"
Buffer: TypeAlias = bytes | bytearray | memoryview

# A file system without hard links (FAT, some network shares) says one of these.
NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


# Who is told this may have called a function or a command.
_HOW_TO_REPLACE = "--force, or force=True in Python, replaces it"

_CAPTURE_SUFFIXES = (".pcap", ".cap", ".dmp", ".pcapng")


def beside(capture: str, ending: str) -> str:
    """The name of what goes with a capture: ``bridge.pcap`` and ``.ping.txt`` give ``bridge.ping.txt``."""
    stem, suffix = os.path.splitext(capture)
    return (stem if suffix.lower() in _CAPTURE_SUFFIXES else capture) + ending


def write_bytes(
    path: PathLike, data: Buffer, *, force: bool = False, mode: int | None = None, inputs: Iterable[PathLike] = ()
) -> None:
    """Create a file that holds ``data``.

    Args:
        path: Where; the folder must exist.
        data: All of it.
        force: Replace a regular file that has this name.
        mode: Permissions, narrowed by the umask; by default what the umask leaves.
        inputs: Files that are being read, which ``path`` must not be even with ``force``.

    Raises:
        OutputError: The name is taken or not to be had, or writing failed; nothing was left.
    """
    # Interrupted between two lines, a file would stay under its hidden name.
    with deferred(), OutputFile(path, force=force, mode=mode, inputs=inputs) as file:
        file.write(data)


def write_text(
    path: PathLike, text: str, *, force: bool = False, mode: int | None = None, inputs: Iterable[PathLike] = ()
) -> None:
    """Create a file that holds ``text`` in UTF-8, as `write_bytes` does."""
    # Lone surrogates are how Python carries bytes of file names that are no UTF-8.
    write_bytes(path, text.encode("utf-8", "surrogateescape"), force=force, mode=mode, inputs=inputs)


def check(path: PathLike, *, force: bool = False, inputs: Iterable[PathLike] = ()) -> None:
    """Raise the `OutputError` that creating ``path`` would meet now, before work is spent on what goes into it."""
    path = Path(path)
    try:
        there = path.lstat()
    except FileNotFoundError:
        there = None
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    if there is not None:
        _check_what_is_there(path, there, force=force, inputs=inputs)
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(f"{path}: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: no permission to write in the folder {folder}")


def _check_what_is_there(path: Path, there: os.stat_result, *, force: bool, inputs: Iterable[PathLike]) -> None:
    if any(_is_same(there, name) for name in inputs):
        raise OutputError(f"{path}: this is the input; give the output another name")
    if stat.S_ISLNK(there.st_mode):
        raise OutputError(f"{path}: is a symbolic link, which is not followed; name the file itself")
    if not stat.S_ISREG(there.st_mode):
        kind = "a folder" if stat.S_ISDIR(there.st_mode) else "no regular file"
        raise OutputError(f"{path}: is {kind}; give the output another name")
    if not force:
        raise OutputError(f"{path}: exists already; {_HOW_TO_REPLACE}")


def _is_same(there: os.stat_result, name: PathLike) -> bool:
    try:
        return os.path.samestat(there, Path(name).stat())
    except (OSError, ValueError):
        return False


class OutputFile:
    """A new file that has its name only once it is whole.

    with OutputFile("ping.html") as file:
        file.write(page)

    Leaving the block gives the file its name, unless `commit` did so before; an exception removes
    what was written, or, with ``incomplete``, leaves it under that name. Nothing is buffered. Signals
    are the caller's (`pcapflow.signals.deferred`): one between two lines may leave the hidden file.
    """

    def __init__(
        self,
        path: PathLike,
        *,
        incomplete: PathLike | None = None,
        force: bool = False,
        mode: int | None = None,
        inputs: Iterable[PathLike] = (),
    ) -> None:
        """Begin the file; arguments as in `write_bytes`.

        Args:
            incomplete: The name in the same folder under which the file grows and, if it does not become
                whole, stays. By default it grows under a hidden name and goes.

        Raises:
            OutputError: The name is taken or not to be had.
        """
        self.path = Path(path)
        self._force = force
        self._keep = incomplete is not None
        self._is_open = True
        self._is_empty = True
        check(self.path, force=force, inputs=inputs)
        if incomplete is None:
            self.growing = self.path.with_name(f".pcapflow-{secrets.token_hex(8)}.tmp")
        else:
            self.growing = Path(incomplete)
            self._make_way()
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._fd = os.open(self.growing, flags, 0o666 if mode is None else mode)
        except (OSError, ValueError) as error:
            raise _refused(self.growing if self._keep else self.path, error) from None

    def _make_way(self) -> None:
        check(self.growing, force=self._force)
        if self._force:
            self.growing.unlink(missing_ok=True)

    def write(self, data: Buffer) -> int:
        """Append ``data``, all of it.

        Raises:
            OutputError: The disk is full, or another fault of its kind.
        """
        rest = memoryview(data).cast("B")
        n_bytes = len(rest)
        self._is_empty = self._is_empty and not n_bytes
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError as error:
            raise _refused(self.path, error) from None
        return n_bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_open:
            return
        if kind is None:
            self.commit()
        else:
            self.abandon()

    def commit(self) -> None:
        """Give the file its name.

        Raises:
            OutputError: Somebody else took the name meanwhile, or the disk is full.
        """
        try:
            self._close()
            if self._force:
                check(self.path, force=True)
                self.growing.replace(self.path)
            else:
                _rename_to_free_name(self.growing, self.path)
        except OSError as error:
            self._remove()
            raise error if isinstance(error, OutputError) else _refused(self.path, error) from None
        except BaseException:
            self._remove()
            raise

    def abandon(self) -> None:
        """Remove what was written, or leave it under its ``incomplete`` name if there is any of it."""
        self._close()
        self._remove()

    def _close(self) -> None:
        # A number that was closed may be another file's by now: a late write must not reach that.
        fd, self._fd, self._is_open = self._fd, -1, False
        os.close(fd)

    def _remove(self) -> None:
        if self._is_empty or not self._keep:
            self.growing.unlink(missing_ok=True)


def _rename_to_free_name(old: Path, new: Path) -> None:
    """Rename, failing with FileExistsError where ``new`` is taken, which rename(2) does not do."""
    try:
        new.hardlink_to(old)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        # The name is taken with an empty file, which the whole one then replaces.
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        try:
            old.replace(new)
        except OSError:
            new.unlink()
            raise
    else:
        old.unlink()


def _refused(path: Path, error: OSError | ValueError) -> OutputError:
    if isinstance(error, FileExistsError):
        return OutputError(f"{path}: exists already; {_HOW_TO_REPLACE}")
    # ValueError: a NUL in the name.
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return OutputError(f"{path}: cannot be written: {reason}")
