"""The package builds from pyproject.toml alone, and holds what it needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = {
    str(path.relative_to(ROOT / "src"))
    for path in (ROOT / "src" / "pcapflow").rglob("*")
    if path.is_file() and path.suffix != ".pyc"
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sdist and wheel, the wheel made from the unpacked sdist, as pip would."""
    folder = tmp_path_factory.mktemp("built")
    program = f"from setuptools import build_meta; build_meta.{{}}({str(folder)!r})"
    # A build writes beside its sources.
    shutil.copytree(ROOT / "src", folder / "copy" / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "copy")
    _build(program.format("build_sdist"), folder / "copy")
    (sdist,) = folder.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", sdist, "-C", folder], check=True)
    _build(program.format("build_wheel"), folder / sdist.name.removesuffix(".tar.gz"))
    return folder


def _build(program: str, folder: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_wheel_holds_every_file_of_the_package(built: Path) -> None:
    """Modules, the page of the HTML report, the mark that there are types; the licence beside them; no tests."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert set() == SHIPPED - set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert [] == [name for name in names if not name.startswith("pcapflow")]


def test_the_wheel_runs(built: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, it is imported from there and has its command."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)  # made above
    program = (
        "import sys; sys.path.insert(0, '.'); import pcapflow.__main__ as m; print(m.__file__); m.main(['--version'])"
    )

    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert str(tmp_path / "pcapflow" / "__main__.py") == str((tmp_path / ran.stdout.splitlines()[0]).resolve())
    assert "pcapflow 0.1.0" in ran.stdout
