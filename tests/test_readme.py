"""What README.md and docs/ show is what happens: every block is run, and prints what stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from _blocks import ROOT, Block, blocks_of, commands_of, run, scrubbed, written

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {path: blocks_of(path.read_text()) for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))}
NEED_ENGINE = {path: [block for block in blocks if block.need == "engine"] for path, blocks in PAGES.items()}
NEED_NONE = {path: [block for block in blocks if block.need != "engine"] for path, blocks in PAGES.items()}


def pages(blocks: dict[Path, list[Block]]) -> pytest.MarkDecorator:
    """Run the test once for each page that has such blocks."""
    some = [pytest.param(path, each, id=path.name) for path, each in sorted(blocks.items()) if each]
    return pytest.mark.parametrize(("page", "blocks"), some)


def check(page: Path, blocks: list[Block], folder: Path) -> None:
    (folder / "data").symlink_to(ROOT / "data")
    for block in blocks:
        shown = f"{page.name}:{block.line}\n"
        assert shown + scrubbed(block, block.body) == shown + scrubbed(block, run(block, folder))


def test_the_readme_is_among_the_pages() -> None:
    """It has blocks of both kinds."""
    assert NEED_NONE[ROOT / "README.md"]
    assert NEED_ENGINE[ROOT / "README.md"]


def test_links_lead_to_files() -> None:
    """What a page links to or shows is there."""
    links = [(page, target) for page in PAGES for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())]

    assert [] == [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()]


@pages(NEED_NONE)
def test_blocks_print_what_stands_there(page: Path, blocks: list[Block], tmp_path: Path) -> None:
    """Commands, sessions and programs on data/, letter by letter."""
    check(page, blocks, tmp_path)


@pytest.mark.engine
@pages(NEED_ENGINE)
def test_recordings_print_what_stands_there(page: Path, blocks: list[Block], tmp_path: Path) -> None:
    """Commands that record, but for times, addresses and identifiers."""
    check(page, blocks, tmp_path)


PAGE = """\
```console
$ printf '%s\\n' \\
    a
a
```
<!-- pytest -->
```python
def test_nothing(): pass
```
"""


def test_blocks_are_found_with_what_they_need() -> None:
    """The line, the kind, the comment before."""
    first, second = blocks_of(PAGE)

    assert Block(1, "console", "", "$ printf '%s\\n' \\\n    a\na\n") == first
    assert (7, "python", "pytest") == (second.line, second.kind, second.need)
    assert ["printf '%s\\n' \\\n    a"] == commands_of(first.body)


def test_blocks_are_written_back(tmp_path: Path) -> None:
    """A block that printed what stands there stays; another gets its output."""
    bodies = [run(block, tmp_path) for block in blocks_of(PAGE)]

    assert PAGE == written(PAGE, bodies)
    assert PAGE == written(PAGE.replace("\na\n```", "\nb\n```"), bodies)


@pytest.mark.parametrize(
    "block",
    [
        Block(1, "python", "", "raise SystemExit('no')\n"),
        Block(1, "python", "pytest", "def test_it(): assert 0\n"),
        Block(1, "pycon", "", ">>> 1 + 1\n3\n"),
        Block(1, "console", "", "$ false\n"),
        Block(1, "console", ".ci/run", "$ rm -r /nowhere\n"),
    ],
    ids=lambda block: f"{block.kind} {block.need}".strip(),
)
def test_a_block_that_fails_is_told(block: Block, tmp_path: Path) -> None:
    """Nothing passes because nobody looked at it."""
    with pytest.raises(AssertionError):
        run(block, tmp_path)


def test_a_session_is_run(tmp_path: Path) -> None:
    """What may differ is three dots."""
    block = Block(1, "pycon", "", ">>> object()\n<object object at 0x...>\n")

    assert block.body == run(block, tmp_path)


def test_a_status_that_is_shown_is_no_failure(tmp_path: Path) -> None:
    """`echo $?` behind a command says that it is meant."""
    assert "$ (exit 4)\n$ echo $?\n4\n" == run(Block(1, "console", "", "$ (exit 4)\n$ echo $?\n"), tmp_path)


def test_only_what_a_recording_changes_is_scrubbed() -> None:
    """Sequence numbers, TTLs and words stay."""
    line = "64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.051 ms\n"

    expected = "NUMBER bytes from ADDRESS: icmp_seq=1 ttl=64 time=NUMBER ms\n"
    assert expected == scrubbed(Block(1, "console", "engine", ""), f"pulling nginx:stable\n{line}")
    assert line == scrubbed(Block(1, "console", "", ""), line)
