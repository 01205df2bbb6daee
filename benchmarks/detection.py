"""Boxes around blood cells (BCCD, its own split), by the commands a user would give.

    python benchmarks/detection.py bccd      train on its train split for 30 CPU minutes, score test
    python benchmarks/detection.py trainval  the same with its val split to learn from as well
    python benchmarks/detection.py speed     pictures of 416 a second, one by one, boxes included
    python benchmarks/detection.py suppress  time of suppression and overlaps beside torchvision's
    python benchmarks/detection.py tiny      the first line on a few pictures for seconds: a check

``trainval`` learns from seven eighths of train and val together, for 60 epochs; every eighth
picture chooses the weights. Both print mAP@.5 and mAP@[.5:.95] beside the best constant boxes, the
seconds and the CPU seconds of the whole command. Test rows are only scored.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from shared import calibration, command, data_folder, say

MINUTES = 14.0  # of the clock on two cores: 28 CPU minutes, and two to prepare and to end
# Cells have no upper side, and a wider network than the usual one fits the minutes.
SETTINGS = ("--augment", "flip+vflip+crop:32+brightness:0.1", "--set", "width=1.5")
EACH = 8  # one of so many pictures chooses, where train and val are one
ROUNDS = 30


def scored(name: str, data: Path, out: Path, *options: str) -> Path:
    """Train, and say what came of it; the run's folder."""
    done = command("train", str(data), "--out", str(out), "--quiet", *options)
    split = done["goal"]["split"]
    measures = done["measures"][split]
    say(
        name=name,
        split=split,
        map50=_value(measures["map50"]),
        map=_value(measures["map"]),
        trivial_map50=round(done["goal"]["trivial"], 4),
        parameters=done["parameters"],
        clock_minutes=round(done["clock"] / 60, 2),
        cpu_minutes=round(done["cpu"] / 60, 2),
    )
    return Path(str(done["run"]))


def _value(score: object) -> float:
    value = score[0] if isinstance(score, list) else score
    return round(float(str(value)), 4)


def bccd(out: Path) -> None:
    scored("BCCD", data_folder() / "detection_bccd", out, "--minutes", str(MINUTES), *SETTINGS)


def trainval(out: Path) -> None:
    """Splits of our own of what is not test; pictures and annotations stay where they are."""
    given, data = data_folder() / "detection_bccd", out / "bccd"
    lists = data / "ImageSets" / "Main"
    lists.mkdir(parents=True)
    for name in ("JPEGImages", "Annotations"):
        (data / name).symlink_to((given / name).resolve())
    said = given / "ImageSets" / "Main"
    names = (said / "trainval.txt").read_text().splitlines()
    chooses = names[EACH - 1 :: EACH]
    splits = {"val": chooses, "train": [name for name in names if name not in chooses]}
    splits["test"] = (said / "test.txt").read_text().splitlines()
    for split, rows in splits.items():
        (lists / f"{split}.txt").write_text("\n".join(rows) + "\n")
    scored("BCCD, train and val", data, out, "--epochs", "60", *SETTINGS)


def tiny(out: Path) -> None:
    scored("check", data_folder() / "detection_bccd", out, "--epochs", "1", "--plan", "fp32",
           "--set", "side=96", "--set", "width=0.25")  # fmt: skip


def speed() -> None:
    """Network and all that follows it, on pictures that lie decoded."""
    import numpy as np
    import torch

    from netwright.contracts import Examples
    from netwright.tasks import Detection
    from netwright.training import outputs

    task = Detection(
        classes=("a", "b", "c"), side=416, channels=3, mean=(128.0,) * 3, std=(64.0,) * 3,
        anchors=((30.0, 30.0), (40.0, 45.0), (70.0, 70.0), (90.0, 100.0), (150.0, 160.0)),
    )  # fmt: skip
    torch.manual_seed(0)
    network = task.model().eval()
    pictures = np.random.default_rng(0).integers(0, 256, (ROUNDS, 3, 416, 416), dtype=np.uint8)
    seconds = []
    for row in range(ROUNDS):
        rows = np.array([row])
        began = time.perf_counter()
        outputs(network, task, Examples({"picture": pictures}, {"all": rows}), rows)
        seconds.append(time.perf_counter() - began)
    say(
        name="one picture of 416, fp32",
        threads=torch.get_num_threads(),
        a_second=round(1 / statistics.median(seconds), 1),
        milliseconds=[round(1e3 * min(seconds), 1), round(1e3 * max(seconds), 1)],
    )


def suppress() -> None:
    """Suppression and overlaps, beside torchvision's; the results are compared as well."""
    import torch
    import torchvision

    from netwright.objectives import iou, non_max_suppression

    torch.manual_seed(0)
    corner, side = torch.rand(2_000, 2) * 400, torch.rand(2_000, 2) * 60 + 2
    boxes, scores = torch.cat([corner, corner + side], dim=1), torch.rand(2_000)
    labels = torch.randint(3, (2_000,))
    pairs = {
        "suppression": (
            lambda: non_max_suppression(boxes, scores, labels, threshold=0.5),
            lambda: torchvision.ops.batched_nms(boxes, scores, labels, 0.5),
        ),
        "overlaps": (
            lambda: iou(boxes.unsqueeze(1), boxes.unsqueeze(0)),
            lambda: torchvision.ops.box_iou(boxes, boxes),
        ),
    }
    for name, both in pairs.items():
        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for place, run in enumerate(both):
                began = time.perf_counter()
                run()
                times[place].append(time.perf_counter() - began)
        first, second = (run() for run in both)
        same = first.shape == second.shape and bool(torch.allclose(first.float(), second.float()))
        ours, theirs = (1e3 * statistics.median(one) for one in times)
        say(name=name, ours_ms=round(ours, 3), torchvision_ms=round(theirs, 3), equal=same)


def main(line: str) -> None:
    say(calibration=calibration())
    with tempfile.TemporaryDirectory() as place:
        if line in ("bccd", "all"):
            bccd(Path(place))
        if line in ("trainval", "all"):
            trainval(Path(place))
        if line == "tiny":
            tiny(Path(place))
    if line in ("speed", "all"):
        speed()
    if line in ("suppress", "all"):
        suppress()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
