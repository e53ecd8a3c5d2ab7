"""What the procedures of GIMP 2.10 have in common: a call by a script, or by a user through the dialog."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gimp
from gimpenums import RUN_INTERACTIVE, RUN_NONINTERACTIVE, RUN_WITH_LAST_VALS

from common import core, recipe_book, settings
from common.choices import Choice
from common.core import JobSpec, Style, StyleRequest
from common.errors import Cancelled, InputError
from common.procedures import STYLE, Procedure
from common.recipes import Recipe
from common.remembered import Remembered, fitting
from common.session import Session
from common.settings import STRENGTH_MAP
from common.texts import _
from common.unfinished import catch_up
from gimp2 import sources, styles
from gimp2.host import Gimp2Host
from gimp2.layers import GimpLayer
from gimp2.recipes import Editor
from gimp2.regions import CHANNELS
from gimp2.styles import StyleLayer

Build = Callable[[Sequence[Choice], Mapping[str, Any]], JobSpec]
LAST = "last"
"""The name of the values that were chosen last."""


class Chosen(NamedTuple):
    """The styles, and the values of the other arguments by name."""

    choices: Sequence[Choice]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of a procedure; `given` is what the caller gave behind image and layer."""

    about: Procedure
    run_mode: int
    image: gimp.Image
    drawable: gimp.Drawable
    given: Sequence[Any]

    @property
    def has_user(self) -> bool:
        """Whether windows may be opened."""
        return self.run_mode != RUN_NONINTERACTIVE

    @property
    def targets(self) -> Sequence[gimp.Drawable]:
        """What is to be painted."""
        return self.image.layers[::-1] if self.about.every_layer else [self.drawable]

    @property
    def remembered(self) -> Remembered:
        """What the procedure's dialog remembers, in a file of the user's GIMP."""
        return Remembered(Path(gimp.directory) / "plug-in-settings" / f"{self.about.name}.json")

    def run(self) -> None:
        """Do what a script gave, or what the user is asked for while the engine starts."""
        if not self.targets:
            raise InputError(_("The image has no layers."))
        build = self._builder()
        if self.run_mode != RUN_INTERACTIVE:
            given = self._given()
            self._paint(build(*given), given)
            return
        self._catch_up()
        values = self._last_values()
        with Session() as session:
            session.prepare(self._options(values).to_mapping(), self.about.kind)
            request, chosen, is_alive = self._ask(values, build, session)
            self._paint(request, chosen, session if is_alive else None)

    def _catch_up(self) -> None:
        """Open what an earlier job has left, and offer to go on with one that was cut off."""
        from gimp2.questions import ask_to_go_on  # needs a display

        catch_up(self._host(settings.NEW_IMAGE), ask_to_go_on)

    def _paint(self, request: JobSpec, chosen: Chosen, session: Session | None = None) -> None:
        """Paint; layers carry, and the image remembers, what they were painted with."""
        strength_map = chosen.values.get(STRENGTH_MAP.name, "")
        recipe = recipe_book.recipe_of(Editor(), request, chosen.choices, self.image, strength_map)
        recipe_book.paint(Editor(), self._host(request.result, recipe), request, self.image, session)

    def _host(self, result: str, recipe: Recipe | None = None) -> Gimp2Host:
        return Gimp2Host(self.image, self.has_user, self.about.work, result, recipe)

    def _last_values(self) -> dict[str, Any]:
        return fitting(self.remembered.load(LAST), self.about.arguments())

    def _given(self) -> Chosen:
        """What the caller gave; in a repeated call, what was chosen last."""
        if self.run_mode == RUN_WITH_LAST_VALS:
            choices, values = styles.load_last(self.about.last_key, self.remembered), self._last_values()
        else:
            choices, rest = sources.given(self.about, self.given)
            values = _named(self.about, rest)
        if not choices and sources.is_needed(self.about):
            raise InputError(_("No style was given."), _("Give a layer of any open image as the argument “style”."))
        painted = {layer.ID for layer in self.targets}
        if any(choice.drawable.ID in painted for choice in choices):
            raise InputError(*self.about.own_source)
        return Chosen(choices, values)

    def _options(self, values: Mapping[str, Any]) -> Any:
        return settings.to_options(
            {name: value for name, value in values.items() if name not in ("result", STRENGTH_MAP.name)},
            self.about.options,
        )

    def _builder(self) -> Build:
        """Makes requests of choices. The same layer is the same object in all of them: so they can be compared."""
        layers, as_style = [GimpLayer(one) for one in self.targets], dict[int, StyleLayer]()

        def build(choices: Sequence[Choice], values: Mapping[str, Any]) -> JobSpec:
            made = []
            for one in choices:
                if one.drawable.ID not in as_style:
                    as_style[one.drawable.ID] = StyleLayer(one.drawable, self.image)
                layer = as_style[one.drawable.ID]
                made.append(Style(layer, one.weight, CHANNELS.find(self.image, one.region)))
            result = values.get("result", settings.IN_PLACE)
            request = self.about.request(layers, made, self._options(values), result)
            if isinstance(request, StyleRequest) and values.get(STRENGTH_MAP.name):
                strength_map = CHANNELS.find_map(self.image, values[STRENGTH_MAP.name])
                request = dataclasses.replace(request, strength_map=strength_map)
            return request

        return build

    def _ask(self, values: Mapping[str, Any], build: Build, session: Session) -> tuple[JobSpec, Chosen, bool]:
        """Let the user choose; the request, what it was made of, and whether the session can still be used."""
        from gimp2.dialog import Dialog  # needs a display

        maps = functools.partial(CHANNELS.offered_maps, self.image, self.targets)
        dialog = Dialog(self.about, values, self.remembered, session, maps)
        last = styles.load_last(self.about.last_key, self.remembered)
        row = sources.new_row(self.about, self.targets, dialog.update, last)
        dialog.add_on_top(row.widget, row.refresh)
        if self.about is STYLE:
            from gimp2.looks_row import LooksRow

            dialog.add_on_top(LooksRow(dialog, row, self.targets, build).widget, row.refresh)

        def request() -> JobSpec:
            made = build(row.choices(), dialog.values())
            core.check(made)
            return made

        try:
            if not dialog.run(request, self.targets[0]):
                raise Cancelled
            styles.save_last(row.choices(), self.about.last_key, self.remembered)
            self.remembered.save(LAST, dialog.values())
            return request(), Chosen(row.choices(), dialog.values()), dialog.is_engine_alive
        finally:
            dialog.close()


def _named(procedure: Procedure, values: Sequence[Any]) -> dict[str, Any]:
    """The caller's values by their names."""
    given = {}
    for argument, value in zip(procedure.arguments(), values):
        if argument.kind == "choice" and value not in argument.choices:
            choices = ", ".join(argument.choices)
            raise InputError(
                _("“{value}” is no value of {name}.").format(value=value, name=argument.name),
                _("Choose one of: {choices}.").format(choices=choices),
            )
        given[argument.name] = bool(value) if argument.kind == "bool" else value
    return given
