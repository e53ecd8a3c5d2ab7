"""What is installed and whether it is whole, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from installer import engines
from installer.context import Context
from installer.devices import Choice
from installer.environment import digest_of, engine_starts
from installer.files import damaged_files
from installer.gimps import Gimp, all_profiles, find_gimps
from installer.graphs import graphs_are_whole
from installer.messages import report
from installer.places import Engine
from installer.plug_in import plug_in_files
from installer.profiles import Profile

ON_DISK = {"engine": "750 MB on disk", "graphs": "295 MB on disk, 61 MB to download"}
"""What a new installation takes, beside the packages to download."""


def check(context: Context, only: Sequence[Path] = ()) -> int:
    """Say of each part whether it is there and right; 0 if all is well, else 1."""
    places, engine = context.places, engines.current(context.places)
    profiles = [each for each in all_profiles(context, only, ask=False) if each.is_supported]
    engine_part = f"engine in {engine.venv if engine else places.engines}"
    problems = {engine_part: _engine_problem(context, engine)}
    problems |= {f"plug-in in {each.plug_in}": _plug_in_problem(context, each, engine) for each in profiles}
    for part, problem in problems.items():
        report(f"WRONG {part}: {problem}" if problem else f"ok    {part}")
    status = 0
    if engine and not problems[engine_part]:
        status = context.commands.run([str(engine.python), "-m", "engine", "doctor"])
    if status or any(problems.values()):
        report("Run `python3 install.py` to mend it.")
        return 1
    return 0


def show(context: Context, choice: Choice, only: Sequence[Path] = ()) -> None:
    """List what an installation would use and change."""
    places, engine = context.places, engines.current(context.places)
    report("\n".join(choice.lines))
    problem = _engine_problem(context, engine)
    place = engine.venv if engine else places.engines
    size = _size(engine.venv) if engine and not problem else ON_DISK["engine"]
    report(f"Engine: {f'to install ({problem})' if problem else 'up to date'} in {place}, {size}")
    models = engine.models if engine else places.models
    whole = graphs_are_whole(models)
    report(
        f"Graphs: {'up to date' if whole else 'to build'} in {models}, {_size(models) if whole else ON_DISK['graphs']}"
    )
    gimps, profiles = find_gimps(context), all_profiles(context, only, ask=False)
    if not profiles and not gimps:
        report("GIMP: no profile yet; an installation also asks the GIMP that it finds")
    for gimp in gimps:
        report(described(gimp))
    for profile in profiles:
        report(
            "GIMP {}.{}: plug-in {} in {}".format(*profile.version, _to_do(context, profile, engine), profile.folder)
        )


def notes(context: Context) -> list[str]:
    """What to know of each GIMP in which the engine cannot start."""
    return [described(gimp) for gimp in find_gimps(context) if gimp.note]


def described(gimp: Gimp) -> str:
    """One GIMP in words: how it was installed, where it is, and what to know of it."""
    version = " {}.{}".format(*gimp.profile.version) if gimp.profile else ""
    words = f"found{version}: {gimp.kind}, {gimp.program}"
    return f"GIMP: {words}; {'' if gimp.works else 'left alone: '}{gimp.note}" if gimp.note else f"GIMP: {words}"


def _to_do(context: Context, profile: Profile, engine: Engine | None) -> str:
    """What an installation would do with a profile's plug-in, and how large it is."""
    if not profile.is_supported:
        return "not supported"
    files = plug_in_files(context, profile, engine or context.places.engine("1"))
    size = f"{sum(map(len, files.values())) / 1e6:.1f} MB"
    problem = _plug_in_problem(context, profile, engine)
    return f"to install ({problem}; {size})" if problem else f"up to date ({size})"


def _engine_problem(context: Context, engine: Engine | None) -> str:
    """What is wrong with the engine's environment, in words; empty if nothing is."""
    if engine is None:
        return "not installed, or not completely"
    damaged = damaged_files(engine.venv, engine.files)
    if damaged:
        return f"{len(damaged)} damaged or missing files, as {damaged[0]}"
    if not engine_starts(context, engine):
        return "it does not start"
    return "" if engines.read_mark(engine).get("sources") == digest_of(context) else "of another version"


def _plug_in_problem(context: Context, profile: Profile, engine: Engine | None) -> str:
    """What is wrong with a profile's plug-in, in words; empty if nothing is."""
    files = plug_in_files(context, profile, engine or context.places.engine("1"))
    wrong = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    if len(wrong) == len(files):
        return "not installed"
    return f"{len(wrong)} files missing or of another version, as {wrong[0].name}" if wrong else ""


def _size(folder: Path) -> str:
    """What a folder takes on disk."""
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return f"{total / 1e6:.0f} MB"
