"""The only place where a foreign pickle is read: a process of its own, started for one file.

    python -I -B _import_worker.py SOURCE TARGET ANSWER

It is run by its path, so that it imports nothing of netwright. In this order it takes limits on
memory, time and file size upon itself, takes the network away, imports torch, closes the doors to
other programs and files, and only then reads SOURCE, by ``torch.load(weights_only=True)`` and by
nothing else if that fails. Tensors go to TARGET as safetensors, what there is to say to ANSWER as
JSON. None of this is trusted: the parent looks at both as at the work of a stranger.

``weights_only`` is a mitigation and not a wall (CVE-2025-32434, CVE-2026-24747); hence the rest.
"""

import json
import os
import socket
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

OLDEST_TORCH = (2, 10)  # CVE-2026-24747
MEMORY = 8 * 2**30  # bytes of address space; torch takes 3.1 GiB of it by being imported
SECONDS = 300  # of processor time
ROOM = 64 * 2**20  # bytes that any result may have
USUAL = ("state_dict", "model_state_dict", "model", "module", "weights", "params", "net")
DOORS = (
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "pty.spawn",
    "subprocess.Popen", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto",
    "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.kill",
    "shutil.rmtree", "shutil.move", "shutil.copyfile", "webbrowser.open", "ctypes.dlopen",
)  # fmt: skip


class RefusedError(Exception):
    """The file is not taken; the words say why.

    Args:
        words: what must be, and what came.
        kind: "data", or "unavailable" where the file is not at fault.
    """

    def __init__(self, words: str, kind: str = "data") -> None:
        super().__init__(words)
        self.kind = kind


def main(source: str, target: str, answer: str) -> None:
    """Turn one file into another, and say what happened.

    Args:
        source: the foreign file.
        target: the safetensors file to be.
        answer: the JSON file to be.
    """
    said: dict[str, object]
    try:
        limit(Path(source).stat().st_size)
        take_network_away()
        require_whole(source)
        said = {"ok": True, **convert(source, target, may_write=(target, answer))}
    except RefusedError as error:
        said = {"ok": False, "kind": error.kind, "message": str(error)}
    except Exception as error:  # the boundary of this process: whatever it is, it is told
        said = {"ok": False, "kind": "data", "message": f"{type(error).__name__}: {error}"[:2000]}
    Path(answer).write_text(json.dumps(said), encoding="utf-8")


def limit(size: int) -> None:
    """Cap memory, processor time and file size, by the size of the file that comes."""
    try:
        import resource
    except ImportError:  # Windows has none of them
        return
    caps = {
        resource.RLIMIT_AS: MEMORY + 4 * size,
        resource.RLIMIT_CPU: SECONDS + size // 2**24,
        resource.RLIMIT_FSIZE: result_limit(size) + ROOM,
        resource.RLIMIT_CORE: 0,
    }
    for what, cap in caps.items():
        _, hard = resource.getrlimit(what)
        lowest = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(what, (lowest, lowest))


def result_limit(size: int) -> int:
    """Bytes that may come of a file of this size: twice, for tensors that were shared."""
    return 2 * size + ROOM


class _NoSocket(socket.socket):
    def __init__(self, *_: object, **__: object) -> None:
        raise OSError("there is no network in the import worker")


def take_network_away() -> None:
    """Let every attempt to make a socket fail, from here on."""
    vars(socket)["socket"] = _NoSocket


def close_doors(may_write: tuple[str, ...]) -> None:
    """Refuse other programs, the network, and writing to any file but these; for good."""

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if event in DOORS:
            raise RefusedError(f"the file must hold tensors; got an attempt at {event}")
        if event == "open" and _writes(arguments) and str(arguments[0]) not in allowed:
            raise RefusedError(f"the file must hold tensors; got an attempt to open {arguments[0]}")

    allowed = {*may_write, os.devnull}
    sys.addaudithook(listen)


def _writes(arguments: tuple[object, ...]) -> bool:
    path, mode, flags = arguments
    if isinstance(path, int):
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def require_whole(source: str) -> None:
    """Check what torch does not: the checksums of its archive, and that nothing in it is packed.

    Args:
        source: the file.

    Raises:
        RefusedError: if it is an archive and is not whole.
    """
    with Path(source).open("rb") as file:
        if file.read(2) != b"PK":
            return
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if any(member.compress_type != zipfile.ZIP_STORED for member in members):
                raise RefusedError("the file must be as torch.save writes it; got packed members")
            if len({member.filename for member in members}) != len(members):
                raise RefusedError("the file must be as torch.save writes it; got a name twice")
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise RefusedError(f"the file must be a whole archive; got {error}") from error
    if broken is not None:
        raise RefusedError(f"the file must be a whole archive; got a wrong checksum of {broken}")


def convert(source: str, target: str, *, may_write: tuple[str, ...] = ()) -> dict[str, object]:
    """Read the file and write what tensors it holds.

    Args:
        source: the foreign file.
        target: the safetensors file to be.
        may_write: the only files that may be written from now on; none leaves the doors open.

    Returns:
        "opened", the entry that was opened, and "left_out", the names of what is no tensor.

    Raises:
        RefusedError: if torch is too old, or the file holds no named tensors.
    """
    try:
        import torch
        from safetensors.torch import save_file
    except ImportError as error:
        raise RefusedError(f"torch must be importable; got: {error}", "unavailable") from error
    require_new(str(torch.__version__))
    if may_write:
        close_doors(may_write)
    try:
        loaded = torch.load(source, map_location="cpu", weights_only=True, mmap=False)
    except RefusedError:
        raise
    except Exception as error:  # whatever a foreign file makes torch raise, the file is not taken
        raise RefusedError(_told(error)) from error
    opened, entries = opened_one_level(loaded, torch.Tensor)
    tensors = {
        name: value
        for name, value in entries.items()
        if isinstance(name, str) and isinstance(value, torch.Tensor) and _plain(value)
    }
    beside = [name for name in loaded if str(name) != opened] if opened is not None else []
    left_out = [str(name)[:200] for name in [*beside, *entries] if name not in tensors]
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    most = result_limit(Path(source).stat().st_size)
    if not tensors:
        raise RefusedError("the file must hold dense tensors; got none")
    if size > most:
        raise RefusedError(f"the file must hold at most {most:,} bytes of tensors; got {size:,}")
    save_file({name: _own(tensor) for name, tensor in sorted(tensors.items())}, target)
    return {"opened": opened, "left_out": left_out}


def require_new(version: str) -> None:
    """Refuse a torch whose reader is known to be unsafe.

    Args:
        version: as torch says it.

    Raises:
        RefusedError: if it is older than 2.10.
    """
    numbers = tuple(int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")[:2])
    if numbers < OLDEST_TORCH:
        raise RefusedError(
            f"torch must be 2.10 or later to read foreign files (CVE-2026-24747); got {version}",
            "unavailable",
        )


def opened_one_level(loaded: object, tensor: type) -> tuple[str | None, Mapping[Any, Any]]:
    """Find the table of tensors: the file's own, or one of its entries.

    Args:
        loaded: what the file holds.
        tensor: the class of tensors.

    Returns:
        The name of the entry that was opened, None for the file's own table; and the table.

    Raises:
        RefusedError: if there is no such table.
    """
    if not isinstance(loaded, Mapping):
        raise RefusedError(f"the file must hold named tensors; got a {type(loaded).__name__}")
    if any(isinstance(value, tensor) for value in loaded.values()):
        return None, loaded
    tables = {
        name: value
        for name, value in loaded.items()
        if isinstance(value, Mapping) and any(isinstance(v, tensor) for v in value.values())
    }
    usual = [name for name in USUAL if name in tables]
    if usual:
        return usual[0], tables[usual[0]]
    if len(tables) == 1:
        name, table = next(iter(tables.items()))
        return str(name), table
    names = ", ".join(sorted(str(name)[:40] for name in loaded)[:10]) or "none"
    raise RefusedError(f"the file must hold named tensors; got other entries: {names}")


def _plain(tensor: "Tensor") -> bool:
    return not (tensor.is_quantized or tensor.is_meta) and str(tensor.layout) == "torch.strided"


def _own(tensor: "Tensor") -> "Tensor":
    """The same numbers in memory of their own, in order."""
    import torch

    return tensor.detach().clone(memory_format=torch.contiguous_format)


def _told(error: Exception) -> str:
    """What torch says, short: of its long advice only the line that names what was not allowed."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [""]
    telling = [line for line in lines if "Unsupported" in line or "GLOBAL" in line]
    words = (telling or lines)[0].partition(" Please use")[0][:500]
    return f"the file must be weights that torch.save wrote; got {type(error).__name__}: {words}"


if __name__ == "__main__":
    main(*sys.argv[1:4])
