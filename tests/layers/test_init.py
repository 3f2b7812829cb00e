"""The list of layers, and an invented protocol that one file adds to it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.forms import Form
from pcapflow.layers import LAYERS, Bits, Field, Key, Layer, Problem, registered, tables
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layers.conftest import Decoded

# All of a protocol that nobody has, between UDP's place and IPv6.
INVENTED = Layer(
    "inv",
    "Invented Protocol",
    header=(Field("kind", "u1", "Kind", Form.HEX8), Field("_flags", "u1"), Field("_carried", ">u2")),
    columns=(Bits("inv.urgent", "_flags", "Urgent", mask=0x80, shift=7, form=Form.BOOLEAN),),
    next_key=(Key("_carried", "ethertype"),),
    reached_by={"ip.proto": (253,)},
)
PACKET = build.ethernet(build.ipv4(bytes.fromhex("2a 80 86dd") + build.ipv6(build.udp(dstport=53)), proto=253))

TYPES = {
    Form.DECIMAL: {"FT_UINT8", "FT_UINT16", "FT_UINT24", "FT_UINT32"},
    Form.HEX8: {"FT_UINT8"},
    Form.HEX16: {"FT_UINT16"},
    Form.HEX24: {"FT_UINT24"},
    Form.HEX32: {"FT_UINT32"},
    Form.BOOLEAN: {"FT_BOOLEAN"},
    Form.MAC: {"FT_ETHER", "FT_BYTES"},
    Form.IPV4: {"FT_IPv4"},
    Form.IPV6: {"FT_IPv6"},
    Form.BYTES: {"FT_BYTES", "FT_PROTOCOL"},
}


def test_an_invented_protocol_is_decoded_like_any_other(
    decoded: Decoded, problem: Callable[..., tuple[Problem, str]]
) -> None:
    """Its columns, texts and rows are there, and what it carries."""
    with registered(INVENTED):
        table = decoded(PACKET)

    assert ["eth:ethertype:ip:inv:ipv6:udp"] == table.texts("frame.protocols")
    assert ["0x2a"] == table.texts("inv.kind")
    assert [True] == table.column("inv.urgent").values.tolist()
    assert 1 == len(table.layer("inv"))
    assert ["53"] == table.texts("udp.dstport")
    assert (Problem.NONE, "") == problem(table)


def test_afterwards_it_is_not_known(decoded: Decoded, problem: Callable[..., tuple[Problem, str]]) -> None:
    """The tables in force before are in force again."""
    with registered(INVENTED):
        pass
    table = decoded(PACKET)

    assert ["eth:ethertype:ip"] == table.texts("frame.protocols")
    assert (Problem.UNKNOWN_NEXT, "ip") == problem(table)


def test_what_claims_anothers_key_is_refused() -> None:
    """UDP has number 17."""
    thief = Layer("thief", "Thief", header=INVENTED.header, reached_by={"ip.proto": (17,)})

    with pytest.raises(ValueError, match=r"^thief and udp both claim ip\.proto 0x11$"), registered(thief):
        pass

    assert LAYERS == tables().layers


@pytest.mark.tshark
def test_every_column_is_a_field_of_wiresharks() -> None:
    """Under the same name, of a type that holds the same values."""
    run = subprocess.run(["tshark", "-G", "fields"], capture_output=True, text=True, check=True)
    fields = [line.split("\t") for line in run.stdout.splitlines()]
    # An option that has no value of its own is a protocol there, whose value are its bytes.
    types = {field[2]: "FT_PROTOCOL" for field in fields if field[0] == "P"}
    types |= {field[2]: field[3] for field in fields if field[0] == "F"}
    columns = tables().schema.columns

    assert set(tables().schema.names) <= types.keys()
    assert {} == {
        name: types.get(name) for name, (spec, *_) in columns.items() if types.get(name) not in TYPES[spec.form]
    }


def test_every_column_has_a_meaning() -> None:
    """It is what ``pcapflow fields`` prints."""
    assert [] == [name for name, specs in tables().schema.columns.items() if not specs[0].meaning]


def test_columns_of_one_name_have_one_meaning() -> None:
    """Whichever layer declares them."""
    columns = tables().schema.columns

    assert [] == [name for name, specs in columns.items() if len({spec.meaning for spec in specs}) > 1]
