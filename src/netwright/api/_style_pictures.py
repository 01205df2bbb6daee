"""The two pictures of style transfer: read, checked, and known again by their hashes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from netwright import store
from netwright.data import read_picture
from netwright.errors import DataError
from netwright.training import sides_of

LEAST = 16  # pixels of a shorter side: a network halves four times


@dataclass(frozen=True, slots=True, kw_only=True)
class StylePictures:
    """What is shown, and how it is painted.

    Args:
        content: (3, h, w), from 0 to 1.
        style: (3, h', w'), from 0 to 1.
        facts: "content" and "style", each with its path, SHA-256, height and width.
    """

    content: Tensor
    style: Tensor
    facts: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePicture:
    """A picture that was read.

    Args:
        planes: (3, h, w), from 0 to 1.
        facts: its path, SHA-256, height and width.
    """

    planes: Tensor
    facts: Mapping[str, Any]


def read_style_pictures(content: str, style: str, *, smallest: int) -> StylePictures:
    """Read both pictures.

    Args:
        content: path.
        style: path.
        smallest: the smallest longer side they are brought to, in pixels.

    Returns:
        The pictures.

    Raises:
        DataError: if one cannot be read, is no picture, or is too small or too narrow.
    """
    found = {
        name: read_one(path, smallest=smallest)
        for name, path in (("content", content), ("style", style))
    }
    return StylePictures(
        content=found["content"].planes,
        style=found["style"].planes,
        facts={name: one.facts for name, one in found.items()},
    )


def read_one(path: str, *, smallest: float) -> OnePicture:
    """Read one picture.

    Args:
        path: as it was given.
        smallest: the smallest longer side it is brought to, in pixels.

    Returns:
        The picture.

    Raises:
        DataError: if it cannot be read, is no picture, or is too small or too narrow.
    """
    pixels = read_picture(path)
    height, width = pixels.shape[:2]
    planes = torch.tensor(pixels).permute(2, 0, 1).contiguous()
    _expect_wide(path, planes, smallest)
    digest = store.digest(Path(path).expanduser())
    facts = {"path": path, "sha256": digest, "height": height, "width": width}
    return OnePicture(planes=planes.float() / 255, facts=facts)


def read_again(then: Mapping[str, Mapping[str, Any]], *, smallest: int) -> StylePictures:
    """Read the pictures of a run.

    Args:
        then: what ``facts`` were.
        smallest: as above.

    Returns:
        The same pictures.

    Raises:
        DataError: if one is another one now, or cannot be read.
    """
    content, style = (str(then[name]["path"]) for name in ("content", "style"))
    now = read_style_pictures(content, style, smallest=smallest)
    for name, facts in now.facts.items():
        if facts["sha256"] != then[name]["sha256"]:
            raise DataError(
                f"{facts['path']} must be as it was when the run began; got another picture",
                hint="put the picture back as it was, or begin anew",
            )
    return now


def _expect_wide(path: str, planes: Tensor, smallest: float) -> None:
    height, width = planes.shape[1:]
    if min(height, width) < LEAST:
        raise DataError(
            f"{path} must have {LEAST} pixels or more on each side; got {width} x {height}"
        )
    if min(sides_of(planes, smallest)) < LEAST:
        raise DataError(
            f"{path} must have {LEAST} pixels or more on its shorter side at size {smallest:g}; "
            f"got {min(sides_of(planes, smallest))}",
            hint="begin with a larger one of the sizes, or cut the picture",
        )
