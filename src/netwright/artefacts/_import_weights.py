"""Foreign weights come in here and nowhere else, and leave as safetensors.

    .pt, .pth --worker process--> temporary safetensors --header looked at--> OUT
    .safetensors --header looked at--------------------------------------------^
    .h5 of Keras --read by ``_hdf5``, which knows plain arrays alone-----------^

The pickle in a ``.pt`` file is read by ``_import_worker``, in a process of its own with limits, no
network, a bare environment, and no second try by other means. This process never unpickles, and
believes of the worker's result only what it can check. Nothing is ever written over.

Cost: a start of torch, then three passes over the file.
"""

import mmap
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from netwright import store
from netwright.artefacts._hdf5 import read_hdf5
from netwright.artefacts._tensors import check_header
from netwright.errors import DamageError, DataError, SettingError, StorageError, UnavailableError

WORKER = Path(__file__).with_name("_import_worker.py")
TIMEOUT = 900.0  # seconds for one file
ACCEPTED = "a .pt or .pth file of torch.save, a .safetensors file, or a .h5 file of Keras"
KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # of the environment; no token, no proxy, no hook


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in.

    Args:
        path: the safetensors file.
        tensors: how many there are.
        parameters: how many numbers they hold together.
        bytes: the length of the file.
        opened: the entry of the foreign file that held them; None for its own table.
        left_out: the names of entries that are no dense tensors.
    """

    path: Path
    tensors: int
    parameters: int
    bytes: int
    opened: str | None = None
    left_out: tuple[str, ...] = ()


def import_weights(path: Path, out: Path | None = None) -> Imported:
    """Turn a file of foreign weights into safetensors, without running what it holds.

    Args:
        path: a ``.pt`` or ``.pth`` file of ``torch.save``, a ``.safetensors`` file, or a ``.h5``
            file of Keras.
        out: the file to be; None for the same name with ``.safetensors``.

    Returns:
        What came in.

    Raises:
        SettingError: if there is a file of the name ``out`` already.
        DataError: if the file is not one of these, is broken, or holds more than tensors.
        UnavailableError: if torch is missing or too old to be trusted with it.
        StorageError: if the file is not there, or the disk is full or not writable.
    """
    target = path.with_suffix(".safetensors") if out is None else out
    if not path.is_file():
        raise StorageError(f"{path} must be a file; got nothing there")
    if target.exists() or target.is_symlink():
        raise SettingError(
            "out", str(target), wanted="a name that nothing has yet", hint="name another with --out"
        )
    kind, start = path.suffix.lower(), _start(path)
    if kind == ".safetensors":
        _require_tensors(path, path)
        return _take(path, target, {})
    if kind == ".h5" and start == b"\x89H":
        return _from_hdf5(path, target)
    if kind not in (".pt", ".pth") or not start.startswith((b"PK", b"\x80")):
        raise DataError(
            f"{path} must be {ACCEPTED}; got something else",
            hint="save the state_dict with torch.save, or with safetensors, where it comes from",
        )
    store.require_space(target.parent, 4 * path.stat().st_size, purpose="the weights")
    try:
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".tmp"
        ) as folder:
            said = _work(path, Path(folder))
            result = Path(folder) / "result.safetensors"
            _require_tensors(result, path)
            return _take(result, target, said)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{target.parent} must be writable; got: {error.strerror}") from error


def _from_hdf5(path: Path, target: Path) -> Imported:
    arrays, left_out = read_hdf5(path)
    store.require_space(target.parent, 2 * path.stat().st_size, purpose="the weights")
    try:
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".tmp"
        ) as folder:
            result = Path(folder) / "result.safetensors"
            save_file(arrays, result)
            return _take(result, target, {"left_out": list(left_out)})
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{target.parent} must be writable; got: {error.strerror}") from error


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(2)
    except OSError as error:
        raise StorageError(f"{path} must be readable; got: {error.strerror}") from error


def _work(path: Path, folder: Path) -> Mapping[str, object]:
    """Run the worker; its answer, if it says that all went well."""
    result, answer = folder / "result.safetensors", folder / "answer.json"
    command = [sys.executable, "-I", "-B", str(WORKER)]
    try:
        code = subprocess.run(
            [*command, str(path.absolute()), str(result.absolute()), str(answer.absolute())],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise DataError(f"{path} must be readable in {TIMEOUT:g} seconds; got no end") from error
    if not answer.is_file():
        raise DataError(
            f"{path} must be readable within the limits on memory and time; got a worker that "
            f"ended with code {code}"
        )
    try:
        said = store.read_json(answer)
    except DamageError as error:
        raise DataError(f"{path} must be weights; got an answer that is none") from error
    if isinstance(said, dict) and said.get("ok") is True:
        return said
    message = str(said.get("message", "no reason")) if isinstance(said, dict) else "no reason"
    if isinstance(said, dict) and said.get("kind") == "unavailable":
        raise UnavailableError(
            f"{path} must be read by a torch that can be trusted with it; {message}",
            hint="pip install --upgrade torch",
        )
    raise DataError(
        f"{path} must be {ACCEPTED}; {message}",
        hint="nothing of it was run, and there is no other way of reading it; save its state_dict "
        "where it comes from, and import that",
    )


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    here = str(folder.absolute())
    return {**kept, "HOME": here, "TMPDIR": here, "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


def _require_tensors(path: Path, named: Path) -> None:
    """Refuse what is no whole safetensors file; no tensor is read for that."""
    try:
        header = check_header(path)
        with safe_open(path, framework="np") as file:
            names = set(file.keys())
    except (StorageError, SafetensorError, ValueError) as error:
        said = error.message if isinstance(error, StorageError) else error
        raise DataError(
            f"{named} must be a whole safetensors file or {ACCEPTED}; got: {said}"
        ) from error
    if not names or names != set(header) - {"__metadata__"}:
        raise DataError(f"{named} must hold named tensors; got {len(names)} of them")


def _take(source: Path, target: Path, said: Mapping[str, object]) -> Imported:
    """Put a checked file in its place, and count what is in it."""
    with safe_open(source, framework="np") as file:
        shapes = [file.get_slice(name).get_shape() for name in file.keys()]  # noqa: SIM118  no dict
    with source.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as data:
        view = memoryview(data)
        try:
            store.write_bytes(target, view)
        finally:
            view.release()
    opened, left_out = said.get("opened"), said.get("left_out")
    return Imported(
        path=target,
        tensors=len(shapes),
        parameters=sum(prod(shape) for shape in shapes),
        bytes=target.stat().st_size,
        opened=opened if isinstance(opened, str) else None,
        left_out=tuple(str(name) for name in left_out) if isinstance(left_out, list) else (),
    )
