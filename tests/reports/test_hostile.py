"""What a packet's sender can write into a report, and what must not come of it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
import shutil
import socket
import subprocess
import threading
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from pcapflow.forms import printable
from pcapflow.reports import FORMATS, Document, to_html, to_json, to_text
from pcapflow.results import Block, Text, notebook_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# PORT is where a listener waits for whoever believes them.
PAYLOADS = [
    payload.replace("RUN", "document.title='owned';fetch('http://127.0.0.1:PORT/fetch')")
    for payload in (
        "<script>RUN</script>",
        "</script><script>RUN</script>",
        "<script src=http://127.0.0.1:PORT/script></script>",
        "<script type=module>RUN</script>",
        "<ScRiPt>RUN</sCrIpT>",
        "<scr\0ipt>RUN</scr\0ipt>",
        "<img src=x onerror=\"RUN\">",
        "<img src=http://127.0.0.1:PORT/img>",
        "<img srcset='http://127.0.0.1:PORT/srcset 2x'>",
        "\"><img src=http://127.0.0.1:PORT/quote>",
        "'><img src=http://127.0.0.1:PORT/apostrophe>",
        "\" autofocus onfocus=\"RUN",
        "' autofocus onfocus='RUN",
        "\" style=\"background:url(http://127.0.0.1:PORT/style)",
        "<svg onload=\"RUN\">",
        "<svg><script>RUN</script></svg>",
        "<svg><image href=http://127.0.0.1:PORT/svg></svg>",
        "<math><mtext><script>RUN</script></mtext></math>",
        "<iframe src=http://127.0.0.1:PORT/iframe></iframe>",
        "<iframe srcdoc=\"<script>parent.RUN</script>\"></iframe>",
        "<object data=http://127.0.0.1:PORT/object></object>",
        "<embed src=http://127.0.0.1:PORT/embed>",
        "<link rel=stylesheet href=http://127.0.0.1:PORT/link>",
        "<link rel=icon href=http://127.0.0.1:PORT/icon>",
        "<style>@import 'http://127.0.0.1:PORT/import';</style>",
        "</style><script>RUN</script>",
        "</title><script>RUN</script>",
        "</textarea></pre></summary></details></td></table><script>RUN</script>",
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:PORT/refresh'>",
        "<base href=http://127.0.0.1:PORT/>",
        "<form action=http://127.0.0.1:PORT/form><input autofocus onfocus=\"RUN\"></form>",
        "<details open ontoggle=\"RUN\"><summary>x</summary></details>",
        "<video><source onerror=\"RUN\" src=x></video>",
        "<audio src=http://127.0.0.1:PORT/audio autoplay></audio>",
        "<body onload=\"RUN\" background=http://127.0.0.1:PORT/body>",
        "<!--><script>RUN</script>-->",
        "<![CDATA[<script>RUN</script>]]>",
        "&lt;script&gt;RUN&lt;/script&gt;&#60;script&#62;RUN&#60;/script&#62;",
        "{{ 7 * 191 }}{% raw %}{{ ''.__class__ }}",
        "+ADw-script+AD4-RUN+ADw-/script+AD4-",
        "<a href=\"javascript:RUN\" autofocus>x</a><plaintext>",
    )
]  # fmt: skip

SEQUENCES = [
    "\x1b]0;owned\x07",  # the window's title
    "\x1b]2;owned\x1b\\",
    "\x1b]8;;http://example.test\x1b\\link\x1b]8;;\x1b\\",  # a link
    "\x1b]52;c;b3duZWQ=\x07",  # the clipboard
    "\x1b]4;1;?\x07",  # asks for a colour, and the terminal types the answer
    "\x1b[2J",  # clears the screen
    "\x1b[1A\x1b[2K",  # wipes the line above
    "\x1b[31m",  # red
    "\x1b[8m",  # hidden
    "\x1b[6n",  # asks where the cursor is
    "\x1b[c",  # asks who the terminal is
    "\x1b[?1049h",  # the other screen
    "\x1b[20t",  # asks for the title
    "\x1bP$q m\x1b\\",  # DCS
    "\x1b_Gi=1;AAAA\x1b\\",  # APC
    "\x1bc",  # reset
    "\x9b31m",  # CSI in one byte
    "\x9d0;owned\x9c",  # OSC in one byte
    "\r\x08\x08overwritten",
    "\u202eexe.pcap\u202c\u2066\u2069",  # right to left
    "\udc80\udcff\ud800",  # bytes that were no UTF-8
    *map(chr, range(256)),
    *(bytes([byte]).decode("utf-8", "surrogateescape") for byte in range(128, 256)),
]

HARMLESS = "harmless"

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def poisoned(value: Any, text: str) -> Any:
    """Put a text into every text field, however deep; keys are pcapflow's own."""
    if isinstance(value, str):
        return text
    if hasattr(value, "_replace"):
        fields = (name for name in value._fields if name not in ("key", "unit"))
        return value._replace(**{name: poisoned(getattr(value, name), text) for name in fields})
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value) if field.name not in ("key", "unit"))
        return dataclasses.replace(value, **{name: poisoned(getattr(value, name), text) for name in fields})
    return value


class Structure(HTMLParser):
    """Notes elements, attributes, comments and declarations in order; text is not structure."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, *attrs))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.seen.append(("unknown", data))

    def handle_pi(self, data: str) -> None:
        self.seen.append(("instruction", data))

    def handle_data(self, data: str) -> None:
        self.text += data


def shape(value: Any) -> object:
    """Give what remains of JSON without its texts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return "text" if isinstance(value, str) else value


def test_every_kind_of_block_is_attacked(blocks: tuple[Block, ...]) -> None:
    """The document that these tests poison has one block of every kind."""
    # By name: a class with slots is made twice, and the first stays listed for a while.
    assert {kind.__name__ for kind in Block.__subclasses__()} == {type(block).__name__ for block in blocks}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_element_comes_from_a_packet(document: Document, payload: str) -> None:
    """Elements and attributes of the page are the same whatever the texts say, and the texts are shown."""
    expected = Structure(to_html.render(poisoned(document, HARMLESS)))

    page = Structure(to_html.render(poisoned(document, payload)))

    assert expected.seen == page.seen
    assert page.text.count(printable(payload)) == expected.text.count(HARMLESS) > 300


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_element_of_a_notebook_comes_from_a_packet(blocks: tuple[Block, ...], payload: str) -> None:
    """A notebook has no policy to fall back on: the fragments alone are safe."""
    expected = Structure(notebook_html(poisoned(blocks, HARMLESS)))

    assert expected.seen == Structure(notebook_html(poisoned(blocks, payload))).seen


@pytest.mark.parametrize("name", FORMATS)
def test_no_byte_of_a_packet_steers_a_terminal(document: Document, name: str) -> None:
    """No format lets a control character through, and each can be written as UTF-8."""
    for sequence in SEQUENCES:
        text = FORMATS[name].render(poisoned(document, f"a{sequence}b"))

        assert not STEERING.findall(text), ascii(sequence)
        text.encode("utf-8")


@pytest.mark.parametrize("sequence", ["\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\t"], ids=ascii)
def test_no_text_forges_a_line(document: Document, sequence: str) -> None:
    """A field that holds a line break is still one line; only a block of lines has lines of its own."""
    document = dataclasses.replace(document, blocks=tuple(b for b in document.blocks if not isinstance(b, Text)))

    expected = to_text.render(poisoned(document, HARMLESS)).count("\n")

    assert expected == to_text.render(poisoned(document, f"a{sequence}b")).count("\n")


def test_json_loads_whatever_it_holds(document: Document) -> None:
    """The members of the object are the same whatever the texts say."""
    expected = shape(json.loads(to_json.line(poisoned(document, HARMLESS))))

    for text in (*PAYLOADS, *SEQUENCES, '"', "\\", "\\u0000", "\U0001f984"):
        found = json.loads(to_json.line(poisoned(document, text)).encode("utf-8"))

        assert expected == shape(found), ascii(text)


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


@pytest.fixture
def listener() -> Iterator[Listener]:
    with contextlib.closing(Listener()) as listener:
        yield listener


def opened_in_a_browser(page: Path, profile: Path) -> str:
    """Open a page in chromium and give its document as it is after five seconds of the page's own time."""
    names = ("chromium", "chromium-browser", "google-chrome")
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}"),
        *("--virtual-time-budget=5000", "--dump-dom"),
    )
    argv = [next(filter(None, map(shutil.which, names))), *flags, page.as_uri()]
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=120).stdout


def title(dom: str) -> str:
    return re.search("<title>(.*?)</title>", dom, re.DOTALL)[1]  # type: ignore[index]  # every page has one


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["with_policy", "escapes_alone"])
def test_a_browser_runs_nothing_and_asks_for_nothing(
    document: Document, listener: Listener, tmp_path: Path, policy: bool
) -> None:
    """All payloads in every text field: no script runs, no request leaves, even without the page's policy."""
    payloads = [payload.replace("PORT", str(listener.port)) for payload in PAYLOADS]
    blocks = tuple(block for payload in payloads for block in poisoned(document.blocks, payload))
    html = to_html.render(dataclasses.replace(poisoned(document, "".join(payloads)), blocks=blocks))
    if not policy:
        html, n_policies = re.subn('<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
        assert 1 == n_policies
    page = tmp_path / "page.html"
    page.write_text(html, "utf-8")

    dom = opened_in_a_browser(page, tmp_path / "profile")

    assert title(html) == title(dom).replace('"', "&#34;").replace("'", "&#39;")
    assert Structure(html).seen == Structure(dom).seen
    assert 0 == listener.n_connections


@pytest.mark.browser
def test_the_browser_would_run_them(listener: Listener, tmp_path: Path) -> None:
    """The same payloads, not escaped, do run and do ask: the test above can fail."""
    page = tmp_path / "page.html"
    body = PAYLOADS[0] + PAYLOADS[7]
    page.write_text(f"<title>t</title><body>{body}".replace("PORT", str(listener.port)), "utf-8")

    dom = opened_in_a_browser(page, tmp_path / "profile")

    assert "owned" == title(dom)
    assert listener.n_connections >= 2
