"""A new engine beside the old one: which one counts, what is removed and when, what is put back."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest

from installer import engines, plug_in
from installer.context import Context
from installer.errors import InstallError
from tests.install.conftest import FakeCommands, Run, make_profile, state


def started_by(profile: Path) -> str:
    """The name of the engine that a profile's plug-in starts."""
    argv = json.loads((profile / "plug-ins/impasto/engine.json").read_text())["argv"]
    return str(Path(argv[0]).parents[2].name)


def change(checkout: Path) -> None:
    """Make a new version."""
    (checkout / "engine/new.py").write_text("new")
    (checkout / "gimp_plugin/impasto/common/host.py").write_text("new host")


def test_an_upgrade_switches_all_and_removes_the_old_engine(
    setup: Run, context: Context, home: Path, checkout: Path
) -> None:
    profiles = [make_profile(home), make_profile(home, "2.10")]
    setup()
    change(checkout)
    setup()
    assert [started_by(profile) for profile in profiles] == ["2", "2"]
    assert [engine.folder.name for engine in engines.every(context.places)] == ["2"]
    current = engines.current(context.places)
    assert current and current.folder.name == "2"


@pytest.mark.parametrize("step", ["venv", "pip", "export", "engine"])
def test_where_a_step_fails_the_old_one_stays(
    setup: Run, context: Context, home: Path, checkout: Path, commands: FakeCommands, step: str
) -> None:
    profile = make_profile(home)
    setup()
    before = state(profile) | state(context.places.engines / "1")
    change(checkout)
    commands.fail = step
    with pytest.raises(InstallError):
        setup()
    assert state(profile) | state(context.places.engines / "1") == before
    current = engines.current(context.places)
    assert current and current.folder.name == "1"
    commands.fail = ""
    setup()
    assert started_by(profile) != "1" and not (context.places.engines / "1").exists()


def test_where_one_profile_cannot_be_written_all_are_put_back(
    setup: Run, home: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = [make_profile(home), make_profile(home, "2.10")]
    setup()
    before = {str(path): path.read_bytes() for each in profiles for path in each.rglob("*") if path.is_file()}
    change(checkout)
    put, done = plug_in.Switched.put, []

    def fail_at_the_last(self: plug_in.Switched, new: Path, place: Path) -> None:
        done.append(place)
        if len(done) == 3:
            raise OSError(28, "No space left on device")
        put(self, new, place)

    monkeypatch.setattr(plug_in.Switched, "put", fail_at_the_last)
    with pytest.raises(OSError, match="No space left"):
        setup()
    after = {str(path): path.read_bytes() for each in profiles for path in each.rglob("*") if path.is_file()}
    assert len(done) == 3 and after == before
    monkeypatch.undo()
    setup()
    assert {started_by(profile) for profile in profiles}.isdisjoint({"1"})


def test_a_first_installation_that_fails_leaves_no_plug_in(
    setup: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = [make_profile(home), make_profile(home, "2.10")]
    put = plug_in.Switched.put

    def fail_in_the_second(self: plug_in.Switched, new: Path, place: Path) -> None:
        if "3.0" in place.parts:
            raise OSError(13, "Permission denied")
        put(self, new, place)

    monkeypatch.setattr(plug_in.Switched, "put", fail_in_the_second)
    with pytest.raises(OSError, match="Permission denied"):
        setup()
    assert [list((profile / "plug-ins").iterdir()) for profile in profiles] == [[], []]


def test_an_engine_that_paints_is_removed_by_a_later_run(
    setup: Run, context: Context, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup()
    handle = os.open(context.places.engine("1").in_use, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    before = state(context.places.engines / "1")
    change(checkout)
    setup()
    assert "1 still paints" in capsys.readouterr().out
    assert state(context.places.engines / "1") == before
    with pytest.raises(InstallError, match="is painting now, and nothing is removed"):
        setup(uninstall=True)
    assert state(context.places.engines / "1") == before
    os.close(handle)
    setup()
    assert [engine.folder.name for engine in engines.every(context.places)] == ["2"]


def test_a_receipt_that_is_lost_or_wrong_is_no_matter(setup: Run, context: Context) -> None:
    setup()
    for text in (None, "{", '{"paths": [], "engine": "7"}'):
        if text is None:
            context.places.receipt.unlink()
        else:
            context.places.receipt.write_text(text)
        current = engines.current(context.places)
        assert current and current.folder.name == "1"
    assert engines.read_mark(context.places.engine("9")) == {}


def test_the_layout_of_an_earlier_version_is_replaced(setup: Run, context: Context, home: Path) -> None:
    make_profile(home)
    for name in ("venv/bin/python", "venv/impasto.json", "models/manifest.json"):
        (context.places.data / name).parent.mkdir(parents=True, exist_ok=True)
        (context.places.data / name).write_text("{}")
    setup()
    assert context.places.venv.readlink() == context.places.engine("1").venv
    assert context.places.models.readlink() == context.places.engine("1").models
    setup(uninstall=True)
    assert not context.places.data.exists()
