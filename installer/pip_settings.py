"""What the user told pip about indexes and proxies; everything else that pip can be told is left out.

A target folder, a prefix or constraints of the user's would install into another place than ours, or other versions
than those of the lock files. uv, which reads none of pip's files, is told the same.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

SOURCES = (
    *("index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "cert", "client-cert", "proxy"),
    *("timeout", "default-timeout", "retries", "keyring-provider", "use-feature"),
)
"""Settings of pip that say where packages come from, and how they are fetched."""
SECTIONS = ("global", "install")
"""Of pip's files; a setting of the command counts more."""
OF_UV = (
    *("UV_DEFAULT_INDEX", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_INSECURE_HOST", "UV_OFFLINE"),
    *("UV_KEYRING_PROVIDER", "UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_HTTP_TIMEOUT", "UV_CACHE_DIR"),
)
"""Variables of uv that say the same."""
TO_UV = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}
"""Options of uv that stand for settings of pip."""
FOR_UV: Mapping[str, tuple[str, ...]] = {
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "default-timeout": ("UV_HTTP_TIMEOUT",),
    "timeout": ("UV_HTTP_TIMEOUT",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY"),
}
"""Environment variables that do."""
Settings = Mapping[str, str]
"""Values by pip's names of them."""


def find_settings(platform: str, environment: Mapping[str, str], home: Path, prefix: Path) -> dict[str, str]:
    """The settings of SOURCES in pip's files and in PIP_* variables, in pip's order of precedence.

    Parameters
    ----------
    platform : as sys.platform
    prefix : sys.prefix of the Python whose pip it is
    """
    named = environment.get("PIP_CONFIG_FILE", "")
    files = [] if named == os.devnull else list(_files(platform, environment, home, prefix, named))
    found: dict[str, str] = {}
    for file in files:
        found.update(_read(file))
    for name in SOURCES:
        value = environment.get(f"PIP_{name.upper().replace('-', '_')}")
        if value:
            found[name] = value
    return {name: " ".join(value.split()) for name, value in found.items()}


def _files(platform: str, environment: Mapping[str, str], home: Path, prefix: Path, named: str) -> Iterable[Path]:
    """The files that pip reads, the one that counts most last."""
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "pip"
    if platform == "win32":
        shared = [Path(environment.get("PROGRAMDATA", "C:/ProgramData")) / "pip"]
        own = [home / "pip", Path(environment.get("APPDATA") or home / "AppData/Roaming") / "pip"]
    elif platform == "darwin":
        library = Path("Library/Application Support/pip")
        shared, own = ["/" / library], [home / ".pip", home / library if (home / library).is_dir() else config]
    else:
        folders = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        shared = [*(Path(folder) / "pip" for folder in folders.split(os.pathsep)), Path("/etc")]
        own = [home / ".pip", config]
    name = "pip.ini" if platform == "win32" else "pip.conf"
    yield from (folder / name for folder in shared)
    if not (named and Path(named).exists()):
        yield from (folder / name for folder in own)
    yield prefix / name
    if named:
        yield Path(named)


def _read(file: Path) -> dict[str, str]:
    """The settings of one file; none where there is no such file, or it is damaged."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.read_text("utf-8", errors="replace"))
    except (OSError, configparser.Error):
        return {}
    found: dict[str, str] = {}
    for section in SECTIONS:
        if parser.has_section(section):
            values = ((key.lower().replace("_", "-").removeprefix("--"), text) for key, text in parser.items(section))
            found |= {name: text for name, text in values if name in SOURCES and text}
    return found


def pip_variables(settings: Settings) -> dict[str, str]:
    """Environment variables that tell pip these settings, and to read no file."""
    variables = {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()}
    return {**variables, "PIP_CONFIG_FILE": os.devnull}


def uv_arguments(settings: Settings) -> list[str]:
    """Arguments that tell `uv pip install` these settings; like pip it then looks for a file in all indexes."""
    found = ["--index-strategy", "unsafe-best-match"]
    for name, option in TO_UV.items():
        found += [word for value in settings.get(name, "").split() for word in (option, value)]
    if settings.get("keyring-provider") == "subprocess":
        found += ["--keyring-provider", "subprocess"]
    return found + (["--no-index"] if is_on(settings.get("no-index", "")) else [])


def uv_variables(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """Environment variables for uv: the user's own that say where packages come from, and pip's settings."""
    own = {name: text for name, text in environment.items() if name in OF_UV or name.startswith("UV_INDEX_")}
    ours = {name: settings[key] for key, names in FOR_UV.items() if key in settings for name in names}
    fixed = {"UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    # With hard links a damaged file would be damaged in uv's cache, too, and mended from there.
    return {**own, **ours, **fixed, "UV_LINK_MODE": "copy"}


def is_on(value: str) -> bool:
    """Whether pip takes a value for yes."""
    return value.strip().lower() in ("1", "true", "yes", "on", "y", "t")
