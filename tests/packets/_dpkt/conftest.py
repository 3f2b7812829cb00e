"""The nodes of what dpkt reads, by their names, and as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.packets import application_tree, payload_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pcapflow.results import TreeNode

Values = dict[str, list[object]]


def _every(nodes: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from _every(node.children)


def _values(payload: bytes, transport: str, port: int) -> Values:
    values: Values = {}
    for node in _every(application_tree(payload, transport, port, 50_000)):
        values.setdefault(node.name, []).append(node.value)
    return values


@pytest.fixture(scope="session")
def values_of() -> Callable[[bytes, str, int], Values]:
    """Payload, transport, port -> field name to values."""
    return _values


def _lines(payload: bytes, space: str, value: int) -> list[str]:
    return [node.text for node in _every(payload_tree(payload, [(space, value)]))]


@pytest.fixture(scope="session")
def read_lines() -> Callable[[bytes, str, int], list[str]]:
    """Payload, key space, value in it -> the lines of the tree."""
    return _lines
