"""The house is in order: mirrored tests, complete lists, light imports, small files, reasons for exemptions."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "pcapflow"
ROOMS_WITH_LISTS = ("analyses", "cli", "exports", "files", "layers", "packets", "reports")
MAX_LINES = 400

NO_TEST_OF_ITS_OWN: dict[str, str] = {}
"""Source files without a mirrored test, and why. This list may only become shorter."""


def python_files(*folders: str) -> list[Path]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(
        path for path in files if path.suffix in {".py", ".pyi"} or path.read_bytes()[:18] == b"#!/usr/bin/env pyt"
    )


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def mirrored_test(source: Path) -> Path:
    """``src/pcapflow/files/_walk.py`` -> ``tests/files/test_walk.py``."""
    place = source.relative_to(SOURCE)
    return ROOT / "tests" / place.parent / f"test_{place.stem.strip('_')}.py"


LOOPS = sorted(SOURCE.rglob("*.pyx"))
SOURCES = [path for path in sorted(SOURCE.rglob("*.py")) if path.name != "__init__.py"] + LOOPS
EVERY_PYTHON_FILE = [ROOT / "setup.py", *python_files("src", "tests", "scripts")]
EVERY_FILE = [*EVERY_PYTHON_FILE, *LOOPS, *sorted(SOURCE.rglob("*.pxd")), *sorted(SOURCE.rglob("*.h"))]


def test_every_source_file_has_its_test() -> None:
    """A file's test stands at the same place under tests/, or the file is on the list with a reason."""
    without = {str(path.relative_to(SOURCE)) for path in SOURCES if not mirrored_test(path).exists()}

    assert set() == without - NO_TEST_OF_ITS_OWN.keys()


def test_every_loop_tells_its_types() -> None:
    """Beside what is compiled stands a .pyi, and none stands alone."""
    assert LOOPS
    assert [path.with_suffix(".pyi") for path in LOOPS] == sorted(SOURCE.rglob("*.pyi"))


def test_what_is_compiled_is_in_one_room() -> None:
    """setup.py looks for it there."""
    assert {SOURCE / "kernel"} == {path.parent for path in [*LOOPS, *SOURCE.rglob("*.pxd"), *SOURCE.rglob("*.h")]}


def test_the_list_of_exempt_files_only_shrinks() -> None:
    """Who leaves the house, or gets a test, leaves the list."""
    assert [] == [name for name in NO_TEST_OF_ITS_OWN if not (SOURCE / name).exists()]
    assert [] == [name for name in NO_TEST_OF_ITS_OWN if mirrored_test(SOURCE / name).exists()]


@pytest.mark.parametrize("room", [room for room in ROOMS_WITH_LISTS if (SOURCE / room).is_dir()])
def test_a_rooms_list_is_complete(room: str) -> None:
    """Every file without an underscore is named in its room's ``__init__.py``, by an import or as a text."""
    things = {path.stem for path in (SOURCE / room).iterdir() if path.suffix == ".py" or path.is_dir()}
    things = {name for name in things if not name.startswith("_")}

    named: set[str] = set()
    for node in ast.walk(ast.parse((SOURCE / room / "__init__.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module.rpartition(".")[2], *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            named |= {alias.name.rpartition(".")[2] for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named.add(node.value)

    assert set() == things - named


def test_the_files_of_a_room_do_not_know_each_other() -> None:
    """Only machines, which have an underscore, are known to their siblings; the list is in ``__init__.py``."""
    graph = grimp.build_graph("pcapflow", cache_dir=None)

    def place(module: str) -> tuple[str, str]:
        """``pcapflow.files.pcapng._packets`` -> ``files``, ``pcapng``."""
        _, room, thing, *_ = [*module.split("."), "", ""]
        return room, thing

    imports = {
        (place(importer), place(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    inside = [
        (room, one, other) for (room, one), (of, other) in imports if room == of in ROOMS_WITH_LISTS and one != other
    ]

    assert [] == [names for names in inside if names[1] and names[2] and not names[2].startswith("_")]


def test_the_page_draws_the_import_contract() -> None:
    """docs/architecture.md shows the lines that are checked."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = "\n".join(settings["tool"]["importlinter"]["contracts"][0]["layers"])

    assert f"```\n{contract}\n```" in (ROOT / "docs" / "architecture.md").read_text()


def foreign_modules(*statements: str) -> str:
    """What statements bring into a fresh process that is not of the standard library.

    Modules that Cython has made note what they share under two names: these are the kernel's.
    """
    program = f"""if True:
        import sys
        before = set(sys.modules)
        {"; ".join(statements)}
        new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
        print(*sorted(new - set(sys.stdlib_module_names)))
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return " ".join(name for name in run.stdout.split() if not re.fullmatch(r"cython_runtime|_cython_[\d_]+", name))


def test_importing_pcapflow_loads_nothing_else() -> None:
    """What the public names need is loaded with the first of them."""
    assert "pcapflow" == foreign_modules("import pcapflow")


def test_the_public_names_load_numpy_and_nothing_else() -> None:
    """All that they bring is pcapflow, numpy, or the standard library."""
    assert "numpy pcapflow" == foreign_modules("from pcapflow import *")


def test_no_file_is_two_things() -> None:
    """Past 400 lines a file is probably two."""
    n_lines = {name_of(path): len(path.read_text().splitlines()) for path in EVERY_FILE}

    assert {} == {name: n for name, n in n_lines.items() if n > MAX_LINES}


def test_every_exemption_has_its_reason() -> None:
    """What silences a tool names what it silences, and says why in the same comment."""
    silencer = re.compile(r"# (noqa|type: ignore|pragma|ruff:)")
    reasoned = re.compile(r"(# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\]|pragma: no cover) *)+\W*\w+\W+\w+")
    silent = [
        f"{name_of(path)}:{token.start[0]}: {token.string}"
        for path in EVERY_PYTHON_FILE
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if token.type == tokenize.COMMENT and silencer.match(token.string) and not reasoned.match(token.string)
    ]

    assert [] == silent


def test_every_rule_that_is_off_has_its_reason() -> None:
    """In pyproject.toml, a lint rule that is ignored has a comment behind it."""
    codes = re.findall(r'^    "[A-Z]+\d*",.*$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    assert codes
    assert [] == [line for line in codes if not re.search(r"# \w+", line)]


def test_the_project_speaks_of_itself() -> None:
    """No folder of anybody's machine, and no note to self without a number to look up."""
    words = re.compile(r"/(?:home|work|Users)/\w+|(?:TODO|FIXME|XXX)\b(?!.{0,3}#\d).*")
    others = [path for path in EVERY_FILE if path != Path(__file__)]

    assert {} == {name_of(path): found for path in others if (found := words.findall(path.read_text()))}


def test_the_shapes_of_the_kernel_are_those_of_the_layers() -> None:
    """Each layer that ships has a loop compiled for its rules, and no loop is for none."""
    command = [sys.executable, str(ROOT / "scripts" / "shapes"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "" == run.stderr
    assert 0 == run.returncode
