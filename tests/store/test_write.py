"""One file: the old bytes or the new ones, and words that say what failed."""

import errno
import itertools
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.errors import StorageError
from netwright.store import (
    _disk,
    damages,
    link,
    staged,
    write_bytes,
    write_json,
    write_manifest,
    write_text,
)

FAULTS = {
    errno.ENOSPC: "No space left on device",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EFBIG: "File too large",
    errno.EIO: "Input/output error",
    errno.EROFS: "Read-only file system",
}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def failing(code: int):
    def call(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return call


def test_bytes_come_back_and_nothing_else_is_left(tmp_path):
    for data in (b"", b"one", b"two" * 100_000):
        write_bytes(tmp_path / "a.bin", data)
        assert (tmp_path / "a.bin").read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) & 0o111 == 0


def test_an_array_is_written_as_its_bytes(tmp_path):
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    write_bytes(tmp_path / "a.bin", memoryview(array))
    assert (tmp_path / "a.bin").read_bytes() == array.tobytes()


@settings(max_examples=25)  # each one waits for the disk
@given(text=st.text())
def test_text_is_utf8_and_what_cannot_be_is_escaped(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "text"
    write_text(path, text)
    assert path.read_bytes() == text.encode("utf-8", "backslashreplace")
    write_text(path, "lone \ud800 half")
    assert path.read_text(encoding="utf-8") == "lone \\ud800 half"


def test_json_is_readable_ends_in_a_newline_and_has_no_nan(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"name": "Zoë", "values": [1, 2.5, None]})
    text = path.read_text(encoding="ascii")
    assert text.startswith('{\n  "name"')
    assert text.endswith("}\n")
    assert json.loads(text) == {"name": "Zoë", "values": [1, 2.5, None]}
    with pytest.raises(ValueError, match="Out of range float values are not JSON compliant"):
        write_json(path, {"loss": float("nan")})
    assert json.loads(path.read_text())["name"] == "Zoë"


@pytest.mark.parametrize("call", ["write", "sync", "replace", "sync_folder"])
@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_keeps_the_old_file_and_names_it(tmp_path, monkeypatch, call, code):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(_disk, call, failing(code))
    with pytest.raises(StorageError, match=FAULTS[code]) as caught:
        write_bytes(path, b"new!!")
    said = str(caught.value)
    assert str(path) in said
    assert caught.value.exit_code == 74
    assert caught.value.__cause__.errno == code
    if code in FULL:
        assert "must have 5 bytes of room on the volume of" in said
        assert str(tmp_path) in said
        assert "bytes free" in said
        assert "--resume" in caught.value.hint
    else:
        assert "must be writable; got:" in said
        assert "--out" in caught.value.hint
    # Only the last call comes after the new bytes have their name; they are whole then.
    assert path.read_bytes() == (b"new!!" if call == "sync_folder" else b"old")
    assert [p.name for p in tmp_path.iterdir()] == ["weights.bin"]


def test_a_fault_in_the_middle_of_the_bytes_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "weights.bin"
    write_bytes(path, b"old")
    real, calls = os.write, []

    def third_fails(descriptor: int, data: memoryview) -> int:
        calls.append(len(data))
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data[:1000])  # a short write, as the system may give

    with monkeypatch.context() as patch:
        patch.setattr(_disk.os, "write", third_fails)
        with pytest.raises(StorageError, match="must have 5,000 bytes of room"):
            write_bytes(path, bytes(5000))
    assert calls == [5000, 4000, 3000]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_that_is_really_full(tmp_path, monkeypatch):
    path = tmp_path / "weights.bin"
    write_bytes(path, b"old")
    real = _disk.write
    monkeypatch.setattr(_disk, "write", lambda _, data: real(Path("/dev/full"), data))
    with pytest.raises(StorageError, match="No space left on device") as caught:
        write_bytes(path, b"new!!")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"


LIMITED = """
import resource, sys
from pathlib import Path
from netwright.errors import StorageError
from netwright.store import write_bytes
path = Path(sys.argv[1])
write_bytes(path, b"o" * 1000)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    write_bytes(path, b"n" * 3000)
except StorageError as error:
    sys.stdout.write(str(error))
    sys.exit(error.exit_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
def test_a_real_limit_on_file_size(tmp_path):
    path = tmp_path / "weights.bin"
    command = [sys.executable, "-c", LIMITED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 74, done.stderr
    assert f"{path} must have 3,000 bytes of room" in done.stdout
    assert "File too large" in done.stdout
    assert path.read_bytes() == b"o" * 1000
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StorageError, match="must be writable; got: No such file") as caught:
        write_bytes(tmp_path / "none" / "a.bin", b"x")
    assert str(tmp_path / "none" / "a.bin") in str(caught.value)


def test_a_full_disk_is_explained_even_where_the_folder_is_gone(tmp_path):
    fault = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    said = str(_disk.explain(fault, tmp_path / "no" / "such" / "file"))
    assert f"must have room on the volume of {tmp_path}" in said
    assert "must be writable; got: odd" in str(_disk.explain(OSError("odd"), tmp_path))


def test_the_longest_name_in_plain_letters(tmp_path):
    write_bytes(tmp_path / ("a" * 255), b"x")
    assert (tmp_path / ("a" * 255)).read_bytes() == b"x"


@pytest.mark.parametrize("name", ["\u00fc" * 127, "\U0001f600" * 63], ids=["two", "four"])
def test_the_longest_names_in_other_letters(tmp_path, name):
    write_bytes(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"


def test_a_volume_that_turned_read_only_is_still_explained(tmp_path, monkeypatch):
    """The kernel looks for a read-only mount before it looks for the name to unlink."""
    path = tmp_path / "weights.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(_disk, "write", failing(errno.EROFS))
    monkeypatch.setattr(Path, "unlink", failing(errno.EROFS))
    with pytest.raises(StorageError, match="must be writable; got: Read-only file system"):
        write_bytes(path, b"new")


OPERATIONS: dict[str, Callable[[Path], None]] = {
    "write_bytes": lambda root: write_bytes(root / "a.bin", b"new bytes"),
    "write_manifest": write_manifest,
    "link": lambda root: link(root / "best", "two"),
    "staged": lambda root: _stage(root / "step-2"),
}


def _stage(path: Path) -> None:
    with staged(path) as folder:
        write_bytes(folder / "weights.bin", b"weights")
        write_manifest(folder)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("what", OPERATIONS)
def test_whichever_call_fails_the_old_or_the_new_is_whole(tmp_path, monkeypatch, what, code):
    """The n-th call to the disk fails, for every n that the operation comes to (R3)."""
    for failing in itertools.count(1):
        root = tmp_path / str(failing)
        root.mkdir()
        (root / "a.bin").write_bytes(b"old")
        link(root / "best", "one")
        write_manifest(root)
        error = _fails_at(failing, root, monkeypatch, what, code)
        if error is None:
            break
        assert os.strerror(code) in str(error)
        assert str(root) in str(error)
        assert error.exit_code == 74
        assert (root / "a.bin").read_bytes() in (b"old", b"new bytes")
        assert str((root / "best").readlink()) in ("one", "two")
        assert not (root / "step-2").exists() or damages(root / "step-2") == []
        if what != "write_bytes":
            names = {damage.path for damage in damages(root)}
            assert names <= {"best", "step-2/weights.bin", "step-2/manifest.json"}
        left = [path for path in root.iterdir() if path.name.startswith(".")]
        assert left == []
    assert failing >= 3


def _fails_at(number: int, root: Path, monkeypatch, what: str, code: int) -> StorageError | None:
    """What was said when the ``number``-th call failed; None if there are not so many."""
    count = itertools.count(1)

    def counted(real: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: object) -> None:
            if next(count) == number:
                raise OSError(code, os.strerror(code))
            real(*arguments)

        return call

    with monkeypatch.context() as patch:
        for name in ("write", "sync", "replace", "sync_folder"):
            patch.setattr(_disk, name, counted(getattr(_disk, name)))
        try:
            OPERATIONS[what](root)
        except StorageError as error:
            return error
    return None
