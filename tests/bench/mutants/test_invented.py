"""Layers at random have every rule, now and then."""

from __future__ import annotations

from random import Random

from bench._mutants import invented
from pcapflow.layers import LAST, PEEK, Tables


def test_every_rule_occurs() -> None:
    """In a hundred lists, all of which are lists that may be."""
    dice = Random(2)  # noqa: S311 - test data, no secret
    layers = [layer for _ in range(100) for layer in Tables.of(invented.layers(dice)).layers]

    assert {0, 1, 2, 3} == {len(layer.next_key) for layer in layers} == {len(layer.goes_on) for layer in layers}
    assert {0, 1, 2} == {len(layer.partial) for layer in layers}
    assert {True, False} == {layer.header_bytes is None for layer in layers}
    assert {True, False} == {layer.total_bytes is None for layer in layers}
    assert {True, False} == {key.of == PEEK for layer in layers for key in layer.next_key}
    assert {True, False} == {key.of == LAST for layer in layers for key in layer.next_key}
    assert {True, False} == {key.higher for layer in layers for key in layer.next_key if key.beside}
    assert {True, False} == {bool(layer.least_bytes) for layer in layers}
    assert {True, False} == {key.demands for layer in layers for key in layer.next_key}
    assert any(layer.falls_back for layer in layers)
    assert any(not layer.dtype.itemsize for layer in layers)
    assert any(layer.dtype.itemsize > 64 for layer in layers)
