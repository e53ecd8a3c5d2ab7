"""What the dialog does with its preview in any GIMP."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import protocol
from common.core import JobSpec
from common.errors import PluginError
from common.preview import Preview, Viewer
from common.session import Session


class PreviewDialog:
    """Base of the dialogs; while one runs `_request` makes the current job, or raises what is missing."""

    _request: Callable[[], JobSpec] | None = None

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self._preview, self._viewer = Preview(session, viewer), viewer

    @property
    def is_engine_alive(self) -> bool:
        """Whether the preview's session can still be used."""
        return self._preview.is_alive

    @contextlib.contextmanager
    def lent(self) -> Iterator[tuple[Session, Callable[[protocol.Message], None]]]:
        """Let somebody else use the engine, and pass on what is for the dialog; the preview begins anew afterwards."""
        request, self._request = self._request, None
        self._preview.request(None)
        try:
            yield self._preview.session, self._preview.note_devices
        finally:
            self._request = request
            self.update()

    def update(self) -> None:
        """Something was chosen: preview it, or show what is missing and disable OK."""
        if self._request is None:
            return
        try:
            self._preview.request(self._request())
        except PluginError as error:
            self._preview.request(None)
            self._viewer.show_state(str(error))
            self._allow_ok(False)
        else:
            self._allow_ok(True)

    def _tick_preview(self) -> None:
        """Let the preview do a little work, while nobody else has the engine."""
        if self._request is not None:
            self._preview.tick()

    def _allow_ok(self, allowed: bool) -> None:
        """Make OK sensitive, or not."""
        raise NotImplementedError
