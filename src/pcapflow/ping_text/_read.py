"""A text of ping, whoever's: the first line tells the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import FormatError

if TYPE_CHECKING:
    from pcapflow.ping_text._model import PingText

__all__ = ("parse",)


def parse(text: str) -> PingText:
    """Read what one run of ping printed: iputils, BusyBox, macOS and the BSDs, Windows, or ``fping -c``.

    What stands before the first line (a prompt, a warning) and after the
    statistics is passed over.

    Raises:
        FormatError: It is no such text, breaks off within a line, or holds more than one run.
    """
    # Forty patterns are compiled on the way, which who only writes such texts need not wait for.
    from pcapflow.ping_text import fping, unix, windows
    from pcapflow.ping_text._lines import lines_of

    readers = ((unix.starts, unix.read), (windows.starts, windows.read), (fping.starts, fping.read))
    lines = lines_of(text)
    for index, line in enumerate(lines):
        for starts, read in readers:
            if starts(line.text):
                return read(lines[index:])
    raise FormatError(
        "no text of ping: a line such as 'PING 172.17.0.3 (172.17.0.3) 56(84) bytes of data.' is missing", offset=0
    )
