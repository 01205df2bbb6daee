"""What each regulariser, optimiser, schedule, batch size and start does, as curves on one page.

    python benchmarks/effects.py                    measures all, about 15 minutes on two cores
    python benchmarks/effects.py --write            also writes docs/effects.md and its pictures
    python benchmarks/effects.py --only starts      one part: regularisers, optimisers, schedules,
                                                    batches, starts, surfaces

Everything trains by ``netwright.api.train``, each line differing from the first one only in the
settings it names; the starts and the surfaces are about single layers and functions, and use the
parts of ``netwright.models`` and ``netwright.training`` by themselves. Curves are of seed 0; the
tables give mean and range of three seeds. Needs matplotlib (extra ``docs``) for the pictures.
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import effects_layers
import effects_training
from effects_page import Part, write
from shared import calibration, say


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", nargs="*", default=())
    asked = parser.parse_args()
    say(**calibration())
    with tempfile.TemporaryDirectory() as place:
        parts: Mapping[str, Callable[[], Part]] = {
            "regularisers": partial(effects_training.regularisers, Path(place)),
            "optimisers": partial(effects_training.optimisers, Path(place)),
            "schedules": partial(effects_training.schedules, Path(place)),
            "batches": partial(effects_training.batches, Path(place)),
            "starts": effects_layers.starts,
            "surfaces": effects_layers.surfaces,
        }
        for name, measure in parts.items():
            if not asked.only or name in asked.only:
                part = measure()
                for row in part.table:
                    print("  ".join(f"{cell:>24}" for cell in row), flush=True)
                if asked.write:
                    write({name: part})


if __name__ == "__main__":
    main()
