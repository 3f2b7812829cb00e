"""What a packet's sender can write into a report, and what must not come of it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any, get_args

import pytest

from bench._browser import Listener, opened_in_a_browser, title
from bench._hostile_texts import PAYLOADS, SEQUENCES, STEERING, Structure
from pcapflow.forms import printable
from pcapflow.reports import FORMATS, Document, to_html, to_json, to_text
from pcapflow.results import Block, Text, notebook_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARMLESS = "harmless"


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


def shape(value: Any) -> object:
    """Give what remains of JSON without its texts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return "text" if isinstance(value, str) else value


def test_every_kind_of_block_is_attacked(blocks: tuple[Block, ...]) -> None:
    """The document that these tests poison has one block of every kind."""
    assert set(get_args(Block)) == {type(block) for block in blocks}


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


@pytest.fixture
def listener() -> Iterator[Listener]:
    with contextlib.closing(Listener()) as listener:
        yield listener


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
