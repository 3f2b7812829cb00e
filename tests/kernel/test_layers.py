"""The walk refuses what it cannot read within: whoever calls it wrongly gets an error, and no crash."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pcapflow.kernel import IS_BUILT

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _layers as kernel
from pcapflow.layers import tables
from pcapflow.layers._program import KeyProgram, LayerProgram, Look, Source, layer_programs
from pcapflow.layers._walk import _PROBLEMS, CUT
from pcapflow.table import PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 4
PACKET_BYTES = 10


def layer(**others: Any) -> LayerProgram:
    """Of four bytes, after which nothing is looked for."""
    plain = LayerProgram(SIZE, 0, None, None, False, 0, 0, False, (), ())
    return plain._replace(**others)


def look(at: int = 0, mask: int = 0xFF, n_values: int | None = None, dtype: type = np.int16) -> Look:
    return Look(at, mask, np.zeros(mask + 1 if n_values is None else n_values, dtype))


def key(*, source: int = Source.IN_HEADER, leads_to: int = 0, beside: int = 0, **others: Any) -> KeyProgram:
    made = look(**others)
    made.values[:] = leads_to
    return KeyProgram(made, source, False, beside)  # type: ignore[arg-type]  # of what is no source, too


def program_of(**rules: Any) -> kernel.Program:
    return kernel.Program([layer(**rules)], _PROBLEMS)


def test_a_program_knows_its_layers() -> None:
    """And takes every rule that may be."""
    keys = (
        *(key(), key(at=3, leads_to=1), key(mask=0, leads_to=-1), key(mask=0xFFFF)),
        *(key(source=source, mask=0xFFFF, beside=2) for source in Source),
    )
    judgements = (look(at=3, dtype=np.uint8), look(mask=0, dtype=np.uint8))

    assert 1 == program_of(keys=keys, judgements=judgements, lengths=look(dtype=np.uint16), total_at=2).n_layers
    assert 0 == kernel.Program([], _PROBLEMS).n_layers


@pytest.mark.parametrize(
    "rules",
    [
        {"size": 257},
        {"size": -1},
        {"total_at": SIZE - 1},
        {"total_at": -1},
        {"lengths": look(at=SIZE, dtype=np.uint16)},
        {"lengths": look(mask=0xFFFF, n_values=0xFFFF, dtype=np.uint16)},
        {"keys": (key(at=SIZE),)},
        {"keys": (key(at=SIZE + 1, mask=0xFFFF),)},
        {"keys": (key(n_values=255),)},
        {"keys": (key(mask=0x7F),)},
        {"keys": (key(leads_to=2),)},
        {"keys": (key(leads_to=-2),)},
        {"keys": (key(source=Source.NEXT_BYTE, mask=0),)},
        {"keys": (key(source=Source.LAST_BYTE, mask=0),)},
        {"keys": (key(source=Source.LAST_BYTE),), "size": 0},
        {"keys": (key(source=Source.LOWER, mask=0xFFFF, beside=SIZE),)},
        {"keys": (key(source=Source.HIGHER, mask=0xFFFF, beside=-1),)},
        {"keys": (key(source=5),)},
        {"judgements": (look(at=SIZE, dtype=np.uint8),)},
        {"judgements": (look(n_values=200, dtype=np.uint8),)},
        {"judgements": (look(mask=3, dtype=np.uint8),)},
    ],
)
def test_a_program_refuses_rules_that_reach_beyond(rules: dict[str, Any]) -> None:
    """A header, a table, or the layers."""
    with pytest.raises(ValueError, match=r"too long|beyond|no layer|unknown way"):
        program_of(**rules)


@pytest.mark.parametrize(
    "rules", [{"lengths": look()}, {"keys": (KeyProgram(look(dtype=np.uint8), Source.IN_HEADER, False),)}]
)
def test_a_program_refuses_tables_of_another_type(rules: dict[str, Any]) -> None:
    """Which would be read beyond their end."""
    with pytest.raises(ValueError, match="Buffer dtype mismatch"):
        program_of(**rules)


def test_a_program_refuses_other_problems() -> None:
    """Their numbers are compiled in."""
    with pytest.raises(ValueError, match="other problems"):
        kernel.Program([layer()], (1, 2, 3, 4, 5))


def arrays(capacity: int = 100, *, header_bytes: int | None = None) -> tuple[Any, Any]:
    n_bytes = capacity * SIZE + kernel.SLACK_BYTES if header_bytes is None else header_bytes
    return np.zeros(n_bytes, np.uint8), np.zeros(capacity * PLACE.itemsize, np.uint8)


def shelves(wanted: set[int] | None = None, **rules: Any) -> kernel.Shelves:
    return kernel.Shelves(program_of(**rules), wanted)


@pytest.mark.parametrize(
    ("number", "array", "n"),
    [
        (1, arrays(header_bytes=100 * SIZE + kernel.SLACK_BYTES - 1), 0),
        (1, arrays(0), 0),
        (1, arrays(), 101),
        (1, arrays(), -1),
        (1, (arrays()[0], np.zeros(100 * PLACE.itemsize + 4, np.uint8)[4:]), 0),
    ],
)
def test_arrays_without_room_are_refused(number: int, array: tuple[Any, Any], n: int) -> None:
    """Slack and alignment belong to them."""
    with pytest.raises(ValueError, match=r"too short|not aligned"):
        shelves().put(number, *array, n)


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_a_layer_that_is_not_there_gets_no_array(number: int) -> None:
    """Nor one that is not wanted."""
    with pytest.raises(IndexError, match=str(number)):
        shelves().put(number, *arrays(), 0)
    with pytest.raises(IndexError, match="1"):
        shelves(set()).put(1, *arrays(), 0)


def given(**others: Any) -> dict[str, Any]:
    """Three packets in a window that ends with their slack."""
    n = 3
    starts = np.arange(n, dtype=np.int64) * PACKET_BYTES
    lengths = np.full(n, PACKET_BYTES, np.int64)
    plain = {
        "window": np.arange(n * PACKET_BYTES + kernel.SLACK_BYTES, dtype=np.uint8),
        "start": starts,
        "captured": lengths,
        "wire": lengths,
        "interface": np.zeros(n, np.int32),
        "first_layer": np.ones(1, np.int16),
        "fcs_bytes": np.zeros(1, np.int64),
        "problem": np.zeros(n, np.uint8),
        "problem_layer": np.zeros(n, np.int16),
        "cut": np.zeros(n * CUT.itemsize, np.uint8),
        "first": 0,
        "base": 0,
    }
    return plain | others


def walked(to: kernel.Shelves | None = None, **others: Any) -> tuple[int, int, int]:
    if to is None:
        to = shelves()
        to.put(1, *arrays(), 0)
    return kernel.walk(to, **given(**others))


def test_packets_are_walked() -> None:
    """Headers and places are where they belong."""
    header, place = arrays()
    to = shelves()
    to.put(1, header, place, 0)

    assert (3, 0, 0) == walked(to, base=5)
    assert [0, 3] == to.counts()
    assert bytes([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]) == header[:12].tobytes()
    assert [5, 6, 7] == place.view(PLACE)["packet"][:3].tolist()


def test_without_room_it_says_whose() -> None:
    """The packets are walked when there is some."""
    to = shelves()
    assert (0, 1, 0) == walked(to)
    to.put(1, *arrays(kernel.SLACK_ROWS - 1), 0)
    assert (0, 1, 0) == walked(to)
    assert [0, 0] == to.counts()
    to.put(1, *arrays(kernel.SLACK_ROWS), 0)
    assert (3, 0, 0) == walked(to)


def test_it_goes_on_in_the_middle() -> None:
    """From the first packet that has not been walked."""
    to = shelves()
    to.put(1, *arrays(), 0)

    assert (3, 0, 0) == walked(to, first=2)
    assert [0, 1] == to.counts()
    assert (3, 0, 0) == walked(to, first=3)


@pytest.mark.parametrize("packet", [0, 1, 1000])
def test_rows_of_packets_to_come_are_refused(packet: int) -> None:
    """Rows are brought in order by packet: those on the shelf are of packets before."""
    header, place = arrays()
    place.view(PLACE)["packet"][0] = packet
    to = shelves()
    to.put(1, header, place, 1)

    with pytest.raises(ValueError, match="rows of packets that are still to be walked"):
        walked(to)
    assert packet or (3, 0, 0) == walked(to, base=1)


def of(*values: int, dtype: type = np.int64) -> Any:
    return np.array(values, dtype)


@pytest.mark.parametrize(
    "others",
    [
        {"captured": of(10, 10)},
        {"wire": of(10, 10)},
        {"interface": of(0, 0, dtype=np.int32)},
        {"fcs_bytes": of()},
        {"problem": np.zeros(2, np.uint8)},
        {"problem_layer": np.zeros(2, np.int16)},
        {"cut": np.zeros(3 * CUT.itemsize - 1, np.uint8)},
        {"first": 4},
        {"first": -1},
        {"base": -1},
        {"base": 0xFFFFFFFF},
        {"window": np.zeros(kernel.SLACK_BYTES - 1, np.uint8)},
    ],
)
def test_arrays_of_wrong_lengths_are_refused(others: dict[str, Any]) -> None:
    """Before anything is walked."""
    with pytest.raises(ValueError, match=r"different lengths|too short"):
        walked(**others)


@pytest.mark.parametrize(
    "others",
    [
        {"start": of(0, 10, 21)},
        {"start": of(-1, 10, 20)},
        {"start": of(0, 10, (1 << 63) - 1)},
        {"captured": of(10, 10, 11)},
        {"captured": of(10, -1, 10)},
        {"captured": of(10, 10, (1 << 63) - 1)},
        {"start": of(0, 10, -(1 << 63)), "captured": of(10, 10, 0)},
        {"wire": of(10, 10, 1 << 32)},
        {"wire": of(10, 10, -1)},
        {"interface": of(0, 0, 1, dtype=np.int32)},
        {"interface": of(0, 0, -1, dtype=np.int32)},
        {"first_layer": of(dtype=np.int16), "fcs_bytes": of()},
        {"window": np.zeros(3 * PACKET_BYTES + kernel.SLACK_BYTES - 1, np.uint8)},
    ],
)
def test_packets_beyond_their_window_are_refused(others: dict[str, Any]) -> None:
    """Or of more bytes than a place holds, or of an interface that was not described."""
    with pytest.raises(ValueError, match="beyond its window, or names an unknown interface"):
        walked(**others)


@pytest.mark.parametrize("others", [{"first_layer": of(2, dtype=np.int16)}, {"fcs_bytes": of(-1)}])
def test_interfaces_that_lead_nowhere_are_refused(others: dict[str, Any]) -> None:
    """That no layer is known for a link type is said by 0, and that it ends by -1."""
    with pytest.raises(ValueError, match="no such layer"):
        walked(**others)


@pytest.mark.parametrize(("first_layer", "problem"), [(0, 6), (-1, 0)])
def test_a_link_type_may_lead_nowhere(first_layer: int, problem: int) -> None:
    """The packets have no header; that none is known is a problem."""
    problems = np.full(3, 9, np.uint8)

    assert (3, 0, 0) == walked(first_layer=of(first_layer, dtype=np.int16), problem=problems)
    assert [problem] * 3 == problems.tolist()


@pytest.mark.parametrize("name", ["window", "start", "captured", "wire", "interface", "problem", "cut"])
def test_arrays_with_gaps_or_of_other_types_are_refused(name: str) -> None:
    """A view of every second element, or of bytes that are no numbers."""
    array = given()[name]
    gaps = np.zeros(2 * len(array), array.dtype)[::2]

    with pytest.raises(ValueError, match="not C-contiguous"):
        kernel.walk(shelves(), **given(**{name: gaps}))
    with pytest.raises(ValueError, match="Buffer dtype mismatch"):
        kernel.walk(shelves(), **given(**{name: array.astype(np.float32)}))


def test_no_packets_are_no_work() -> None:
    """Nor an error."""
    assert (0, 0, 0) == walked(start=of(), captured=of(), wire=of(), interface=of(dtype=np.int32))


def test_a_cut_header_is_a_row_of_what_is_there() -> None:
    """The rest of it is zero."""
    header, place = arrays()
    header[:] = 0xFF
    to = shelves()
    to.put(1, header, place, 0)
    cut = np.zeros(3 * CUT.itemsize, np.uint8)

    assert (3, 0, 1) == walked(to, captured=of(10, 3, 10), cut=cut)
    assert bytes([10, 11, 12, 0]) == header[4:8].tobytes()
    assert (1, 1, 3) == cut.view(CUT)[0].item()


def test_what_is_no_program_is_refused() -> None:
    """Layers that lack a rule, or what is no list."""
    make: Callable[..., object] = kernel.Program
    for wrong in ([SimpleNamespace(size=4)], (layer(),), None):
        with pytest.raises((AttributeError, TypeError)):
            make(wrong, _PROBLEMS)


def test_every_layer_that_ships_has_a_loop_of_its_own() -> None:
    """But those without bytes; scripts/shapes writes the list of them."""
    layers = layer_programs(tables())

    unshaped = kernel.Program(layers, _PROBLEMS).unshaped

    assert [number for number, layer in enumerate(layers, 1) if not layer.size] == unshaped


def test_a_layer_of_another_shape_takes_the_loop_for_all() -> None:
    """Registered ones may look anywhere."""
    assert [1] == program_of(total_at=1, add=77).unshaped
