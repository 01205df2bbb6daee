"""Style transfer by optimisation: the picture is what is learned, the network stays as it is.

    content, style, 0 to 1 --each size in turn--> features, the aims of the cost
    start --a step of L-BFGS or Adam--> picture --features, cost, slope--> the next step ..
          --enough evaluations--> enlarged to the next size .. --> the picture

A small size is cheap and sees strokes that are large in the picture; the next one begins with its
result, enlarged, and only has to sharpen it. At each size the content is scaled so that its longer
side is that size, the style likewise, times ``style_scale``: larger strokes where it is above 1.

    start  (1 - noise) content + noise u,   u uniform from 0 to 1, keyed by the seed       (1)

``stylize`` gives a ``StyleState`` after every step, with all that the next one depends on as plain
tensors, so that whoever runs it may keep it, show it, stop, and go on with equal results. What is
given is not clamped; ``shown`` is.

On request the picture keeps the colours of the content (``with_colours_of``).

Cost: an evaluation is one pass of the network forward and one back, without slopes of weights:
about 2.3 s with VGG-16 to relu5_1 at 512 by 342 pixels on two cores.

Source: Gatys, Ecker & Bethge 2015, arXiv:1508.06576; Gatys et al. 2017, arXiv:1611.07865, section
6, for sizes in turn.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor

from netwright.errors import SettingError
from netwright.models import Features
from netwright.objectives import STYLE_PARTS, StyleCost, StyleCosts
from netwright.randomness import generator
from netwright.training._descent import Descent, Lbfgs, PictureAdam
from netwright.training._picture_scale import scaled_to, sides_of, sized

SLACK = 2e-3  # share of a cost that bf16 cannot tell


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRecipe:
    """How a picture is made.

    Args:
        sizes: longer sides in pixels, one after the other; 32 or more each.
        evaluations: of the cost at each size, at least; 1 or more each.
        noise: share of noise in the start, 0 to 1.
        style_scale: longer side of the style over that of the content, above 0.
        optimiser: "lbfgs" or "adam".
        rate: Adam's, above 0, on the scale 0 to 1.
        half: whether the network computes in bf16.
        seed: of the noise.

    Raises:
        SettingError: naming the first setting that cannot work.
    """

    sizes: tuple[int, ...] = (256, 512)
    evaluations: tuple[int, ...] = (120, 90)
    noise: float = 0.0
    style_scale: float = 1.0
    optimiser: Literal["lbfgs", "adam"] = "lbfgs"
    rate: float = 0.02
    half: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.sizes or min(self.sizes) < 32:
            raise SettingError("sizes", self.sizes, wanted="longer sides of 32 pixels or more")
        if len(self.evaluations) != len(self.sizes) or min(self.evaluations) < 1:
            raise SettingError(
                "evaluations", self.evaluations, wanted="1 or more for each of the sizes"
            )
        if not 0 <= self.noise <= 1:
            raise SettingError("noise", self.noise, wanted="a share from 0 to 1")
        if not 0 < self.style_scale < math.inf:
            raise SettingError("style_scale", self.style_scale, wanted="a factor above 0")
        if self.optimiser not in ("lbfgs", "adam"):
            raise SettingError("optimiser", self.optimiser, wanted="lbfgs or adam")


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleState:
    """Where the making of a picture is, and all that the next step depends on.

    Args:
        stage: which of the sizes, from 0.
        step: steps done, at all sizes.
        evaluations: evaluations done, at all sizes.
        here: evaluations done at this size.
        picture: (1, 3, h, w), not clamped.
        optimiser: the optimiser's tensors by name.
        costs: "total", "content", "style" and "variation", empty at the start: of the picture; with
            Adam of the one before it.
        ended: whether this was the last step at this size.
        done: whether this was the last step of all.
    """

    stage: int
    step: int
    evaluations: int
    here: int
    picture: Tensor
    optimiser: Mapping[str, Tensor] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)
    ended: bool = False
    done: bool = False

    @property
    def shown(self) -> Tensor:
        """The picture as it is shown: (3, h, w), from 0 to 1."""
        return self.picture[0].clamp(0, 1)


def stylize(
    features: Features,
    cost: StyleCost,
    content: Tensor,
    style: Tensor,
    recipe: StyleRecipe,
    *,
    state: StyleState | None = None,
) -> Iterator[StyleState]:
    """Make a picture that shows what one picture shows, painted as another one is.

    Args:
        features: gives at least the layers of ``cost``.
        cost: what is made small; it is given its aims here.
        content: (3, h, w), from 0 to 1.
        style: (3, h', w'), from 0 to 1.
        recipe: how.
        state: where to go on; None to begin.

    Yields:
        The state after each step; the last one is ``done``. Nothing if ``state`` is done.

    Raises:
        SettingError: if a picture is not (3, h, w).
    """
    for name, picture in (("content", content), ("style", style)):
        if picture.dim() != 3 or picture.shape[0] != 3:
            raise SettingError(name, tuple(picture.shape), wanted="a picture of shape (3, h, w)")
    if state is None:
        state = StyleState(stage=0, step=0, evaluations=0, here=0, picture=_start(content, recipe))
    while not state.done:
        if state.ended:
            state = _enlarged(state, sides_of(content, recipe.sizes[state.stage + 1]))
        for after in _at_one_size(features, cost, content, style, recipe, state):
            state = after
            yield state


def _at_one_size(
    features: Features,
    cost: StyleCost,
    content: Tensor,
    style: Tensor,
    recipe: StyleRecipe,
    state: StyleState,
) -> Iterator[StyleState]:
    stage, size = state.stage, recipe.sizes[state.stage]
    _aim(features, cost, sized(content, size), sized(style, size * recipe.style_scale), recipe)
    measured = _Measured(features, cost, recipe)
    way = _way(state, recipe)
    while not state.ended:
        calls = way.step(measured)
        here = state.here + calls
        ended = here >= recipe.evaluations[stage] or not calls
        state = StyleState(
            stage=stage,
            step=state.step + 1,
            evaluations=state.evaluations + calls,
            here=here,
            picture=way.x,
            optimiser=way.tensors(),
            costs=measured.at(way.judged) or state.costs,
            ended=ended,
            done=ended and stage == len(recipe.sizes) - 1,
        )
        yield state


class _Measured:
    """Cost and slope of a picture; remembers the parts of the costs it has seen last."""

    def __init__(self, features: Features, cost: StyleCost, recipe: StyleRecipe) -> None:
        self._features, self._cost, self._half = features, cost, recipe.half
        self._seen: list[tuple[Tensor, dict[str, float]]] = []

    def __call__(self, picture: Tensor) -> tuple[float, Tensor]:
        x = picture.detach().requires_grad_(True)
        costs = self._cost(x, _looked_at(self._features, x, half=self._half))
        (slope,) = torch.autograd.grad(costs.total, x)
        parts = _numbers(costs)
        self._seen = [(picture, parts)]
        return parts["total"], slope

    def at(self, picture: Tensor) -> dict[str, float]:
        """The parts at a picture, if it was the last one looked at."""
        return next((parts for seen, parts in self._seen if seen is picture), {})


def _looked_at(features: Features, pictures: Tensor, *, half: bool) -> dict[str, Tensor]:
    kind = pictures.device.type
    with torch.autocast(kind, dtype=torch.bfloat16, enabled=half):
        found: dict[str, Tensor] = features(pictures)
    return found


def _aim(
    features: Features, cost: StyleCost, content: Tensor, style: Tensor, recipe: StyleRecipe
) -> None:
    with torch.no_grad():
        cost.aim_at_content(_looked_at(features, content, half=recipe.half))
        cost.aim_at_style(_looked_at(features, style, half=recipe.half))


def _way(state: StyleState, recipe: StyleRecipe) -> Descent:
    way: Descent
    if recipe.optimiser == "adam":
        way = PictureAdam(state.picture, rate=recipe.rate)
    else:
        way = Lbfgs(state.picture, slack=SLACK if recipe.half else 0.0)
    if state.here:
        way.restore(state.optimiser)
    return way


def _start(content: Tensor, recipe: StyleRecipe) -> Tensor:
    picture = sized(content, recipe.sizes[0])
    if not recipe.noise:
        return picture
    noise = generator(recipe.seed, "style noise").random(tuple(picture.shape), dtype="float32")
    return (1 - recipe.noise) * picture + recipe.noise * torch.from_numpy(noise)  # (1)


def _enlarged(state: StyleState, sides: tuple[int, int]) -> StyleState:
    """The same at the next size; the optimiser begins anew."""
    return StyleState(
        stage=state.stage + 1,
        step=state.step,
        evaluations=state.evaluations,
        here=0,
        picture=scaled_to(state.picture, *sides),
    )


def _numbers(costs: StyleCosts) -> dict[str, float]:
    return {name: float(getattr(costs, name).detach()) for name in STYLE_PARTS}
