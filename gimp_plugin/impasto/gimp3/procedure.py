"""What the procedures of GIMP 3 have in common: a call by a script, or by a user through the dialog."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gi.repository import Gimp

from common import core, recipe_book, settings
from common.choices import Choice
from common.core import JobSpec, Style, StyleRequest
from common.errors import Cancelled, InputError
from common.procedures import STYLE, Procedure
from common.recipes import Recipe
from common.session import Session
from common.settings import STRENGTH_MAP
from common.texts import _
from common.unfinished import catch_up
from gimp3 import arguments, styles
from gimp3.host import Gimp3Host
from gimp3.layers import GimpLayer
from gimp3.recipes import Editor
from gimp3.regions import CHANNELS
from gimp3.styles import StyleLayer

Build = Callable[[Sequence[Choice]], JobSpec]


class Sources(Protocol):
    """The arguments and the dialog's row for styles or a guide: `style_sources` or `dream_sources`."""

    HELP: str
    SOURCE_HELP: str

    def declare(self, procedure: Gimp.Procedure) -> None: ...
    def given(self, call: Call) -> list[Choice]: ...
    def new_row(self, targets: Sequence[Gimp.Drawable], changed: Callable[[], None], last: Sequence[Choice]) -> Any: ...


@dataclass(frozen=True)
class Call:
    """One call of a procedure."""

    about: Procedure
    procedure: Gimp.Procedure
    run_mode: Gimp.RunMode
    image: Gimp.Image
    drawables: Sequence[Gimp.Drawable]
    config: Gimp.ProcedureConfig
    has_user: bool

    def text(self, name: str) -> str:
        """A text argument; GIMP may pass an empty one as None."""
        return self.config.get_property(name) or ""

    @property
    def targets(self) -> Sequence[Gimp.Drawable]:
        """What is to be painted."""
        return self.image.get_layers()[::-1] if self.about.every_layer else self.drawables

    def run(self, sources: Sources) -> None:
        """Do what a script gave, or what the user is asked for while the engine starts."""
        if self.about.every_layer and not self.targets:
            raise InputError(_("The image has no layers."))
        build, options = self._builder(), arguments.options(self.config, self.about.options)
        if self.run_mode != Gimp.RunMode.INTERACTIVE:
            choices = self._given(sources)
            self._paint(build(choices), choices)
            return
        if self.has_user:
            self._catch_up()
        with Session() as session:
            session.prepare(options.to_mapping(), self.about.kind)
            request, choices, is_alive = self._ask(sources, build, session)
            self._paint(request, choices, session if is_alive else None)

    def _catch_up(self) -> None:
        """Open what an earlier job has left, and offer to go on with one that was cut off."""
        from gimp3.dialog import ask_to_go_on  # needs a display

        catch_up(self._host(settings.NEW_IMAGE), ask_to_go_on)

    def _paint(self, request: JobSpec, choices: Sequence[Choice], session: Session | None = None) -> None:
        """Paint; layers carry, and the image remembers, what they were painted with."""
        recipe = recipe_book.recipe_of(Editor(), request, choices, self.image, self._strength_map)
        recipe_book.paint(Editor(), self._host(request.result, recipe), request, self.image, session)

    def _host(self, result: str, recipe: Recipe | None = None) -> Gimp3Host:
        return Gimp3Host(self.image, self.has_user, self.about.work, result, recipe)

    def _given(self, sources: Sources) -> list[Choice]:
        """What the caller gave; in a repeated call, what was chosen last where nothing is given."""
        choices = sources.given(self)
        if not choices and self.run_mode == Gimp.RunMode.WITH_LAST_VALS:
            return styles.load_last(self.about.last_key)
        painted = {layer.get_id() for layer in self.targets}
        if any(choice.drawable.get_id() in painted for choice in choices):
            raise InputError(*self.about.own_source)
        return choices

    def _builder(self) -> Build:
        """Makes requests of choices. The same layer is the same object in all of them: so they can be compared."""
        layers = [GimpLayer(one) for one in self.targets]
        as_style = functools.cache(lambda drawable: StyleLayer(drawable, self.image))

        def build(choices: Sequence[Choice]) -> JobSpec:
            made = [Style(as_style(one.drawable), one.weight, CHANNELS.find(self.image, one.region)) for one in choices]
            options = arguments.options(self.config, self.about.options)
            result = settings.IN_PLACE if self.about.every_layer else self.config.get_property("result")
            request = self.about.request(layers, made, options, result)
            if isinstance(request, StyleRequest) and self._strength_map:
                request = dataclasses.replace(request, strength_map=CHANNELS.find_map(self.image, self._strength_map))
            return request

        return build

    @property
    def _strength_map(self) -> str:
        """What the strength map is called; empty where there is none."""
        return self.text(STRENGTH_MAP.name) if self.about.has_strength_map else ""

    def _ask(self, sources: Sources, build: Build, session: Session) -> tuple[JobSpec, list[Choice], bool]:
        """Let the user choose; the request, its styles, and whether the session can still be used."""
        from gimp3.dialog import Dialog  # needs a display

        dialog = Dialog(self.procedure, self.config, self.about.work, self.about.arguments(), session)
        row = sources.new_row(self.targets, dialog.update, styles.load_last(self.about.last_key))
        dialog.add_on_top(row)
        dialog.on_focus(row.refresh)
        if self.about.has_strength_map:
            from gimp3.map_row import MapRow  # needs a display

            def add_faces() -> str:
                from gimp3.faces_channel import add_faces  # needs a display

                options = arguments.options(self.config, self.about.options)
                with dialog.lent() as (lent, _others):
                    return add_faces(lent, self.targets[0], options.to_mapping())

            maps = MapRow(self.procedure, self.config, self.targets, add_faces)
            dialog.add_below("strength", maps)
            dialog.on_focus(maps.refresh)
        if self.about is STYLE:
            from gimp3.looks_row import LooksRow  # needs a display

            dialog.add_on_top(LooksRow(dialog, self.config, row, self.targets, build))

        def request() -> JobSpec:
            made = build(row.choices())
            core.check(made)
            return made

        try:
            if not dialog.run(request, self.targets[0]):
                raise Cancelled
            styles.save_last(row.choices(), self.about.last_key)
            return request(), row.choices(), dialog.is_engine_alive
        finally:
            dialog.close()
