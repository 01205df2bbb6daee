"""Costs of neural style transfer, from what a trained network makes of pictures at its layers.

With features g of the generated picture, f of the content picture and s of the style picture, each
c maps of h by w numbers, and F the matrix (c, h w) with a map in every row:

    content  J_C = 1 / (4 h w c) sum_kij (g_kij - f_kij)^2                                 (1)
    style    J_S = 1 / (4 c^2) sum_kl (G_kl / (h w) - S_kl / (h' w'))^2,  G = F F^T        (2)
    smooth   V   = sum over neighbours, right and below, of their squared difference       (3)
    total    J   = alpha sum_l a_l J_C,l + beta sum_l b_l J_S,l + gamma V / numbers        (4)

(2) is the papers' where both pictures have one size; here the style picture may have another.

Features have the unit their network happens to have, and (2) grows with its fourth power, so that
a weight that suits one network is off by 10^6 for another. ``StyleCost`` therefore measures each
layer in its own unit, the root mean square of the features that are aimed at:

    unit_l = sqrt(mean_kij f_kij^2),   J_C,l -> J_C,l / unit_l^2,   J_S,l -> J_S,l / unit_l^4   (5)

Costs are means over a batch of pictures, or those of each by itself (``StyleCost.each``) where a
network learns to paint many contents: there the unit of the content is one for all of them, so
that the cost of a picture does not depend on its batch. Cost in time: (2) takes c^2 h w
multiply-adds a layer, little beside the network's own.

Source: Gatys, Ecker & Bethge 2015, arXiv:1508.06576, equations (1) to (7), with the factor of (1)
as in Ng et al. 2017; Mahendran & Vedaldi 2015, arXiv:1412.0035, for (3).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from netwright.errors import SettingError

Layers = Mapping[str, Tensor]  # name -> features (n, c, h, w)
STYLE_PARTS = ("total", "content", "style", "variation")  # of a cost
LEAST_UNIT = 1e-6  # of a layer that is silent; its fourth power is still a float32


def content_cost(generated: Tensor, content: Tensor) -> Tensor:
    """Equation (1), the mean over the batch.

    Args:
        generated: (n, c, h, w) or (c, h, w), features of the generated picture, any unit.
        content: of the same shape, features of the content picture.

    Returns:
        (), 0 or more, in the squared unit.
    """
    return (generated - content).square().mean() / 4  # (1)


def style_cost(generated: Tensor, style: Tensor) -> Tensor:
    """Equation (2), the mean over the batch.

    Args:
        generated: (n, c, h, w) or (c, h, w), features of the generated picture, any unit.
        style: (1, c, h', w') or (c, h', w'), features of the style picture.

    Returns:
        (), 0 or more, in the fourth power of the unit.
    """
    return _style_gap(_gram(generated), _gram(style))


def total_variation(pictures: Tensor) -> Tensor:
    """Equation (3), the sum over all pictures.

    Args:
        pictures: (..., h, w), any unit; a side of 1 has no neighbours and adds nothing.

    Returns:
        (), 0 or more, in the squared unit.
    """
    down = pictures[..., 1:, :] - pictures[..., :-1, :]
    right = pictures[..., :, 1:] - pictures[..., :, :-1]
    return down.square().sum() + right.square().sum()  # (3)


def root_mean_squares(batches: Iterable[Layers]) -> dict[str, float]:
    """The unit of each layer over many pictures, equation (5).

    Args:
        batches: features of some pictures at one time, (n, c, h, w); of equally many each time.

    Returns:
        name -> unit, ``LEAST_UNIT`` or more; of no batches nothing.
    """
    squares: dict[str, list[float]] = {}
    for layers in batches:
        for name, features in layers.items():
            squares.setdefault(name, []).append(float(_wide(features).square().mean()))
    means = {name: sum(found) / len(found) for name, found in squares.items()}
    return {name: max(math.sqrt(mean), LEAST_UNIT) for name, mean in means.items()}  # (5)


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleCosts:
    """What a picture costs, each part with its weight on it.

    Args:
        total: () or, of each picture by itself, (n,): the sum of the others, equation (4).
        content: of the same shape.
        style: of the same shape.
        variation: of the same shape.
    """

    total: Tensor
    content: Tensor
    style: Tensor
    variation: Tensor

    def mean(self) -> "StyleCosts":
        """The means over the batch, each of shape ()."""
        return StyleCosts(
            total=self.total.mean(),
            content=self.content.mean(),
            style=self.style.mean(),
            variation=self.variation.mean(),
        )


class StyleCost:
    """Equation (4) for one style, and one content or many.

    Args:
        content: layer -> a_l, 0 or more.
        style: layer -> b_l, 0 or more.
        alpha: weight of the content, 0 or more.
        beta: weight of the style, 0 or more.
        gamma: weight of the variation, 0 or more.
        units: whether each layer is measured in its own unit, equation (5).

    Raises:
        SettingError: if there is no layer, or a weight is negative or not finite.
    """

    def __init__(
        self,
        *,
        content: Mapping[str, float],
        style: Mapping[str, float],
        alpha: float = 1.0,
        beta: float = 1.0,
        gamma: float = 0.0,
        units: bool = True,
    ) -> None:
        weights = {"alpha": alpha, "beta": beta, "gamma": gamma}
        weights |= {f"weight of {name}": w for name, w in [*content.items(), *style.items()]}
        for name, weight in weights.items():
            if not 0 <= weight < math.inf:
                raise SettingError(name, weight, wanted="a finite number, 0 or more")
        if not content or not style:
            got = {"content": list(content), "style": list(style)}
            raise SettingError("layers", got, wanted="one or more for content and for style")
        self.content, self.style = dict(content), dict(style)
        self.alpha, self.beta, self.gamma, self.units = alpha, beta, gamma, units
        self._features: dict[str, Tensor] = {}
        self._grams: dict[str, Tensor] = {}
        self._content_units: dict[str, float] = {}
        self._style_units: dict[str, float] = {}

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of all layers that are looked at, each once."""
        return tuple(dict.fromkeys((*self.content, *self.style)))

    def aim_at_content(self, features: Layers) -> None:
        """Take the features of the content picture, or of a batch of them, as the aim."""
        self._features = {name: _wide(features[name].detach()) for name in self.content}
        self._content_units = {name: self._unit({name: f}) for name, f in self._features.items()}

    def aim_at_style(self, features: Layers) -> None:
        """Take the features of the style picture, (1, c, h', w'), as the aim."""
        found = {name: _wide(features[name].detach()) for name in self.style}
        self._grams = {name: _gram(f) for name, f in found.items()}
        self._style_units = {name: self._unit({name: f}) for name, f in found.items()}

    def measure_content_in(self, units: Mapping[str, float]) -> None:
        """Take these units for content, of ``root_mean_squares``, whatever the pictures are.

        Args:
            units: layer -> unit, above 0; of content layers, others count for nothing.

        Raises:
            SettingError: if a layer has none, or one is not above 0.
        """
        for name in self.content:
            if not 0 < units.get(name, 0.0) < math.inf:
                raise SettingError(f"unit of {name}", units.get(name), wanted="a number above 0")
        self._content_units = {name: units[name] for name in self.content}

    @property
    def content_units(self) -> Mapping[str, float]:
        """The unit of each content layer that was aimed at or given."""
        return self._content_units

    def to(self, device: torch.device) -> None:
        """Bring the aims to a device."""
        self._features = {name: f.to(device) for name, f in self._features.items()}
        self._grams = {name: gram.to(device) for name, gram in self._grams.items()}

    def __call__(self, pictures: Tensor, features: Layers) -> StyleCosts:
        """Equation (4), the mean over pictures.

        Args:
            pictures: (n, 3, h, w), from 0 to 1, whose variation counts.
            features: of these pictures, at ``layers``.

        Returns:
            The parts, with gradients where torch keeps them.
        """
        return self.each(pictures, features, self._features).mean()

    def each(self, pictures: Tensor, features: Layers, content: Layers) -> StyleCosts:
        """Equation (4) of each picture beside a content of its own.

        Args:
            pictures: (n, 3, h, w), from 0 to 1, whose variation counts.
            features: of these pictures, at ``layers``.
            content: (n, c, h, w), or one for all, features of the contents at the content layers.

        Returns:
            The parts (n,), with gradients where torch keeps them.
        """
        of_content = torch.stack(
            [
                self.alpha
                * a
                * _mean_each((_wide(features[name]) - _wide(content[name])).square())
                / (4 * self._content_units[name] ** 2)
                for name, a in self.content.items()
            ]
        ).sum(dim=0)  # (1), (4), (5)
        of_style = torch.stack(
            [
                self.beta
                * b
                * _mean_each((_gram(_wide(features[name])) - self._grams[name]).square())
                / (4 * self._style_units[name] ** 4)
                for name, b in self.style.items()
            ]
        ).sum(dim=0)  # (2), (4), (5)
        variation = torch.stack([total_variation(one) / one.numel() for one in pictures])
        variation = self.gamma * variation
        return StyleCosts(
            total=of_content + of_style + variation,
            content=of_content,
            style=of_style,
            variation=variation,
        )

    def _unit(self, features: Layers) -> float:
        if not self.units:
            return 1.0
        return next(iter(root_mean_squares([features]).values()))  # (5)


def _wide(features: Tensor) -> Tensor:
    """In float32 where it was bf16: sums of products need the digits."""
    return features.float() if features.dtype.itemsize < 4 else features


def _gram(features: Tensor) -> Tensor:
    """G / (h w) of (2): (n, c, h, w) -> (n, c, c)."""
    maps = features.flatten(-2)
    return maps @ maps.transpose(-1, -2) / maps.shape[-1]


def _style_gap(seen: Tensor, wanted: Tensor) -> Tensor:
    return (seen - wanted).square().mean() / 4  # (2)


def _mean_each(values: Tensor) -> Tensor:
    """(n, ...) -> (n,)."""
    return values.flatten(1).mean(dim=1)
