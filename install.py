#!/usr/bin/env python3
"""Install Impasto for the current user, update it, or remove it.

`python3 install.py` creates the engine's virtual environment and the graphs of its network in the user's data folder,
and copies the plug-in into every profile of GIMP 3 and GIMP 2.10. It can be run again at any time: what is up to date
is left alone, and what an interrupted run left incomplete is replaced. `installed.json` in the data folder lists what
was installed. The work is done in installer/; this file must stay readable for Python 3.6, so that an old Python prints
what it lacks instead of a syntax error.
"""

import argparse
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 10)
DEMO_SIZE = 512


def main(argv: "list[str] | None" = None) -> int:
    """Run the command; exit status 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    arguments = parse(argv)
    if sys.version_info < OLDEST_PYTHON:
        print(
            "error: Impasto needs Python 3.10 or newer, this is {}.{}; run it with a newer one, as in `python3.12 "
            "install.py`.".format(*sys.version_info),
            file=sys.stderr,
        )
        return 1
    from installer.command_line import run

    return run(arguments)


def parse(argv: "list[str] | None") -> argparse.Namespace:
    """The arguments; exits with status 2 where they are wrong."""
    from installer.messages import DEMO_FILE, DEVICES, OFFLINE

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0], epilog=OFFLINE)
    parser.add_argument(
        "--demo", action="store_true", help=f"then paint a sample picture, {DEMO_FILE}, and print where it is"
    )
    parser.add_argument(
        "--demo-size",
        type=int,
        default=DEMO_SIZE,
        metavar="PX",
        help="longest side at which the demo is painted; a smaller one takes less time, the result keeps the photo's "
        f"size (default: {DEMO_SIZE})",
    )
    parser.add_argument(
        "--device",
        choices=DEVICES,
        default="",
        help="what will compute, beside the processor: auto, what the machine has and is small to download (WebGPU for "
        "a graphics card, OpenVINO for bfloat16); cpu, nothing else; webgpu; cuda, for NVIDIA's cards; openvino "
        "(default: as last time, at first auto)",
    )
    parser.add_argument("--weights", type=Path, metavar="FILE", help="read VGG16's weights from FILE: no download")
    add_other_work(parser)
    add_places(parser)
    arguments = parser.parse_args(argv)
    check_combination(parser, arguments)
    if arguments.demo_size < 16:
        parser.error(f"--demo-size cannot be {arguments.demo_size}; give it 16 pixels or more.")
    if arguments.weights and not arguments.weights.is_file():
        parser.error(f"There is no file {arguments.weights}; give --weights a file that holds VGG16's weights.")
    return arguments


def add_other_work(parser: argparse.ArgumentParser) -> None:
    """What is done in place of an installation."""
    parser.add_argument("--check", action="store_true", help="change nothing; say whether what was installed is whole")
    parser.add_argument("--list", action="store_true", help="change nothing; say what was found and would be installed")
    parser.add_argument(
        "--download",
        type=Path,
        metavar="DIR",
        help="install nothing; download to DIR what an installation needs, for a machine like this without a network",
    )
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="DIR",
        help="install nothing; fill DIR with what --download does, the engine's wheel, the plug-in as a zip, and this "
        "program as a zip that installs without the repository",
    )
    parser.add_argument("--uninstall", action="store_true", help="remove everything that was installed")
    parser.add_argument(
        "--keep-models",
        action="store_true",
        help="with --uninstall: keep the network's graphs and weights (355 MB) for a later installation",
    )


def add_places(parser: argparse.ArgumentParser) -> None:
    """From where and to where."""
    parser.add_argument("--offline", type=Path, metavar="DIR", help="install from DIR, which --download filled")
    parser.add_argument(
        "--gimp",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="install the plug-in into this folder of GIMP's settings alone, as ~/.config/GIMP/3.0; may be given "
        "several times (default: into those of every GIMP that is found)",
    )
    parser.add_argument(
        "--upgrade",
        action="store_true",
        help="bring an installation to this version: the new engine is built beside the old one, tried, and takes its "
        "place in one step, also while the old one paints; where anything fails the old one stays",
    )


def check_combination(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Exits with status 2 where options exclude each other."""
    alone = [name for name in ("uninstall", "check", "list", "download", "bundle") if getattr(arguments, name)]
    others = {"demo", "weights", "offline", "upgrade", "device", "gimp"}
    others -= {"list": {"device", "gimp"}, "check": {"gimp"}}.get(alone[0] if alone else "", set())
    others -= {"device"} if alone in (["download"], ["bundle"]) else set()
    if alone and (len(alone) > 1 or any(getattr(arguments, name) for name in others)):
        parser.error(f"--{alone[0]} cannot be combined with these other options; leave the others out.")
    if arguments.keep_models and not arguments.uninstall:
        parser.error("--keep-models goes with --uninstall alone.")


if __name__ == "__main__":
    sys.dont_write_bytecode = True  # the checkout stays as it is
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    sys.exit(main())
