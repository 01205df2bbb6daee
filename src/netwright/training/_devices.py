"""Which device computes, and what must be set on it."""

import os
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from netwright.errors import UnavailableError


def choose_device(name: str) -> torch.device:
    """The device of a name.

    Args:
        name: "auto", "cpu", "cuda" or "mps"; "auto" takes an accelerator where there is one.

    Returns:
        The device.

    Raises:
        UnavailableError: if the device is not there.
    """
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if name == "auto":
        name = "cuda" if there["cuda"] else "mps" if there["mps"] else "cpu"
    if not there[name]:
        found = ", ".join(device for device, is_there in there.items() if is_there)
        raise UnavailableError(
            f"device must be one that torch finds here: {found}; got {name!r}",
            hint="use --device auto, or install a torch built for this device",
        )
    if name == "cuda":
        # cuBLAS reads this once; without it equal products may differ in their last bits
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    return torch.device(name)


def device_words(device: torch.device) -> str:
    """What a person reads: "cpu, 2 threads" or the accelerator's name."""
    if device.type == "cuda":
        return f"cuda, {torch.cuda.get_device_name(device)}"
    if device.type == "mps":
        return "mps"
    return f"cpu, {torch.get_num_threads()} threads"


def on_device(array: NDArray[Any], device: torch.device) -> torch.Tensor:
    """An array as a tensor on a device; MPS has no float64, so it gets float32 there."""
    if device.type == "mps" and array.dtype == np.float64:
        array = array.astype(np.float32)
    return torch.from_numpy(array).to(device)
