"""What is installed and whether it is whole, without changing anything."""

from __future__ import annotations

from pathlib import Path

from installer.context import Context
from installer.devices import Choice
from installer.environment import FILES, digest_of, engine_starts
from installer.files import damaged_files
from installer.messages import report
from installer.plug_in import plug_in_files
from installer.profiles import Profile, find_profiles, flatpak_note


def check(context: Context) -> int:
    """Say of each part whether it is there and right; 0 if all is well, else 1."""
    places, profiles = context.places, [each for each in _profiles(context) if each.is_supported]
    problems = {f"engine in {places.venv}": _engine_problem(context)}
    problems |= {f"plug-in in {each.plug_in}": _plug_in_problem(context, each) for each in profiles}
    for part, problem in problems.items():
        report(f"WRONG {part}: {problem}" if problem else f"ok    {part}")
    status = 0
    if places.python.exists() and not problems[f"engine in {places.venv}"]:
        status = context.commands.run([str(places.python), "-m", "engine", "doctor"])
    if status or any(problems.values()):
        report("Run `python3 install.py` to mend it.")
        return 1
    return 0


def show(context: Context, choice: Choice) -> None:
    """List what an installation would use and change."""
    places = context.places
    report("\n".join(choice.lines))
    report(flatpak_note(context.home))
    engine = _engine_problem(context)
    report(f"Engine: {f'to install ({engine})' if engine else 'up to date'} in {places.venv}, {_size(places.venv)}")
    report(f"Graphs: in {places.models}, {_size(places.models)}")
    profiles = _profiles(context)
    if not profiles:
        report("GIMP: no profile yet; an installation also asks the GIMP that it finds")
    for profile in profiles:
        problem = _plug_in_problem(context, profile)
        what = "not supported" if not profile.is_supported else f"to install ({problem})" if problem else "up to date"
        report("GIMP {}.{}: plug-in {} in {}".format(*profile.version, what, profile.folder))


def _profiles(context: Context) -> list[Profile]:
    """The profiles there are; to ask GIMP itself would create some."""
    return find_profiles(context.places, context.environment, context.home)


def _engine_problem(context: Context) -> str:
    """What is wrong with the engine's environment, in words; empty if nothing is."""
    places = context.places
    if not places.stamp.is_file():
        return "not installed, or not completely"
    damaged = damaged_files(places.venv, places.stamp.with_name(FILES))
    if damaged:
        return f"{len(damaged)} damaged or missing files, as {damaged[0]}"
    if not engine_starts(context):
        return "it does not start"
    return "" if digest_of(context) in places.stamp.read_text("utf-8").split() else "of another version"


def _plug_in_problem(context: Context, profile: Profile) -> str:
    """What is wrong with a profile's plug-in, in words; empty if nothing is."""
    files = plug_in_files(context, profile)
    wrong = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    if len(wrong) == len(files):
        return "not installed"
    return f"{len(wrong)} files missing or of another version, as {wrong[0].name}" if wrong else ""


def _size(folder: Path) -> str:
    """What a folder takes on disk."""
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return f"{total / 1e6:.0f} MB"
