"""The folder that `--bundle` fills, with programs that only pretend to run; test_real_bundle.py has the real ones."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from installer import bundle
from installer.context import Context
from installer.devices import Choice
from installer.errors import InstallError
from tests.install.conftest import FakeCommands


@pytest.fixture
def builder(commands: FakeCommands, monkeypatch: pytest.MonkeyPatch) -> FakeCommands:
    """The programs, of which `pip wheel` leaves a wheel."""
    run = commands.run

    def build(argv: list[str], log: Path | None = None) -> int:
        if argv[3:4] == ["wheel"]:
            folder = Path(argv[argv.index("--wheel-dir") + 1])
            (folder / "impasto-1.2.3-py3-none-any.whl").write_bytes(b"wheel")
        return run(argv, log)

    monkeypatch.setattr(commands, "run", build)
    return commands


@pytest.mark.usefixtures("builder")
def test_a_bundle_has_the_program_the_plug_in_and_their_hashes(context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    bundle.make(context, folder, Choice(("engine",), ()))
    with zipfile.ZipFile(folder / "impasto-1.2.3.zip") as archive:
        names, known = set(archive.namelist()), json.loads(archive.read("impasto-1.2.3/bundle.json"))
    assert known["wheel"]["sha256"] == hashlib.sha256(b"wheel").hexdigest()
    wanted = {"wheels/impasto-1.2.3-py3-none-any.whl", "locks/engine.txt", "gimp_plugin/impasto/impasto.py"}
    assert {f"impasto-1.2.3/{name}" for name in wanted} < names
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name or ".git/" in name]
    with zipfile.ZipFile(folder / "impasto-plug-in-1.2.3.zip") as archive:
        assert {"impasto/impasto.py", "impasto/options.py", "gimpfu/gimpfu.py"} < set(archive.namelist())
        assert archive.getinfo("impasto/impasto.py").external_attr >> 16 == 0o100755
        assert json.loads(archive.read("impasto/engine.json"))["argv"] == ["impasto", "worker"]
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        expected, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert not any(context.home.iterdir())


@pytest.mark.usefixtures("builder")
def test_the_same_files_give_the_same_zips(context: Context, tmp_path: Path) -> None:
    for name in ("one", "two"):
        bundle.make(context, tmp_path / name, Choice(("engine",), ()))
    assert (tmp_path / "one/SHA256SUMS").read_bytes() == (tmp_path / "two/SHA256SUMS").read_bytes()


def test_a_wheel_that_cannot_be_built_is_said(context: Context, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=r"No wheel of the engine.*install\.log"):
        bundle.make(context, tmp_path / "bundle", Choice(("engine",), ()))
    assert {path.name for path in context.home.rglob("*") if path.is_file()} == {"install.log"}
