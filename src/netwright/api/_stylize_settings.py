"""What ``stylize`` takes: which network looks, what counts how much, how the picture is made."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from netwright.api._stylize_kinds import expect_kind
from netwright.errors import DamageError, RecipeError, SettingError
from netwright.objectives import StyleCost
from netwright.training import StyleRecipe

FIRST, LATER = 120, 90  # evaluations at the first size, and at each that only sharpens
OF_RECIPE = tuple(field.name for field in fields(StyleRecipe))


@dataclass(frozen=True, slots=True, kw_only=True)
class StylizeSettings:
    """Settings of one picture; those of ``StyleRecipe`` mean what they mean there.

    Args:
        features: whose layers look: torchvision:NAME, timm:NAME, a .safetensors file, or a run
            on colour pictures.
        content_layers: where content is looked at; empty for the usual ones of the network.
        style_layers: where style is looked at; empty for the usual ones.
        content_weight: of the content, 0 or more.
        style_weight: of the style, 0 or more.
        smooth: weight of the variation between neighbours, 0 or more.
        average_pools: whether average pools take the place of those of the largest.
        keep_colours: whether the result has the colours of the content.
        sizes: longer sides in pixels, one after the other.
        evaluations: of the cost at each size, at least; empty for 120, then 90 each.
        noise: share of noise in the start.
        style_scale: longer side of the style over that of the content.
        optimiser: "lbfgs" or "adam".
        rate: Adam's.
        half: whether the network computes in bf16.
        seed: of the noise.

    Raises:
        SettingError: naming the first one that cannot work.
    """

    features: str = "torchvision:vgg19"
    content_layers: tuple[str, ...] = ()
    style_layers: tuple[str, ...] = ()
    content_weight: float = 1.0
    style_weight: float = 100.0
    smooth: float = 0.1
    average_pools: bool = False
    keep_colours: bool = False
    sizes: tuple[int, ...] = (256, 512)
    evaluations: tuple[int, ...] = ()
    noise: float = 0.0
    style_scale: float = 1.0
    optimiser: Literal["lbfgs", "adam"] = "lbfgs"
    rate: float = 0.02
    half: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            expect_kind(field.name, getattr(self, field.name))
        for name in ("content_weight", "style_weight", "smooth"):
            if not 0 <= getattr(self, name) < math.inf:
                wanted = "a finite number, 0 or more"
                raise SettingError(name, getattr(self, name), wanted=wanted)
        if not 0 < self.rate < math.inf:
            raise SettingError("rate", self.rate, wanted="a finite number above 0")
        if not self.evaluations and self.sizes:
            usual = (FIRST, *[LATER] * (len(self.sizes) - 1))
            object.__setattr__(self, "evaluations", usual)  # frozen for all others
        _ = self.recipe

    @property
    def recipe(self) -> StyleRecipe:
        """How the picture is made."""
        return StyleRecipe(**{name: getattr(self, name) for name in OF_RECIPE})

    def cost(self, content: tuple[str, ...], style: tuple[str, ...]) -> StyleCost:
        """The cost at these layers; each counts the same."""
        return StyleCost(
            content={name: 1 / len(content) for name in content},
            style={name: 1 / len(style) for name in style},
            alpha=self.content_weight,
            beta=self.style_weight,
            gamma=self.smooth,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for ``style.json``."""
        return {n: list(v) if isinstance(v, tuple) else v for n, v in asdict(self).items()}


def given_settings(given: Mapping[str, Any]) -> StylizeSettings:
    """The settings somebody asked for.

    Args:
        given: name -> value; lists count as tuples.

    Returns:
        All settings.

    Raises:
        RecipeError: if there is none of a name.
        SettingError: if one cannot work.
    """
    known = [field.name for field in fields(StylizeSettings)]
    others = [name for name in given if name not in known]
    if others:
        listed = ", ".join(known)
        raise RecipeError([f"{name} must be one of {listed}; got another" for name in others])
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()}
    return StylizeSettings(**values)


def kept_settings(values: object) -> StylizeSettings:
    """The settings a run keeps.

    Args:
        values: what ``to_dict`` gave, read from a file.

    Returns:
        The settings.

    Raises:
        DamageError: if the file holds something else.
    """
    try:
        if isinstance(values, dict):
            return given_settings(values)
    except (RecipeError, SettingError, TypeError) as error:
        raise DamageError(f"style.json must hold the settings of a picture; got {error}") from error
    raise DamageError(f"style.json must hold the settings of a picture; got {values!r}")
