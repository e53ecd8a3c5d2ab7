"""Outputs are complete or not there."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from engine.errors import InputError
from engine.media.output import output, trial, writing


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match="cannot be written"), output(path, "mp4", {}) as sink:
        sink.add_stream("libx264", rate=25).width = 33
        sink.start_encoding()
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


def test_another_error_goes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyError), output(tmp_path / "out.mkv", "matroska", {}):
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_trial_writes_no_file(tmp_path: Path, mp4: Path) -> None:
    with av.open(str(mp4)) as source, trial(tmp_path / "out.mp4", "mp4", {}) as sink:
        sink.add_stream_from_template(source.streams.audio[0])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said() -> None:
    with pytest.raises(InputError, match="No space left on device") as caught, writing(Path("out.mp4")):
        Path("/dev/full").write_bytes(b"x")
    assert "Free some space" in caught.value.hint
