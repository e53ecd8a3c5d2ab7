"""How near a picture is to its style and to its content, and when a fine level is as near as a small picture was.

A level that is painted for a fixed time comes out nearer for one pair of pictures than for another; the same setting
would look different at every size. So a fine level is painted until it is like the reference level (levels.py), and
where one of the two is reached long before the other, their weights are shifted on the way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..arrays import Array
from ..losses.objective import Evaluation, Objective
from ..optim.minimise import ObjectiveChanged, Run, StopOptimization
from ..tracking.progress import Level
from .levels import REFERENCE

TOLERANCE = 1.08
UNBALANCED = 1.15
"""When one distance is as it should be and the other is still so many times too large, the weights are shifted."""
SHIFT = 1.25
"""A content weight twice as large changes the ratio of both distances by 2 to the 0.8 (docs/STRENGTH.md)."""
MOST_AT_ONCE = 2.0
LONGER = 1.6
"""A level that is not yet as near as it should be may take so many times its usual evaluations."""


@dataclass(frozen=True)
class RelativeLosses:
    """Relative squared distances from the style's Gram matrices and the content's features, in the loss's weights."""

    style: float
    content: float

    @classmethod
    def of(cls, evaluation: Evaluation, content_weight_scale: float = 1.0) -> RelativeLosses:
        """What an evaluation says, whose content weighs so many times as much as the options say."""
        return cls(sum(evaluation.style.values()), evaluation.content / content_weight_scale)

    def is_reached(self) -> bool:
        """Whether both distances, given as multiples of what they should be, are as small as that."""
        return max(self.style, self.content) <= TOLERANCE

    def is_unbalanced(self) -> bool:
        """Whether one of them is and the other is far from it."""
        return min(self.style, self.content) <= 1 and max(self.style, self.content) >= UNBALANCED

    def shift(self) -> float:
        """What the content's weight is to be multiplied by for both to be reached together."""
        shift = math.pow(self.content / self.style, SHIFT)
        return min(max(shift, 1 / MOST_AT_ONCE), MOST_AT_ONCE)


@dataclass(frozen=True)
class Reference:
    """What finer levels are to be like.

    Attributes
    ----------
    painted : the small picture with the margin that it was painted with
    seen : the same without the margin; its style is further away, for its border alone
    """

    painted: RelativeLosses
    seen: RelativeLosses

    def multiples(self, found: RelativeLosses, enlarged: float) -> RelativeLosses:
        """The distances of a picture `enlarged` times larger on each side as multiples of what they should be.

        Seen without its margin it should be as near as the small one; its border's share is smaller by its size.
        """
        border = max(0.0, self.seen.style - self.painted.style)
        return RelativeLosses(found.style / (self.seen.style - border / enlarged), found.content / self.painted.content)


class StoppingRule:
    """Ends fine levels when they are like the reference level; one rule serves all levels of a job.

    Attributes
    ----------
    correction : of the content's weight, for these pictures, learned from the fine levels so far
    """

    def __init__(self) -> None:
        self.correction = 1.0
        self.reached: RelativeLosses | None = None
        self.reference: Reference | None = None

    def set_reference(self, unframed: Objective, picture: Array) -> None:
        """Let finer levels become like the level that was painted last, whose `picture` is seen without a margin."""
        if self.reached is not None:
            self.reference = Reference(self.reached, RelativeLosses.of(unframed.evaluate(picture)))

    def watch(self, objective: Objective, level: Level) -> WatchedLevel:
        """What evaluates one level's objective and may end it."""
        return WatchedLevel(self, objective, level)


class WatchedLevel:
    """Evaluates a level's objective, and ends the level when the rule is met.

    Attributes
    ----------
    most : evaluations after which it ends in any case
    """

    def __init__(self, rule: StoppingRule, objective: Objective, level: Level) -> None:
        self._rule, self._objective, self._enlarged = rule, objective, level.longest / REFERENCE
        self._found, self._shifted = RelativeLosses(0.0, 0.0), False
        self.most = round(level.evaluations * LONGER) if rule.reference else level.evaluations

    def evaluate(self, picture: Array) -> tuple[float, Array]:
        """Loss and gradient of a planar picture."""
        evaluation = self._objective.evaluate(picture)
        self._found = RelativeLosses.of(evaluation, self._objective.content_weight_scale)
        return evaluation.loss, evaluation.gradient

    def after_each(self, run: Run) -> None:
        """Raise StopOptimization when the level is done, ObjectiveChanged when the weights have been shifted."""
        if run.losses[-1] > run.best_loss:
            return
        self._rule.reached = self._found
        if self._rule.reference is None:
            return
        multiples = self._rule.reference.multiples(self._found, self._enlarged)
        if multiples.is_reached():
            raise StopOptimization
        if not self._shifted and multiples.is_unbalanced() and len(run.losses) < self.most:
            self._shifted, factor = True, multiples.shift()
            self._rule.correction *= factor
            self._objective.scale_content_weight(factor)
            raise ObjectiveChanged
