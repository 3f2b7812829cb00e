"""``pcapflow fields``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_a_prefix_chooses(run: Run) -> None:
    shown = run("fields", "udp.").out.splitlines()

    assert ["udp.srcport", "udp.dstport", "udp.length", "udp.checksum"] == [line.split()[0] for line in shown[1:]]


def test_an_unknown_prefix_is_said(run: Run) -> None:
    ran = run("fields", "nosuch")

    assert (2, "pcapflow: no field begins with 'nosuch'\n") == (ran.status, ran.err)


def test_a_protocol_registered_by_a_test_is_listed() -> None:
    import pcapflow as pf
    from pcapflow.layers import Field, Layer, registered

    invented = Layer("inv", "Invented", (Field("kind", "u1", "Kind"),), reached_by={"ip.proto": (253,)})

    with registered(invented):
        assert (("inv.kind", "uint8", "Kind"),) == pf.fields("inv.").fields
    assert () == pf.fields("inv.").fields
