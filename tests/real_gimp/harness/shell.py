"""Commands inside a prepared root, in namespaces of their own.

    with Shell(prepare("trixie"), binds={checkout: "/mnt/impasto:ro"}) as shell:
        print(shell.run(["gimp", "--version"]).stdout)

A Shell sees the root, a process list and a /dev/shm of its own, and the home folder; what it writes elsewhere in the
root is forgotten at the end. Closing it, or the death of the tests, ends every process started in it and every mount.
Open a Shell in the main thread: Linux ends it together with the thread that opened it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.real_gimp.harness.roots import ENTER, Root, RootError, namespaces

HOME = "/home/painter"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
# What the machine says about itself; all else a command inside sees is chosen here.
PASSED_ON = ("CI", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PIP_DEFAULT_TIMEOUT", *PROXIES)


class CommandError(Exception):
    """A command inside a root failed or did not end in time; the message holds the end of what it printed."""


class Shell:
    """One visit to a root, in which several commands can run, one after the other or side by side.

    Parameters
    ----------
    root : the root to enter, from `roots.prepare`
    home : folder on this machine that becomes /home/painter; by default an empty one that is deleted at the end
    binds : further folders or files of this machine and their paths inside, ":ro" behind one makes it read-only
    environment : variables for every command, beside PATH, HOME and LANG
    """

    def __init__(
        self,
        root: Root,
        *,
        home: Path | None = None,
        binds: Mapping[Path, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root
        self._own_home = home is None
        self.home = home or Path(tempfile.mkdtemp(prefix="impasto-home-"))
        self._environment = _environment(environment or {})
        self._holder = _hold(root, {self.home: HOME, **(binds or {})})
        try:
            self._inside = _wait_until_entered(self._holder)
        except BaseException:
            self.close()
            raise

    def run(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        cwd: str = HOME,
        timeout: float = 300,
        text: str = "",
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return its exit status and output.

        Parameters
        ----------
        command : program and arguments
        environment : further variables, for this command only
        cwd : folder inside the root to run it in
        timeout : seconds after which it is killed; make it generous, the machine is shared
        text : its standard input
        check : whether an exit status other than 0 is an error

        Raises
        ------
        CommandError : it did not end in time, or failed and `check` is on
        """
        # Files, not pipes: a child that stays behind with the pipe in its hands would keep us waiting.
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(text.encode())
            given.seek(0)
            process = self.start(command, environment=environment, cwd=cwd, stdin=given, stdout=out, stderr=err)
            status = _wait(process, timeout)
            done = subprocess.CompletedProcess(list(command), status or 0, _read(out), _read(err))
        if status is None:
            raise CommandError(f"{_shown(command)} did not end within {timeout} s.\n{_tail(done)}")
        if check and status != 0:
            raise CommandError(f"{_shown(command)} failed with exit status {status}.\n{_tail(done)}")
        return done

    def start(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        cwd: str = HOME,
        stdin: IO[bytes] | int = subprocess.DEVNULL,
        stdout: IO[bytes] | int = subprocess.DEVNULL,
        stderr: IO[bytes] | int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a command and return at once; `kill` ends it, and closing the shell does too."""
        variables = [f"{name}={value}" for name, value in {**self._environment, **(environment or {})}.items()]
        enter = ["nsenter", "--target", str(self._inside), "--mount", "--pid", "--ipc", "--root", "--wd", "--"]
        return subprocess.Popen(
            [*enter, "/usr/bin/env", "-i", f"--chdir={cwd}", *variables, *command],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )

    def outside(self, path: str) -> Path:
        """Where this machine sees the path `path` of the inside, for as long as the shell is open."""
        return Path(f"/proc/{self._inside}/root") / path.lstrip("/")

    def processes(self) -> list[str]:
        """The command lines of all living processes inside, but for the two that keep the shell open."""
        found = []
        for folder in self.outside("/proc").glob("[0-9]*"):
            try:
                command = folder.joinpath("cmdline").read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            # A process that has ended but was not yet collected has no command line left.
            if command and str(ENTER) not in command and command != "sh -c echo entered; read _":
                found.append(command)
        return found

    def close(self) -> None:
        """End everything that runs inside and delete the home, unless the caller gave it."""
        try:
            # At the end of its input process 1 ends, and the kernel takes all others along before it says so.
            self._holder.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self._holder.kill()
            self._holder.communicate()
        if self._own_home:
            shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def run(
    root: Root,
    command: Sequence[str],
    *,
    home: Path | None = None,
    binds: Mapping[Path, str] | None = None,
    environment: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run one command in a root; see `Shell` and `Shell.run` for the parameters."""
    with Shell(root, home=home, binds=binds, environment=environment) as shell:
        return shell.run(command, timeout=timeout)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a command that `Shell.start` started, with the children that stayed in its process group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(chosen: Mapping[str, str]) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    fixed = {"PATH": PATH, "HOME": HOME, "LANG": "C.UTF-8", "NO_AT_BRIDGE": "1"}
    return {**passed_on, **fixed, **chosen}


def _hold(root: Root, binds: Mapping[Path, str]) -> subprocess.Popen[bytes]:
    """Start the process that keeps the namespaces alive: it waits for a line that never comes."""
    places = [text for host, inside in binds.items() for text in (str(Path(host).resolve()), inside)]
    command = [*namespaces(), str(ENTER), "scratch", str(root.path), *places, "--", "sh", "-c", "echo entered; read _"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)


def _wait_until_entered(holder: subprocess.Popen[bytes]) -> int:
    """Return the process id, as this machine counts, of the process that waits inside the root."""
    assert holder.stdout is not None
    if holder.stdout.readline() != b"entered\n":
        _, printed = holder.communicate()
        raise RootError(f"The root could not be entered: {printed.decode(errors='replace').strip()}")
    return _only_child(_only_child(holder.pid))


def _only_child(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text())


def _wait(process: subprocess.Popen[bytes], timeout: float) -> int | None:
    """Return the exit status, or None where the process had to be killed."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        kill(process)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _shown(command: Sequence[str]) -> str:
    return " ".join(command)[:200]


def _tail(done: subprocess.CompletedProcess[str], lines: int = 40) -> str:
    return "\n".join((done.stdout + done.stderr).splitlines()[-lines:])
