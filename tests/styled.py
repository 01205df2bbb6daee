"""Pictures and a small network that looks at them: what style transfer needs, in seconds."""

from types import SimpleNamespace

import numpy as np
from PIL import Image

import netwright as nw

LEARNED = {"side": 32, "width": 0.25, "plan": "fp32", "epochs": 20}
FAST = {"sizes": (32, 48), "evaluations": (6, 4), "style_weight": 5.0}


def pictures(folder):
    """A photograph of a disc, 60 x 42, and a painting of waves, 50 x 50."""
    folder.mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[:42, :60] / 42
    disc = ((x - 0.7) ** 2 + (y - 0.5) ** 2 < 0.1)[..., None]
    photo = np.where(disc, [220, 180, 60], [60, 110, 190]) + 20 * y[..., None]
    Image.fromarray(photo.astype(np.uint8)).save(folder / "photo.png")
    y, x = np.mgrid[:50, :50]
    waves = np.sin(x / 2 + 3 * np.sin(y / 6))[..., None]
    painting = 128 + waves * [90, 20, -80]
    Image.fromarray(painting.astype(np.uint8)).save(folder / "painting.png")
    return folder / "photo.png", folder / "painting.png"


def photos_folder(folder, count=12):
    """Photographs of discs before a sky, 48 x 40, half of them in a folder of their own."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[:40, :48] / 40
    (folder / "more").mkdir(parents=True)
    for number in range(count):
        (column, row), colours = random.random(2), random.integers(0, 255, (2, 3))
        disc = ((x - column) ** 2 + (y - row) ** 2 < 0.08)[..., None]
        photo = 0.9 * np.where(disc, *colours) + 20 * y[..., None]
        place = folder / "more" if number % 2 else folder
        Image.fromarray(photo.astype(np.uint8)).save(place / f"{number:02}.png")
    return folder


def looking_run(folder):
    """A run on colour pictures, whose layers give maps."""
    random = np.random.default_rng(2)
    for shade, name in ((20, "dark"), (150, "light")):
        (folder / "shades" / name).mkdir(parents=True)
        for number in range(14):
            pixels = (random.integers(0, 90, (16, 16, 3)) + shade).astype(np.uint8)
            Image.fromarray(pixels).save(folder / "shades" / name / f"{number:02}.png")
    settings = {"epochs": 1, "plan": "fp32", "model": "convnet", "width": 0.5, "augment": "none"}
    return nw.train(folder / "shades", out=folder / "runs", **settings).path


def styling(folder):
    """Pictures and network below ``folder``, by name."""
    content, style = pictures(folder)
    run = looking_run(folder)
    return SimpleNamespace(folder=folder, content=content, style=style, run=run)
