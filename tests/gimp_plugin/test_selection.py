"""The selection as it was when the job began."""

from __future__ import annotations

import pytest
from common.pixels import Area
from common.selection import Selection


class Image:
    """100 x 100 pixels; `bounds` and `mask` are selected, and `written` counts."""

    def __init__(self, bounds=None, mask=b""):
        self.bounds, self.mask, self.written = bounds, mask, 0


class OneSelection(Selection):
    """Reads and writes an `Image`; what lies outside it entirely selects nothing."""

    def _current_bounds(self):
        return self._image.bounds

    def _read(self, _bounds):
        return self._image.mask

    def _write(self, bounds):
        self._image.written += 1
        self._image.bounds = bounds if bounds is None or bounds.x + bounds.width > 0 else None
        self._image.mask = self._mask


START, OTHER = Area(10, 20, 30, 40), Area(50, 50, 5, 5)


def test_an_unchanged_selection_is_not_touched():
    for image in (Image(START, b"start"), Image()):
        with OneSelection(image).applied() as fits:
            assert fits
        assert image.written == 0


def test_without_a_selection_there_is_nothing_to_move():
    image = Image()
    with OneSelection(image).applied((5, 5)) as fits:
        assert fits and image.written == 0


@pytest.mark.parametrize("move, there", [((0, 0), START), ((5, -3), Area(15, 17, 30, 40))])
def test_the_copy_is_applied_and_the_users_comes_back(move, there):
    image = Image(START, b"start")
    copy = OneSelection(image)
    image.bounds, image.mask = OTHER, b"other"
    with copy.applied(move) as fits:
        assert fits and (image.bounds, image.mask) == (there, b"start")
    assert (image.bounds, image.mask) == (OTHER, b"other")


def test_a_mask_that_changed_within_the_same_bounds_counts():
    image = Image(START, b"start")
    copy = OneSelection(image)
    image.mask = b"other"
    with copy.applied():
        assert image.mask == b"start"
    assert image.mask == b"other"


def test_a_copy_moved_out_of_the_image_does_not_fit_and_an_error_restores_too():
    image = Image(START, b"start")
    with pytest.raises(ZeroDivisionError), OneSelection(image).applied((-500, 0)) as fits:
        assert not fits
        raise ZeroDivisionError
    assert (image.bounds, image.mask) == (START, b"start")
