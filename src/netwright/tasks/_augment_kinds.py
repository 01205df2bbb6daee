"""The kinds of augmentation, and the small language that asks for them.

    augment = "none", or kinds joined by "+", each with a strength behind ":" where it takes one
    crop:4+flip+rotate:15+erase

What is asked for is checked once, when the task is made. The order of the words means nothing:
pictures are moved first (whole pixels, or one resampling of everything), then coloured and
normalised, then erased, then mixed. Each kind has columns of its own in the table of draws, and
only the columns of the kinds in use are drawn.

A kind that alternates is not drawn anew in every epoch: with u the number of an example in epoch 0,
its number in epoch e is the part of u + e / 2 behind the point. So "altflip" mirrors an example
with probability 1/2 in epoch 0, and then in every other epoch: two successive epochs show both
halves of what "flip" may repeat.

Source: Jordan 2024, arXiv:2404.00498, section 3.6, for the alternating flip.
"""

import difflib
from dataclasses import dataclass
from functools import lru_cache

from torch import Tensor

from netwright.errors import SettingError

KNOTS = 6  # of the local warp, each way: three stretches of a cubic spline


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What one kind needs, and how strong it may be.

    Args:
        columns: random numbers for each example.
        usual: the strength where none is given; a share of the side where ``of_side``.
        least: the smallest strength.
        most: the largest strength; a share of the side where ``of_side``; 0 where none is taken.
        of_side: whether the strength is in pixels.
        whole: whether it is a whole number.
        colour: whether it needs three channels.
        alternates: whether its numbers go on by a half from epoch to epoch.
    """

    columns: int
    usual: float = 0.0
    least: float = 0.0
    most: float = 0.0
    of_side: bool = False
    whole: bool = False
    colour: bool = False
    alternates: bool = False


KINDS: dict[str, Kind] = {
    "flip": Kind(columns=1),
    "altflip": Kind(columns=1, alternates=True),
    "vflip": Kind(columns=1),
    "shift": Kind(columns=2),
    "crop": Kind(columns=2, usual=1 / 8, most=1 / 2, of_side=True, whole=True),
    "multicrop": Kind(columns=4, usual=0.35, least=0.05, most=1.0),
    "affine": Kind(columns=5),
    "rotate": Kind(columns=1, usual=15.0, most=180.0),
    "shear": Kind(columns=1, usual=0.1, most=1.0),
    "stretch": Kind(columns=2, usual=0.2, most=1.0),
    "warp": Kind(columns=2 * KNOTS * KNOTS, usual=1 / 16, most=1 / 12, of_side=True),
    "brightness": Kind(columns=1, usual=0.2, most=1.0),
    "contrast": Kind(columns=1, usual=0.2, most=1.0),
    "saturation": Kind(columns=1, usual=0.2, most=1.0, colour=True),
    "colour": Kind(columns=3, usual=0.1, most=1.0, colour=True),
    "erase": Kind(columns=4, usual=0.25, most=0.9),
    "mixup": Kind(columns=2, usual=0.2, most=8.0),
    "cutmix": Kind(columns=4, usual=1.0, most=8.0),
}
RESAMPLING = frozenset({"multicrop", "affine", "rotate", "shear", "stretch", "warp"})
MIRRORS = ("flip", "altflip")
MIXES = ("mixup", "cutmix")
EITHER = (MIRRORS, ("shift", "crop"), MIXES)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """The kinds in use and their strengths; ``augmentation_from`` makes it of words.

    Args:
        kinds: names and strengths, in the order of ``KINDS``; pixels where a kind is in pixels.
    """

    kinds: tuple[tuple[str, float], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(name == kind for kind, _ in self.kinds)

    def __str__(self) -> str:
        words = [f"{n}:{s:.10g}" if KINDS[n].most else n for n, s in self.kinds]
        return "+".join(words) or "none"

    @property
    def draws(self) -> int:
        """Random numbers for each example."""
        return sum(KINDS[kind].columns for kind, _ in self.kinds)

    @property
    def alternating(self) -> tuple[int, ...]:
        """Which of these numbers alternate, counted from 0."""
        owners = [kind for kind, _ in self.kinds for _ in range(KINDS[kind].columns)]
        return tuple(place for place, kind in enumerate(owners) if KINDS[kind].alternates)

    @property
    def mirror(self) -> str:
        """The kind in use that mirrors; empty for none."""
        return next((name for name in MIRRORS if name in self), "")

    @property
    def resamples(self) -> bool:
        """Whether some kind moves pixels by parts of a pixel."""
        return any(kind in RESAMPLING for kind, _ in self.kinds)

    def strength(self, name: str) -> float:
        """How strong a kind is; 0 where it is not in use or takes no strength."""
        return dict(self.kinds).get(name, 0.0)

    def columns(self, name: str, draws: Tensor) -> Tensor:
        """The numbers of one kind in use: (n, self.draws) -> (n, columns of the kind)."""
        first = 0
        for kind, _ in self.kinds:
            if kind == name:
                break
            first += KINDS[kind].columns
        return draws[:, first : first + KINDS[name].columns]


@lru_cache(maxsize=64)
def augmentation_from(text: str, *, side: int = 0, channels: int = 0) -> Augmentation:
    """Read what is asked for.

    Args:
        text: "none", or kinds joined by "+".
        side: of the pictures, in pixels; 0 where it is not known yet, then what depends on it
            is not checked and strengths in pixels stay 0 where none is given.
        channels: of the pictures; 0 where they are not known yet.

    Returns:
        The kinds in use.

    Raises:
        SettingError: if a kind is unknown or named twice, a strength is missing its number or
            out of range, or kinds exclude each other or the pictures.

    Example:
        >>> str(augmentation_from("rotate+flip+crop", side=32))
        'flip+crop:4+rotate:15'
    """
    if text == "none":
        return Augmentation()
    strengths: dict[str, float] = {}
    for word in text.split("+"):
        name = word.partition(":")[0]
        if name not in KINDS:
            raise _unknown(name)
        if name in strengths:
            raise SettingError("augment", text, wanted="made of different kinds")
        strengths[name] = _strength(word, side)
        if KINDS[name].colour and channels == 1:
            raise SettingError("augment", text, wanted=f"without {name} for grey pictures")
    for one, other in EITHER:
        if one in strengths and other in strengths:
            raise SettingError("augment", text, wanted=f"{one} or {other}, not both")
    return Augmentation(tuple((name, strengths[name]) for name in KINDS if name in strengths))


def wide(u: Tensor) -> Tensor:
    """Numbers in float64, so that rounding to float32 hides where in a batch they stood.

    A sine of the last few numbers of a tensor may differ in its last bit from one of the first.
    """
    return u if u.device.type == "mps" else u.double()  # MPS has no float64


def _unknown(name: str) -> SettingError:
    near = difflib.get_close_matches(name, KINDS, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "for example flip+crop:4"
    return SettingError(
        "augment", name, wanted=f"none, or some of {', '.join(KINDS)} joined by +", hint=hint
    )


def _strength(word: str, side: int) -> float:
    name, colon, number = word.partition(":")
    kind = KINDS[name]
    if colon and not kind.most:
        raise SettingError("augment", word, wanted=f"{name} without a strength")
    pixels = side if kind.of_side else 1
    usual = float(round(kind.usual * pixels)) if kind.whole else kind.usual * pixels
    try:
        found = float(number) if colon else usual
    except ValueError:
        raise SettingError(
            "augment", word, wanted=f"{name} and a number behind its colon"
        ) from None
    if kind.whole and found != round(found):
        raise SettingError("augment", word, wanted=f"{name} by a whole number of pixels")
    most = float("inf") if kind.of_side and not side else kind.most * pixels
    most = float(int(most)) if kind.whole and side else most
    if not kind.least <= found <= most:
        least = f"{name}:{kind.least:g}"
        where = f" for pictures of {side} pixels" if kind.of_side else ""
        raise SettingError("augment", word, wanted=f"{least} to {name}:{most:.3g}{where}")
    return found
