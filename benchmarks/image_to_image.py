"""A class for every pixel, or a picture from a picture, on three sets of shared/data.

    python benchmarks/image_to_image.py camvid    [WEIGHTS] [key=value ...]
    python benchmarks/image_to_image.py membranes [key=value ...]
    python benchmarks/image_to_image.py facades   [key=value ...]

    camvid      100 street scenes, 11 classes, value 11 not known; the test split's mean
                intersection over union. From scratch, and with WEIGHTS, a safetensors file of
                mobilenet-v2 as ``netwright import-weights`` makes it, with that encoder beside it
    membranes   30 slices of brain in three folds of 10; pixel accuracy and Rand error of each
    facades     from a drawing of a house to its photograph, with and without the discriminator;
                a sheet of given, wanted, made without, made with is written to facades.png

Each training is the command a user would give. Settings as key=value go to every one.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from shared import calibration, command, data_folder, say, setting_words

FOLDS, SLICES = 3, 30
SHOWN = 6  # houses on the sheet


def trained(data: Path, place: Path, settings: list[str]) -> dict[str, Any]:
    words = ["train", str(data), "--task", "image-to-image", "--out", str(place / "runs")]
    return command(*words, "--quiet", *setting_words(settings), cache=place / "cache")


def told(name: str, done: dict[str, Any]) -> None:
    """What one training reached, as a line."""
    split = done["goal"]["split"]
    say(
        training=name,
        rows=split,
        **{key: round(value, 4) for key, value in done["measures"][split].items()},
        trivial=round(done["goal"]["trivial"], 4),
        standard_error=done["goal"]["standard_error"],
        parameters=done["parameters"],
        steps=done["steps"],
        seconds=round(done["clock"], 1),
        verdict=done["verdict"]["lines"][0],
    )


def timed(name: str, data: Path, place: Path, settings: list[str]) -> dict[str, Any]:
    done = trained(data, place, settings)
    told(name, done)
    return done


def camvid(place: Path, given: list[str]) -> None:
    weights = [word for word in given if "=" not in word]
    settings = ["void=11", *(word for word in given if "=" in word)]
    data = data_folder() / "segmentation_camvid"
    timed("from scratch", data, place, settings)
    for file in weights:
        more = ["model=unet:mobilenet-v2", f"pretrained={file}"]
        timed("pretrained encoder", data, place, [*settings, *more])


def membranes(place: Path, given: list[str]) -> None:
    source = data_folder() / "segmentation_membrane"
    reached = []
    for fold in range(FOLDS):
        folder = place / f"membrane{fold}"
        for number in range(SLICES):
            split = "test" if number % FOLDS == fold else "train"
            for kind in ("image", "label"):
                target = folder / split / kind / f"{number}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / kind / f"{number}.png", target)
        done = timed(f"fold {fold}", folder, place, ["boundary=0", *given])
        reached.append(done["measures"]["test"]["pixel_accuracy"])
    say(pixel_accuracy=round(statistics.mean(reached), 4), folds=FOLDS)


def facades(place: Path, given: list[str]) -> None:
    data = data_folder() / "pairs_facades"
    runs = [
        timed(name, data, place, [*given, f"adversarial={weight}"])["run"]
        for name, weight in (("distance alone", 0.0), ("with a discriminator", 0.01))
    ]
    houses = sorted((data / "test").glob("*.jpg"))[:SHOWN]
    both = [np.asarray(Image.open(house).convert("RGB")) for house in houses]
    side = both[0].shape[0]
    columns = [[picture[:, side:] for picture in both], [picture[:, :side] for picture in both]]
    for number, run in enumerate(runs):
        drawings, out = place / "drawings", place / f"made{number}"
        drawings.mkdir(exist_ok=True)
        for place_in_row, picture in enumerate(both):
            Image.fromarray(picture[:, side:]).save(drawings / f"{place_in_row}.png")
        command("predict", str(run), str(drawings), "--draw", str(out))
        columns.append([np.asarray(Image.open(file)) for file in sorted(out.glob("*.png"))])
    sheet = np.concatenate([np.concatenate(column) for column in columns], axis=1)
    Image.fromarray(sheet).save("facades.png")
    say(sheet="facades.png", columns=["given", "wanted", "made without", "made with"])


SETS = {"camvid": camvid, "membranes": membranes, "facades": facades}


def main(words: list[str]) -> None:
    if not words or words[0] not in SETS:
        sys.exit(__doc__)
    say(**calibration())
    with tempfile.TemporaryDirectory() as folder:
        SETS[words[0]](Path(folder), words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
