"""Memory for decoding: refused before it is taken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from engine.errors import InputError
from engine.imaging import read_image, room
from engine.imaging.refusal import Refusal

READ = """
import resource, sys
import engine.imaging.decoding
from engine.errors import InputError
from engine.imaging import read_image
from engine.runtime.memory import peak
before = peak()
resource.setrlimit(resource.RLIMIT_DATA, (900 << 20, 900 << 20))
try:
    read_image(sys.argv[1])
except InputError as error:
    print(error)
print((peak() - before) >> 20)
"""


def flat_png(file: Path, side: int) -> Path:
    file.write_bytes(imagecodecs.png_encode(np.zeros((side, side, 3), np.uint8), 9))
    return file


def test_a_large_picture_in_a_small_file_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    """64 megapixels, as in a file of 203 kB; in a process of its own, whose limit is 900 MiB."""
    file = flat_png(tmp_path / "flat.png", 8000)
    assert file.stat().st_size < 300_000
    ended = subprocess.run([sys.executable, "-c", READ, file], capture_output=True, text=True, check=True)
    message, taken = ended.stdout.splitlines()
    assert "flat.png has 8000 x 8000 pixels, which need 1953 MiB of memory to be read;" in message
    assert int(taken) < 50


def test_the_plan_is_kept(tmp_path: Path) -> None:
    """What reading takes lies below what is planned for it; 4 megapixels with transparency, the most expensive kind."""
    file = tmp_path / "a.png"
    file.write_bytes(imagecodecs.png_encode(np.full((2000, 2000, 4), 77, np.uint8), 1))
    read = f"from engine.runtime.memory import peak; b = peak(); read_image({str(file)!r}); print(peak() - b)"
    warm = "import engine.imaging.decoding; from engine.imaging import read_image; "
    ended = subprocess.run([sys.executable, "-c", warm + read], capture_output=True, text=True, check=True)
    assert int(ended.stdout) < 4_000_000 * room.BYTES_PER_PIXEL + room._SPARE


def test_what_is_free_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = flat_png(tmp_path / "flat.png", 2500)
    monkeypatch.setattr(room, "free_memory", lambda: 200 << 20)
    with pytest.raises(InputError, match="which need 190 MiB of memory to be read; 136 MiB are free"):
        read_image(file)
    monkeypatch.setattr(room, "free_memory", lambda: 300 << 20)
    assert read_image(file).pixels.shape == (2500, 2500, 3)


def test_sizes_that_are_no_pictures() -> None:
    with pytest.raises(Refusal, match="limit"):
        room.check_size(30_000, 30_000)
    with pytest.raises(ValueError, match="0 x 7"):
        room.check_size(0, 7)
