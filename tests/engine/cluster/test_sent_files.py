"""Each content is sent once, and dropped when no job needs it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from engine import InputError
from engine.cluster import Cluster
from engine.cluster.sent_files import SentFiles, checksum, contents


def test_the_same_content_is_sent_once(cluster: Cluster, tmp_path: Path) -> None:
    one, copy, other = (tmp_path / name for name in ("one", "copy", "other"))
    one.write_bytes(b"content")
    copy.write_bytes(b"content")
    other.write_bytes(b"other content")
    sent = SentFiles(cluster._client)
    first = sent.sent(checksum(one), one)
    assert sent.sent(checksum(copy), copy) is first
    second = sent.sent(checksum(other), other)
    assert [future.result() for future in (first, second)] == [b"content", b"other content"]
    sent.keep({checksum(other)})
    assert sent.sent(checksum(one), one).key != first.key
    assert sent.sent(checksum(other), other) is second


def test_one_that_was_lost_is_sent_again(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"content")
    sent = SentFiles(cluster._client)
    first = sent.sent("sum", tmp_path / "one")
    first.cancel(force=True)
    second = sent.sent("sum", tmp_path / "one")
    assert second.key != first.key
    assert second.result() == b"content"


def test_checksums_and_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"content")
    assert checksum(tmp_path / "one") == hashlib.sha256(b"content").hexdigest()
    with pytest.raises(InputError, match="none does not exist"):
        contents(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        contents(tmp_path)
