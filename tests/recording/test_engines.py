from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import EngineError
from pcapflow.recording import _engines

if TYPE_CHECKING:
    from pathlib import Path


def make_context(folder: Path, name: str, endpoint: dict[str, object], *, tls: bool = False) -> None:
    """What ``docker context create`` writes."""
    key = hashlib.sha256(name.encode()).hexdigest()
    (folder / "contexts" / "meta" / key).mkdir(parents=True)
    described = {"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}
    (folder / "contexts" / "meta" / key / "meta.json").write_text(json.dumps(described))
    if tls:
        (folder / "contexts" / "tls" / key / "docker").mkdir(parents=True)


def test_without_a_word_it_is_the_systems_socket(tmp_path: Path) -> None:
    """As for Docker's own command."""
    endpoint = _engines.find({"DOCKER_CONFIG": str(tmp_path)})

    assert _engines.DEFAULT_HOST == endpoint.host
    assert endpoint.is_local


def test_docker_host_wins(tmp_path: Path) -> None:
    """Over a context, too."""
    make_context(tmp_path, "other", {"Host": "unix:///other.sock"})
    environment = {"DOCKER_CONFIG": str(tmp_path), "DOCKER_HOST": "tcp://192.0.2.1:2375", "DOCKER_CONTEXT": "other"}

    endpoint = _engines.find(environment)

    assert ("tcp://192.0.2.1:2375", "DOCKER_HOST", None) == (endpoint.host, endpoint.named_by, endpoint.tls_folder)
    assert not endpoint.is_local


def test_docker_host_with_certificates(tmp_path: Path) -> None:
    """DOCKER_CERT_PATH says where they are, DOCKER_TLS_VERIFY whether the engine's own is looked at."""
    environment = {"DOCKER_HOST": "tcp://192.0.2.1:2376", "DOCKER_CERT_PATH": str(tmp_path)}

    assert tmp_path == _engines.find(environment).tls_folder
    assert not _engines.find(environment).verify
    assert _engines.find({**environment, "DOCKER_TLS_VERIFY": "1"}).verify


@pytest.mark.parametrize("by", ["environment", "configuration"])
def test_a_context(tmp_path: Path, by: str) -> None:
    """Docker Desktop, colima and rootless engines are reached by contexts alone."""
    make_context(tmp_path, "colima", {"Host": "unix:///colima.sock"})
    environment = {"DOCKER_CONFIG": str(tmp_path)}
    if by == "environment":
        environment["DOCKER_CONTEXT"] = "colima"
    else:
        (tmp_path / "config.json").write_text('{"currentContext": "colima"}')

    endpoint = _engines.find(environment)

    assert ("unix:///colima.sock", "the docker context 'colima'") == (endpoint.host, endpoint.named_by)


def test_a_context_with_certificates(tmp_path: Path) -> None:
    """They stand beside the context, and it says whether the engine's own is looked at."""
    make_context(tmp_path, "far", {"Host": "tcp://192.0.2.1:2376", "SkipTLSVerify": True}, tls=True)

    endpoint = _engines.find({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "far"})

    assert endpoint.tls_folder is not None
    assert endpoint.tls_folder.is_dir()
    assert not endpoint.verify


def test_the_default_context_is_no_file(tmp_path: Path) -> None:
    """``docker context use default`` writes its name."""
    (tmp_path / "config.json").write_text('{"currentContext": "default"}')

    assert _engines.DEFAULT_HOST == _engines.find({"DOCKER_CONFIG": str(tmp_path)}).host


@pytest.mark.parametrize("content", ["", "{", "[]", '{"currentContext": "nowhere"}', "\x00"])
def test_a_configuration_that_leads_nowhere(tmp_path: Path, content: str) -> None:
    """Each is one clear line that names the file."""
    (tmp_path / "config.json").write_text(content)

    with pytest.raises(EngineError, match=r"config\.json") as caught:
        _engines.find({"DOCKER_CONFIG": str(tmp_path)})

    assert 1 == len(str(caught.value).splitlines())


def test_a_context_without_a_host(tmp_path: Path) -> None:
    """There are contexts of other things than engines."""
    make_context(tmp_path, "cluster", {})

    with pytest.raises(EngineError, match="says no host"):
        _engines.find({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "cluster"})
