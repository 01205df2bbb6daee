"""Foreign weights: in by one door, out as safetensors, and nothing is left of what is refused."""

import functools
import json
import os
import pickle
import socket
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from netwright import store
from netwright.artefacts import _import_weights
from netwright.artefacts._import_weights import Imported, import_weights
from netwright.errors import DataError, SettingError, StorageError, UnavailableError

ARRAYS = {"weight": np.arange(6, dtype=np.float32).reshape(2, 3), "bias": np.ones(3, np.float16)}


class Evil:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"echo evil > {self.marker}",)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def answering(said: object, arrays: dict[str, np.ndarray] | None = None, code: int = 0):
    """A worker that says this, and leaves these arrays; the real one is tested beside it."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        _, target, answer = command[-3:]
        if said is not None:
            Path(answer).write_text(said if isinstance(said, str) else json.dumps(said))
        if arrays is not None:
            save_file(arrays, target)
        return subprocess.CompletedProcess(command, code)

    return run


@pytest.fixture
def foreign(tmp_path):
    (tmp_path / "net.pt").write_bytes(b"PK, and whatever the worker of this test says it is")
    return tmp_path / "net.pt"


def test_a_real_file_goes_through_the_real_worker(tmp_path, monkeypatch):
    import torch

    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    weight = torch.arange(6.0).reshape(2, 3)
    torch.save({"model": {"a": weight.t(), "b": weight}, "epoch": 3}, tmp_path / "net.pth")
    before = (tmp_path / "net.pth").read_bytes()
    done = import_weights(tmp_path / "net.pth")
    size = (tmp_path / "net.safetensors").stat().st_size
    out = tmp_path / "net.safetensors"
    assert done == Imported(out, 2, 12, size, opened="model", left_out=("epoch",))
    np.testing.assert_array_equal(load_file(out)["a"], weight.t().numpy())
    assert (tmp_path / "net.pth").read_bytes() == before
    assert names(tmp_path) == {"net.pth", "net.safetensors"}


def test_a_hostile_file_is_refused_by_the_real_worker(tmp_path):
    import torch

    marker = tmp_path / "marker"
    torch.save({"weight": torch.ones(2), "x": Evil(marker)}, tmp_path / "net.pt")
    with pytest.raises(DataError, match=r"must be a \.pt or \.pth file .*UnpicklingError") as got:
        import_weights(tmp_path / "net.pt")
    assert "nothing of it was run" in got.value.hint
    assert got.value.exit_code == 65
    assert names(tmp_path) == {"net.pt"}


def test_a_broken_archive_is_refused_by_the_real_worker(tmp_path):
    (tmp_path / "net.pt").write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(DataError, match="must be a whole archive; got File is not a zip file"):
        import_weights(tmp_path / "net.pt")
    assert names(tmp_path) == {"net.pt"}


def test_a_safetensors_file_is_copied_once_it_is_found_whole(tmp_path):
    save_file(ARRAYS, tmp_path / "a.safetensors")
    done = import_weights(tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    assert (done.tensors, done.parameters, done.opened, done.left_out) == (2, 9, None, ())
    assert done.bytes == (tmp_path / "a.safetensors").stat().st_size
    assert done.path.read_bytes() == (tmp_path / "a.safetensors").read_bytes()
    assert names(tmp_path) == {"a.safetensors", "b.safetensors"}


@functools.cache
def hostile_headers() -> dict[str, bytes]:
    whole = save(ARRAYS)

    def headed(header: object, data: bytes = b"") -> bytes:
        text = json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + data

    entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    return {
        "pickle": pickle.dumps([1, 2, 3]),
        "empty": b"",
        "cut": whole[:-1],
        "longer": whole + b"x",
        "endless header": struct.pack("<Q", 2**63) + b"{}",
        "no json": struct.pack("<Q", 4) + b"{{{{",
        "huge shape": headed({"a": {**entry, "shape": [2**40, 2**40]}}, bytes(4)),
        "outside": headed({"a": {**entry, "data_offsets": [0, 400], "shape": [100]}}, bytes(4)),
        "overlap": headed({"a": entry, "b": entry}, bytes(4)),
        "backwards": headed({"a": {**entry, "data_offsets": [4, 0]}}, bytes(4)),
        "unknown type": headed({"a": {**entry, "dtype": "F99"}}, bytes(4)),
        "no tensors": headed({}),
        "a list": headed([1, 2]),
        "100,000 names": headed({f"n{i}": {**entry, "shape": [0], "data_offsets": [0, 0]}
                                 for i in range(100_000)}),
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile_headers())
def test_a_safetensors_file_that_is_none_is_refused(tmp_path, name):
    (tmp_path / "a.safetensors").write_bytes(hostile_headers()[name])
    words = r"a\.safetensors must (be a whole safetensors file or|hold named tensors)"
    with pytest.raises(DataError, match=words):
        import_weights(tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    assert names(tmp_path) == {"a.safetensors"}


OTHERS = {
    "net.h5": b"PK\3\4", "net.keras": b"PK\3\4", "net.pkl": b"\x80\x04N.",
    "net.npz": b"PK\3\4", "net.joblib": b"\x80\x04N.", "net": b"\x80\x02N.", "a.pt": b"",
    "net.pth": b"\x89HDF", "net.ckpt": b"PK\3\4", "net.onnx": b"\x08\x07", "b.pt": b"7z\xbc\xaf",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_accepted_is_told_what_is(tmp_path, name, monkeypatch):
    (tmp_path / name).write_bytes(OTHERS[name])
    monkeypatch.setattr(_import_weights.subprocess, "run", None)  # no worker is even started
    words = r"must be a \.pt or \.pth file of torch\.save, a \.safetensors file, or a \.h5 file "
    words += "of Keras; got something"
    with pytest.raises(DataError, match=words) as caught:
        import_weights(tmp_path / name)
    assert "save the state_dict" in caught.value.hint
    assert names(tmp_path) == {name}


def test_nothing_is_written_over(foreign, monkeypatch):
    monkeypatch.setattr(_import_weights.subprocess, "run", None)
    out = foreign.with_suffix(".safetensors")
    out.write_bytes(b"mine")
    with pytest.raises(SettingError, match="out must be a name that nothing has yet; got "):
        import_weights(foreign)
    assert out.read_bytes() == b"mine"
    out.unlink()
    out.symlink_to("nowhere")
    with pytest.raises(SettingError, match="out must be a name that nothing has yet; got "):
        import_weights(foreign)
    save_file(ARRAYS, foreign.parent / "a.safetensors")
    with pytest.raises(SettingError, match="out must be a name that nothing has yet; got "):
        import_weights(foreign.parent / "a.safetensors")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StorageError, match=r"none\.pt must be a file; got nothing there"):
        import_weights(tmp_path / "none.pt")


def test_a_file_that_cannot_be_read_is_told(foreign, monkeypatch):
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(StorageError, match=r"net\.pt must be readable; got: Permission denied"):
        import_weights(foreign)


def test_the_worker_gets_a_bare_environment_and_no_way_back(foreign, monkeypatch):
    seen = {}

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        seen.update(options, command=command)
        return answering({"ok": True}, ARRAYS)(command)

    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    monkeypatch.setattr(_import_weights.subprocess, "run", run)
    import_weights(foreign)
    assert seen["command"][1:3] == ["-I", "-B"]
    assert set(seen["env"]) <= {*_import_weights.KEPT, "HOME", "TMPDIR", "OMP_NUM_THREADS",
                                "LC_ALL"}  # fmt: skip
    assert seen["stdin"] == seen["stdout"] == seen["stderr"] == subprocess.DEVNULL
    assert seen["timeout"] == _import_weights.TIMEOUT
    assert Path(seen["cwd"]).parent == foreign.parent


def test_an_old_torch_is_not_the_files_fault(foreign, monkeypatch):
    said = {"ok": False, "kind": "unavailable", "message": "torch must be 2.10 or later; got 2.9"}
    monkeypatch.setattr(_import_weights.subprocess, "run", answering(said))
    with pytest.raises(UnavailableError, match=r"read by a torch that can .*2\.10 or la") as caught:
        import_weights(foreign)
    assert caught.value.hint == "pip install --upgrade torch"
    assert names(foreign.parent) == {"net.pt"}


@pytest.mark.parametrize("said", ["[]", "3", '{"ok": 1}', "{}", '{"ok": false, "message": [1]}'])
def test_an_answer_that_does_not_say_all_went_well_is_a_no(foreign, monkeypatch, said):
    monkeypatch.setattr(_import_weights.subprocess, "run", answering(said, ARRAYS))
    with pytest.raises(DataError, match=r"net\.pt must be a \.pt or \.pth file"):
        import_weights(foreign)
    assert names(foreign.parent) == {"net.pt"}


def test_an_answer_that_is_no_json_is_a_no(foreign, monkeypatch):
    monkeypatch.setattr(_import_weights.subprocess, "run", answering("{", ARRAYS))
    with pytest.raises(DataError, match="must be weights; got an answer that is none"):
        import_weights(foreign)


def test_a_worker_that_dies_is_told_with_its_code(foreign, monkeypatch):
    monkeypatch.setattr(_import_weights.subprocess, "run", answering(None, code=-9))
    with pytest.raises(DataError, match="limits on memory and time; got a worker that ended with"):
        import_weights(foreign)
    assert names(foreign.parent) == {"net.pt"}


def test_a_worker_without_end_is_ended(foreign, monkeypatch):
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired(command, 900)

    monkeypatch.setattr(_import_weights.subprocess, "run", run)
    with pytest.raises(DataError, match="must be readable in 900 seconds; got no end"):
        import_weights(foreign)
    assert names(foreign.parent) == {"net.pt"}


@pytest.mark.parametrize("left", [None, {}], ids=["no file", "no tensors"])
def test_a_result_that_is_none_is_not_believed(foreign, monkeypatch, left):
    monkeypatch.setattr(_import_weights.subprocess, "run", answering({"ok": True}, left))
    with pytest.raises(DataError, match=r"net\.pt must (be a whole|hold named tensors)"):
        import_weights(foreign)
    assert names(foreign.parent) == {"net.pt"}


def test_what_the_worker_says_of_itself_is_taken_as_plain_words(foreign, monkeypatch):
    said = {"ok": True, "opened": ["x"], "left_out": {"a": 1}, "tensors": 10**9}
    monkeypatch.setattr(_import_weights.subprocess, "run", answering(said, ARRAYS))
    done = import_weights(foreign)
    assert (done.tensors, done.parameters, done.opened, done.left_out) == (2, 9, None, ())


def test_a_folder_that_cannot_be_written_to_is_told(foreign):
    with pytest.raises(StorageError, match="must be writable; got: No such file") as caught:
        import_weights(foreign, foreign.parent / "none" / "out.safetensors")
    assert str(foreign.parent / "none") in str(caught.value)


def test_a_full_disk_leaves_no_half_file(foreign, monkeypatch):
    def full(path: Path, _: object) -> None:
        raise StorageError(f"{path} must have room; got none")

    monkeypatch.setattr(_import_weights.subprocess, "run", answering({"ok": True}, ARRAYS))
    monkeypatch.setattr(store, "write_bytes", full)
    with pytest.raises(StorageError, match="must have room; got none"):
        import_weights(foreign)
    assert names(foreign.parent) == {"net.pt"}


def test_this_process_keeps_its_sockets():
    with socket.socket() as plain:
        assert type(plain) is socket.socket
