"""A page in a real browser, and who it asks for what."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ("Listener", "opened_in_a_browser", "title")

NAMES = ("chromium", "chromium-browser", "google-chrome")


class Listener:
    """Counts who connects to a port of this machine."""

    def __init__(self) -> None:
        self.n_connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                if connection.recv(4) == b"stop":
                    return
                self.n_connections += 1

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(b"stop")
        self._thread.join()
        self._socket.close()


def opened_in_a_browser(page: Path, profile: Path) -> str:
    """Open a page in chromium and give its document as it is after five seconds of the page's own time."""
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}"),
        *("--virtual-time-budget=5000", "--dump-dom"),
    )
    argv = [next(filter(None, map(shutil.which, NAMES))), *flags, page.as_uri()]
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=120).stdout


def title(dom: str) -> str:
    return re.search("<title>(.*?)</title>", dom, re.DOTALL)[1]  # type: ignore[index]  # every page has one
