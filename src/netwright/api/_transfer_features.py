"""Features of all examples, made once by the frozen layers, in the user's cache.

    cache/features/<key>/  features.npy     float32 (n, d), in the order of the examples
                           manifest.json    length and SHA-256, written last

The key is made of the data, the form, the weights, the device, its threads and torch's version:
equal keys give equal bits, so that a resumed or repeated run trains on the very same numbers.

Cost: one forward pass over all examples; nothing where they are there already.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from netwright import store
from netwright.artefacts import cores
from netwright.contracts import Examples, Task
from netwright.errors import DamageError
from netwright.models import features

LAYOUT = 1  # raise it when the way they are made changes
ROWS = 32  # examples in a pass
FEATURES = "features.npy"


def cached_features(
    network: nn.Module,
    task: Task,
    examples: Examples,
    about: Mapping[str, Any],
    device: torch.device,
) -> NDArray[np.float32]:
    """Features of all examples, made or found.

    Args:
        network: with its weights; it is put on the device and into eval mode.
        task: says how to prepare.
        examples: in stored form.
        about: what the features depend on, as plain values: data, form, weights.
        device: where to compute.

    Returns:
        float32 (n, d), memory-mapped, read-only.

    Raises:
        StorageError: if the cache cannot be written.
    """
    threads = cores() if device.type == "cpu" else 0
    facts = {
        "layout": LAYOUT,
        "torch": torch.__version__,
        "device": device.type,
        "threads": threads,
        **about,
    }
    key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
    folder = store.cache_folder("features") / key
    if not _whole(folder):
        store.discard(folder)
        before = torch.get_num_threads()
        if threads:
            torch.set_num_threads(threads)
        try:
            with store.staged(folder) as staged:
                _write(staged / FEATURES, network, task, examples, device)
                store.write_manifest(staged)
        finally:
            torch.set_num_threads(before)
    found: NDArray[np.float32] = np.load(folder / FEATURES, mmap_mode="r", allow_pickle=False)
    return found


def _whole(folder: Path) -> bool:
    if not (folder / "manifest.json").is_file():
        return False
    try:
        return not store.damages(folder)
    except DamageError:
        return False


def _write(
    path: Path, network: nn.Module, task: Task, examples: Examples, device: torch.device
) -> None:
    """A block of rows after the other: a full disk is an error then, and not a signal."""
    network.eval().to(device).to(memory_format=torch.channels_last)
    count = examples.count
    with path.open("wb") as file, torch.inference_mode():
        for start in range(0, count, ROWS):
            rows = np.arange(start, min(start + ROWS, count), dtype=np.int64)
            stored = {n: torch.from_numpy(a).to(device) for n, a in examples.take(rows).items()}
            batch = task.prepare(stored)
            made = features(network, *(batch[name] for name in task.inputs)).float().cpu().numpy()
            if start == 0:
                shape = (count, made.shape[1])
                store.require_space(path.parent, 4 * shape[0] * shape[1], purpose="features")
                header = {"descr": "<f4", "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(file, header)
            file.write(np.ascontiguousarray(made, dtype="<f4").data)
        file.flush()
        os.fsync(file.fileno())
