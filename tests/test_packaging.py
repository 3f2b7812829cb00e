"""The package builds from its sources, with a C compiler and without, and holds what it needs."""

from __future__ import annotations

import os
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
    if path.is_file() and path.suffix not in {".pyc", ".so"}
}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, packed and unpacked."""
    folder = tmp_path_factory.mktemp("built")
    # A build writes beside its sources.
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.so")
    shutil.copytree(ROOT / "src", folder / "copy" / "src", ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "copy")
    _build("sdist", folder / "copy", folder)
    (packed,) = folder.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", packed, "-C", folder], check=True)
    return folder / packed.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel that pip makes of the sdist where no C compiler is."""
    (sdist.parent / "wheel").mkdir()
    _build("wheel", sdist, sdist.parent / "wheel", CC="/nonexistent")
    return next((sdist.parent / "wheel").glob("*.whl"))


def _build(what: str, source: Path, into: Path, **environment: str) -> None:
    program = f"from setuptools import build_meta; build_meta.build_{what}({str(into)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=source,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_the_sdist_holds_every_file_of_the_package(sdist: Path) -> None:
    """What the kernel is built of, too, and nothing that was built."""
    found = {str(path.relative_to(sdist / "src")) for path in (sdist / "src" / "pcapflow").rglob("*") if path.is_file()}

    assert SHIPPED == found
    assert (sdist / "setup.py").exists()


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """Modules, the page of the HTML report, the mark that there are types; the licence beside them; no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert set() == SHIPPED - set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert [] == [name for name in names if not name.startswith("pcapflow")]


def test_the_wheel_runs(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, it is imported from there and has its command; on numpy, since nothing was compiled."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)  # made above
    program = (
        "import sys; sys.path.insert(0, '.'); import pcapflow.__main__ as m; print(m.__file__); m.main(['--version'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PCAPFLOW_KERNEL"}

    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert str(tmp_path / "pcapflow" / "__main__.py") == str((tmp_path / ran.stdout.splitlines()[0]).resolve())
    assert "pcapflow 0.1.0 (decoder: numpy; " in ran.stdout
