"""The user's settings for pip: which are read, and how pip and uv are told."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from installer.pip_settings import SOURCES, find_settings, pip_variables, uv_arguments, uv_variables

USER = """[global]
constraint = /etc/constraints.txt
index-url = https://mirror.example/simple
extra_index_url = https://a.example/simple
    https://b.example/simple
[install]
target = /somewhere
index-url = https://other.example/simple
[download]
index-url = https://not.ours.example
"""


def settings_of(home: Path, **environment: str) -> dict[str, str]:
    """What is found on Linux in this home, with a Python that has no file of its own."""
    return find_settings("linux", {"XDG_CONFIG_DIRS": str(home / "etc"), **environment}, home, home / "prefix")


def test_of_pips_settings_those_of_the_index_and_the_proxy_count(tmp_path: Path) -> None:
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / ".config/pip/pip.conf").write_text(USER)
    found = settings_of(tmp_path, PIP_PROXY="http://proxy.example:8080", PIP_TARGET="/elsewhere", PIP_USER="1")
    assert found.items() >= {
        ("index-url", "https://other.example/simple"),
        ("extra-index-url", "https://a.example/simple https://b.example/simple"),
        ("proxy", "http://proxy.example:8080"),
    }
    assert found.keys() <= set(SOURCES)
    assert pip_variables(found)["PIP_CONFIG_FILE"] == os.devnull


def test_they_are_those_that_pip_itself_reads(tmp_path: Path) -> None:
    """Held against the real pip, with files at every place where one can be without being root."""
    places = {
        ".pip/pip.conf": "old",
        ".config/pip/pip.conf": "user",
        "etc/pip/pip.conf": "system",
        "named.conf": "named",
    }
    for place, name in places.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(
            f"[global]\nindex-url = https://{name}.example\n[install]\ntimeout = 1{len(name)}\n"
        )
    for variables in ({}, {"PIP_CONFIG_FILE": str(tmp_path / "named.conf")}, {"PIP_INDEX_URL": "https://own.example"}):
        environment = {"HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path / "etc"), **variables}
        assert _as_pip_reads_it(environment) == find_settings("linux", environment, tmp_path, Path(sys.prefix))


def _as_pip_reads_it(environment: dict[str, str]) -> dict[str, str]:
    command = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in said.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in found and name in SOURCES:
            found[section][name] = " ".join(str(ast.literal_eval(value)).split())
    return {**found["global"], **found["install"], **found[":env:"]}


def test_no_file_is_read_where_the_user_says_so(tmp_path: Path) -> None:
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / ".config/pip/pip.conf").write_text(USER)
    assert find_settings("linux", {"PIP_CONFIG_FILE": os.devnull}, tmp_path, tmp_path) == {}


def test_damaged_files_count_as_missing(tmp_path: Path) -> None:
    (tmp_path / ".pip").mkdir()
    for text in ("[global", "index-url = x", "\0\0"):
        (tmp_path / ".pip/pip.conf").write_text(text)
        assert "index-url" not in settings_of(tmp_path)


def test_windows_and_macos_have_other_places(tmp_path: Path) -> None:
    roaming, library = tmp_path / "Roaming/pip", tmp_path / "Library/Application Support/pip"
    for folder, name in ((roaming, "pip.ini"), (library, "pip.conf")):
        folder.mkdir(parents=True)
        (folder / name).write_text(f"[global]\nproxy = http://{name}\n")
    environment = {"APPDATA": str(tmp_path / "Roaming"), "PROGRAMDATA": str(tmp_path)}
    assert find_settings("win32", environment, tmp_path, tmp_path)["proxy"] == "http://pip.ini"
    assert find_settings("darwin", {}, tmp_path, tmp_path)["proxy"] == "http://pip.conf"


def test_uv_is_told_the_same() -> None:
    settings = {
        "index-url": "https://mirror.example/simple",
        "extra-index-url": "https://a.example https://b.example",
        "cert": "/etc/ca.pem",
        "proxy": "http://proxy.example:8080",
        "no-index": "true",
    }
    arguments = uv_arguments(settings)
    assert arguments[2:] == [
        *("--default-index", "https://mirror.example/simple"),
        *("--index", "https://a.example", "--index", "https://b.example", "--no-index"),
    ]
    variables = uv_variables(settings, {"UV_INDEX": "https://c.example", "UV_TARGET": "/x", "UV_SYSTEM_PYTHON": "1"})
    assert variables["SSL_CERT_FILE"] == "/etc/ca.pem" and variables["HTTPS_PROXY"] == "http://proxy.example:8080"
    assert variables["UV_INDEX"] == "https://c.example"
    assert not {"UV_TARGET", "UV_SYSTEM_PYTHON"} & set(variables)
