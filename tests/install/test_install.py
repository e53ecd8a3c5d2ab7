"""install.py with fake programs in an empty home: what it writes, what it leaves alone, what it removes."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import platformdirs.macos
import platformdirs.unix
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def _load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("impasto_install", path)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


install = _load(CHECKOUT / "install.py")


class FakeCommands:
    """Does what venv, pip, the export and the engine do to the disk, and remembers what was run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.gimp = ""
        self.ran: list[str] = []
        self.fail: str = ""
        self.packages_work = True

    def run(self, argv: list[str], log: Path | None = None) -> int:
        what = argv[2]
        self.ran.append(what)
        if log is not None:
            log.write_text(f"{what} was here\n")
        if what == "venv":
            python = Path(argv[3]) / "bin/python"
            python.parent.mkdir(parents=True)
            python.write_text("python")
        if what == self.fail:
            return 1
        if what == "export" and not Path(argv[4]).exists():
            Path(argv[4]).mkdir()
            (Path(argv[4]) / "manifest.json").write_text(" ".join(argv[5:]))
        if what == "engine":
            Path(argv[argv.index("-o") + 1]).write_bytes(b"picture")
        return 0

    def ask(self, argv: list[str]) -> str:
        if argv[1] == "--version":
            if self.gimp:  # as the real GIMP does
                (self.home / ".local/share").mkdir(parents=True, exist_ok=True)
            return self.gimp
        return "ready" if Path(argv[0]).exists() and self.packages_work else ""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with little in it."""
    files = {
        "pyproject.toml": "",
        "engine/__init__.py": "",
        "engine/version.py": '__version__ = "1.2.3"\n',
        "engine/options.py": "options",
        "engine/looks/__init__.py": "",
        "engine/looks/broad.json": "{}",
        "export/__init__.py": "",
        "gimp_plugin/impasto/impasto.py": "#!/usr/bin/env python3\n",
        "gimp_plugin/impasto/host.py": "host",
        "gimp_plugin/impasto/icons/brush.svg": "<svg/>",
        "gimp_plugin/gimpfu/gimpfu.py": "bindings",
        "gimp_plugin/gimpfu/_gimpfu/values.py": "values",
        "gimp_plugin/impasto/__pycache__/host.pyc": "x",
        "samples/content/astronaut.jpg": "",
        ".git/config": "",
    }
    for name, content in files.items():
        (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "checkout" / name).write_text(content)
    return tmp_path / "checkout"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def commands(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCommands:
    monkeypatch.setattr(install, "gimp_programs", lambda: {"/usr/bin/gimp"})
    return FakeCommands(home)


Run = Callable[..., None]


@pytest.fixture
def setup(checkout: Path, home: Path, commands: FakeCommands) -> Run:
    """Runs the whole installation (or removal) as `main` does, for the home folder, on Linux."""

    def run(*, uninstall: bool = False, weights: Path | None = None, demo_size: int = 0) -> None:
        installer = install.Installer(install.find_places("linux", {}, home), commands, checkout)
        if uninstall:
            installer.uninstall(install.find_profiles(installer.places, {}, home))
        else:
            install.install(installer, {}, home, weights, demo_size)

    return run


def _profile(home: Path, version: str = "3.0") -> Path:
    folder = home / ".config/GIMP" / version
    (folder / "plug-ins").mkdir(parents=True)
    return folder


def _state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every path below a folder with its time, mode and content."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


# Where things go


@pytest.mark.parametrize("environment", [{}, {"XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "/s"}])
@pytest.mark.parametrize(
    ("platform", "directories"), [("linux", platformdirs.unix.Unix), ("darwin", platformdirs.macos.MacOS)]
)
def test_places_are_those_of_platformdirs(
    environment: dict[str, str], platform: str, directories: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", "/home/ann")
    places = install.find_places(platform, environment, Path("/home/ann"))
    expected = directories("impasto", appauthor=False)
    assert places.data == expected.user_data_path
    assert places.later[0] == expected.user_cache_path / "downloads"
    for folder in (expected.user_log_path, expected.user_state_path / "log"):
        assert any(folder.is_relative_to(tree) for tree in places.later)


def test_places_on_windows(tmp_path: Path) -> None:
    environment = {"LOCALAPPDATA": str(tmp_path / "Local"), "APPDATA": str(tmp_path / "Roaming")}
    store = tmp_path / "Local/Packages/GIMP.43237F745459_x/LocalCache/Roaming/GIMP"
    store.mkdir(parents=True)
    places = install.find_places("win32", environment, tmp_path)
    assert places.data == tmp_path / "Local/impasto"
    assert places.python == tmp_path / "Local/impasto/venv/Scripts/python.exe"
    assert places.gimp == (tmp_path / "Roaming/GIMP", store)
    assert places.later[0] == tmp_path / "Local/impasto/Cache/downloads"


def test_gimp_keeps_its_profiles_in_the_library_on_a_mac(home: Path) -> None:
    assert install.find_places("darwin", {}, home).gimp == (home / "Library/Application Support/GIMP",)


def _found(home: Path, commands: FakeCommands, environment: dict[str, str]) -> dict[str, tuple[int, int]]:
    places = install.find_places("linux", environment, home)
    profiles = install.find_profiles(places, environment, home)
    profiles += install.reported_profiles(places, environment, commands)
    return {str(profile.folder.relative_to(home)): profile.version for profile in profiles}


def test_profiles_that_exist_are_found_and_other_folders_are_not(home: Path, commands: FakeCommands) -> None:
    for name in (
        ".config/GIMP/2.10",
        ".config/GIMP/3.0",
        ".config/GIMP/3.2",
        ".config/GIMP/old",
        ".config/GIMP/3",
        "snap/gimp/current/.config/GIMP/3.0",
    ):
        (home / name).mkdir(parents=True)
    assert _found(home, commands, {}) == {
        ".config/GIMP/2.10": (2, 10),
        ".config/GIMP/3.0": (3, 0),
        ".config/GIMP/3.2": (3, 2),
        "snap/gimp/current/.config/GIMP/3.0": (3, 0),
    }


def test_a_gimp_that_was_never_started_gets_a_profile(home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GNU Image Manipulation Program version 3.2.6"
    assert _found(home, commands, {}) == {".config/GIMP/3.2": (3, 2)}
    assert _found(home, commands, {"XDG_CONFIG_HOME": str(home / "settings")}) == {"settings/GIMP/3.2": (3, 2)}


def test_the_profile_that_the_environment_names_replaces_the_reported_one(home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GNU Image Manipulation Program version 3.0.4"
    assert _found(home, commands, {"GIMP3_DIRECTORY": str(home / "mine")}) == {"mine": (3, 0)}
    assert _found(home, commands, {"GIMP3_DIRECTORY": "in-home"}) == {"in-home": (3, 0)}


# Installing


def test_the_plug_in_and_its_engine_are_installed(setup: Run, home: Path, checkout: Path) -> None:
    profile = _profile(home)
    setup()
    folder, data = profile / "plug-ins/impasto", home / ".local/share/impasto"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    shared = {"options.py", "looks/__init__.py", "looks/broad.json"}
    assert names == {"impasto.py", "host.py", "icons/brush.svg", "engine.json", *shared}
    assert os.access(folder / "impasto.py", os.X_OK)
    assert json.loads((folder / "engine.json").read_text()) == {
        "argv": [str(data / "venv/bin/python"), "-m", "engine", "worker"],
        "environment": {"IMPASTO_MODELS": str(data / "models")},
        "version": "1.2.3",
    }
    assert (data / "models/manifest.json").exists()
    assert not (data / "work").exists()
    assert sorted(path.name for path in checkout.iterdir()) == sorted(
        ["pyproject.toml", "engine", "export", "gimp_plugin", "samples", ".git"]
    )


def test_a_second_run_changes_nothing(setup: Run, home: Path, commands: FakeCommands) -> None:
    profile = _profile(home)
    setup()
    before = _state(home)
    commands.ran.clear()
    setup()
    assert _state(home) == before
    assert commands.ran == ["export"]
    assert (profile / "plug-ins/impasto/impasto.py").exists()


def test_a_changed_engine_is_installed_again_into_the_same_environment(
    setup: Run, checkout: Path, commands: FakeCommands
) -> None:
    setup()
    commands.ran.clear()
    (checkout / "engine/new.py").write_text("new")
    setup()
    assert commands.ran == ["pip", "export"]


def test_caches_in_the_checkout_are_no_change(setup: Run, checkout: Path, commands: FakeCommands) -> None:
    setup()
    commands.ran.clear()
    (checkout / "engine/__pycache__").mkdir()
    (checkout / "engine/__pycache__/x.pyc").write_text("x")
    setup()
    assert commands.ran == ["export"]


def test_a_changed_helper_touches_the_entry(setup: Run, home: Path, checkout: Path) -> None:
    entry = _profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    os.utime(entry, (1000, 1000))
    for helper in entry.parent.rglob("*"):
        os.utime(helper, (1000, 1000))
    (checkout / "gimp_plugin/impasto/host.py").write_text("other")
    setup()
    assert (entry.parent / "host.py").read_text() == "other"
    assert entry.stat().st_mtime >= (entry.parent / "host.py").stat().st_mtime > 1000


def test_an_entry_older_than_a_helper_is_touched_as_after_a_run_that_was_cut_off(setup: Run, home: Path) -> None:
    entry = _profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    os.utime(entry, (1000, 1000))
    setup()
    assert entry.stat().st_mtime >= (entry.parent / "host.py").stat().st_mtime


def test_files_of_an_older_version_go_and_those_of_others_stay(setup: Run, home: Path, checkout: Path) -> None:
    folder = _profile(home) / "plug-ins/impasto"
    setup()
    for path in folder.rglob("*"):
        os.utime(path, (1000, 1000))
    (folder / "notes.txt").write_text("mine")
    (checkout / "gimp_plugin/impasto/host.py").unlink()
    setup()
    assert not (folder / "host.py").exists()
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "impasto.py").stat().st_mtime > 1000


def test_a_lost_run_bit_comes_back(setup: Run, home: Path) -> None:
    entry = _profile(home) / "plug-ins/impasto/impasto.py"
    setup()
    entry.chmod(0o644)
    setup()
    assert os.access(entry, os.X_OK)


def test_a_linked_plug_in_folder_is_left_alone(setup: Run, home: Path, checkout: Path) -> None:
    link = _profile(home) / "plug-ins/impasto"
    link.symlink_to(checkout / "gimp_plugin/impasto")
    before = _state(checkout)
    setup()
    setup(uninstall=True)
    assert link.is_symlink()
    assert _state(checkout) == before


def test_gimp_2_10_gets_the_bindings_and_an_entry_with_the_engines_own_python(setup: Run, home: Path) -> None:
    profile = _profile(home, "2.10")
    setup()
    entry = profile / "plug-ins/impasto/impasto.py"
    assert entry.read_text().splitlines()[0] == f"#!{home}/.local/share/impasto/venv/bin/python"
    bindings = profile / "plug-ins/gimpfu"
    assert (bindings / "_gimpfu/values.py").read_text() == "values"
    assert not os.access(bindings / "gimpfu.py", os.X_OK)
    (bindings / "__pycache__").mkdir()
    (bindings / "__pycache__/gimpfu.pyc").touch()
    setup(uninstall=True)
    assert not any((profile / "plug-ins").iterdir())


def test_gimp_2_10_asks_the_plug_in_anew_when_only_the_bindings_changed(setup: Run, home: Path, checkout: Path) -> None:
    entry = _profile(home, "2.10") / "plug-ins/impasto/impasto.py"
    setup()
    before = entry.stat().st_mtime_ns
    setup()
    assert entry.stat().st_mtime_ns == before
    (checkout / "gimp_plugin/gimpfu/gimpfu.py").write_text("better bindings")
    setup()
    assert entry.stat().st_mtime_ns > before


def test_gimp_3_gets_no_bindings(setup: Run, home: Path) -> None:
    profile = _profile(home)
    setup()
    assert [path.name for path in (profile / "plug-ins").iterdir()] == ["impasto"]


def test_the_entry_keeps_its_first_line_where_the_engines_python_does_not_fit_there() -> None:
    entry = b"#!/usr/bin/env python3\ncode\n"
    assert install.with_interpreter(entry, Path("/home/x/a b/python")) == entry
    assert install.with_interpreter(entry, Path("/" + "x" * 200)) == entry
    assert install.with_interpreter(entry, Path("/x/python")) == b"#!/x/python\ncode\n"


def test_an_older_gimp_is_left_alone_with_a_word(setup: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = _profile(home, "2.8")
    setup()
    assert "GIMP 2.8: not supported" in capsys.readouterr().out
    assert not any((profile / "plug-ins").iterdir())


def test_without_gimp_the_demo_is_painted_and_its_path_comes_last(
    setup: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setup(demo_size=512)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("GIMP: not found") for line in lines)
    assert lines[-1] == str(tmp_path / "impasto-demo.png")
    assert (tmp_path / "impasto-demo.png").read_bytes() == b"picture"


def test_the_demo_goes_to_the_data_folder_where_the_current_one_is_read_only(
    setup: Run, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    setup(demo_size=512)
    assert capsys.readouterr().out.splitlines()[-1] == str(home / ".local/share/impasto/impasto-demo.png")
    setup(uninstall=True)
    assert not any(home.iterdir())


def test_weights_reach_the_export_with_their_absolute_path(
    setup: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    setup(weights=Path("vgg16.h5"))
    assert (home / ".local/share/impasto/models/manifest.json").read_text() == f"--weights {tmp_path / 'vgg16.h5'}"


# Interrupted, broken, moved


@pytest.mark.parametrize("step", ["venv", "pip"])
def test_an_environment_that_was_not_completed_is_made_anew(setup: Run, commands: FakeCommands, step: str) -> None:
    commands.fail = step
    with pytest.raises(install.InstallError):
        setup()
    commands.fail = ""
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export"]


def test_an_update_that_was_cut_off_is_made_anew(setup: Run, commands: FakeCommands, checkout: Path) -> None:
    setup()
    (checkout / "engine/new.py").write_text("new")
    commands.fail = "pip"
    with pytest.raises(install.InstallError):
        setup()
    commands.fail = ""
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export"]


def test_a_broken_environment_is_made_anew(setup: Run, home: Path, commands: FakeCommands) -> None:
    setup()
    (home / ".local/share/impasto/venv/bin/python").unlink()
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export"]


def test_a_moved_environment_is_made_anew(setup: Run, home: Path, commands: FakeCommands) -> None:
    setup()
    stamp = home / ".local/share/impasto/venv/impasto.json"
    stamp.write_text(stamp.read_text().replace(str(home), "/elsewhere"))
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export"]


def test_an_engine_that_does_not_start_is_an_error_and_never_complete(setup: Run, commands: FakeCommands) -> None:
    commands.packages_work = False
    with pytest.raises(install.InstallError, match="does not start"):
        setup()
    commands.packages_work = True
    commands.ran.clear()
    setup()
    assert commands.ran == ["venv", "pip", "export"]


def test_a_failure_of_pip_shows_its_last_lines_and_what_to_do(
    setup: Run, commands: FakeCommands, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.fail = "pip"
    with pytest.raises(install.InstallError, match=r"PIP_FIND_LINKS.*--weights"):
        setup()
    assert "pip was here" in capsys.readouterr().out


def test_of_a_long_log_the_errors_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = "print('ERROR: no such package'); print('chatter\\n' * 20); raise SystemExit(1)"
    installer = install.Installer(install.find_places("linux", {"XDG_DATA_HOME": str(tmp_path)}, tmp_path))
    installer.begin()
    with pytest.raises(install.InstallError):
        installer._run_logged([sys.executable, "-c", script], "It failed")
    assert capsys.readouterr().out == "  ERROR: no such package\n"


def test_a_folder_that_a_killed_run_still_fills_is_removed_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "venv/bin").mkdir(parents=True)
    remove, failures = install.shutil.rmtree, [OSError(39, "Directory not empty")] * 2

    def rmtree(folder: Path) -> None:
        if failures:
            raise failures.pop()
        remove(folder)

    monkeypatch.setattr(install.shutil, "rmtree", rmtree)
    monkeypatch.setattr(install.time, "sleep", lambda _: None)
    install.remove_tree(tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("step", ["venv", "pip", "export"])
def test_what_was_interrupted_can_be_removed(setup: Run, home: Path, commands: FakeCommands, step: str) -> None:
    commands.gimp, commands.fail = "GIMP version 3.0.4", step
    with pytest.raises(install.InstallError):
        setup()
    setup(uninstall=True)
    assert not any(home.iterdir())


# Removing


def test_nothing_is_left_of_an_installation_into_an_empty_home(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GIMP version 3.0.4"
    setup()
    places = install.find_places("linux", {}, home)
    for folder in places.later:  # what the export and the engine write
        folder.mkdir(parents=True)
        (folder / "file").write_text("x")
    cache = home / ".config/GIMP/3.0/plug-ins/impasto/__pycache__"
    cache.mkdir()
    (cache / "host.pyc").write_text("x")
    setup(uninstall=True)
    assert not any(home.iterdir())


def test_what_others_made_stays(setup: Run, home: Path) -> None:
    profile = _profile(home)
    others = [profile / "gimprc", profile / "plug-ins/other/other.py", home / ".cache/impasto/roots/root.tar"]
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("theirs")
    empty = home / ".local/share"
    empty.mkdir(parents=True)
    before = _state(home)
    setup()
    setup(uninstall=True)
    assert {path: content for path, (_, _, content) in _state(home).items()} == {
        path: content for path, (_, _, content) in before.items()
    }


def test_files_of_the_user_in_our_folders_stay(setup: Run, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _profile(home) / "plug-ins/impasto"
    setup()
    mine = [folder / "notes.txt", home / ".local/share/impasto/notes.txt"]
    for path in mine:
        path.write_text("mine")
    setup(uninstall=True)
    assert [path for path in home.rglob("*") if path.is_file()] == sorted(mine)
    assert f"Kept {folder}" in capsys.readouterr().out


def test_removing_works_without_the_receipt(setup: Run, home: Path) -> None:
    profile = _profile(home)
    setup()
    (home / ".local/share/impasto/installed.json").unlink()
    setup(uninstall=True)
    assert not (profile / "plug-ins/impasto").exists()
    assert profile.exists()
    assert not (home / ".local/share/impasto").exists()


def test_removing_works_with_a_damaged_receipt_and_twice(setup: Run, home: Path) -> None:
    setup()
    (home / ".local/share/impasto/installed.json").write_text("{")
    setup(uninstall=True)
    setup(uninstall=True)
    assert not (home / ".local/share/impasto").exists()


def test_a_profile_that_is_no_longer_reported_is_still_cleaned(setup: Run, home: Path, commands: FakeCommands) -> None:
    commands.gimp = "GIMP version 3.0.4"
    setup()
    commands.gimp = ""
    setup(uninstall=True)
    assert not any(home.iterdir())


# The command


def test_an_old_python_is_told_what_to_do() -> None:
    with pytest.raises(install.InstallError, match=r"3\.10 or newer.* 3\.9;"):
        install.check_python((3, 9))


def test_a_python_without_venv_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(install.InstallError, match="apt install python3-venv"):
        install.check_python((3, 13))


@pytest.mark.parametrize(
    "argv", [["--uninstall", "--demo"], ["--weights", "no-such-file"], ["--demo", "--demo-size", "8"], ["--what"]]
)
def test_wrong_usage_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        install.main(argv)
    assert stopped.value.code == 2
    assert capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "file/data"))
    monkeypatch.setattr(install, "gimp_programs", set)
    assert install.main([]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and str(home / "file") in error and error.count("\n") == 1


def test_the_real_runner_keeps_foreign_python_settings_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    commands = install.Commands(tmp_path / "work")
    assert commands.ask([sys.executable, "-c", "import os; print('PYTHONPATH' in os.environ)"]) == "False"
    assert commands.ask([str(tmp_path / "no-such-program")]) == ""
    assert commands.run([sys.executable, "-c", "print('to the log'); raise SystemExit(3)"], log=tmp_path / "log") == 3
    assert (tmp_path / "log").read_text() == "to the log\n"


def test_the_checkout_has_what_installing_needs() -> None:
    assert set(install.SOURCES) <= {path.name for path in CHECKOUT.iterdir()}
    assert all((CHECKOUT / name).is_file() for name in install.DEMO_INPUTS)
    assert (CHECKOUT / "gimp_plugin/impasto" / install.ENTRY).is_file()
