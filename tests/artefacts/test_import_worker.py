"""The worker that reads foreign pickles: a corpus of hostile files through one process (R7)."""

import json
import os
import pickle
import struct
import subprocess
import sys
import warnings
import zipfile
from collections import OrderedDict
from pathlib import Path

import pytest

from netwright.artefacts import _import_weights, _import_worker
from netwright.artefacts._import_worker import RefusedError

WORKER = _import_weights.WORKER

# One process for the whole corpus: torch is imported once.
CHILD = """
import importlib.util, json, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("worker", sys.argv[1])
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)
files = [Path(name) for name in sys.argv[3:]]
worker.take_network_away()
may_write = tuple(str(path) + ".out" for path in files)
said = {}
for path in files:
    try:
        worker.require_whole(str(path))
        said[path.name] = worker.convert(str(path), str(path) + ".out", may_write=may_write)
    except worker.RefusedError as error:
        said[path.name] = str(error)
sys.stdout.write(json.dumps(said))
"""
LIGHT = CHILD.split("files =", maxsplit=1)[0]


class Evil:
    """Unpickled, it makes a file; ``armed`` says where."""

    armed = Path("nowhere")

    def __reduce__(self):
        return os.system, (f"echo evil > {self.armed}",)


class EvilByName(Evil):
    def __reduce__(self):
        return eval, (f"open({str(self.armed)!r}, 'w')",)


def rezip(source: Path, target: Path, *, packing: int, twice: bool = False) -> None:
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", packing) as new,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", UserWarning)
        for member in old.infolist():
            for _ in range(1 + twice):
                new.writestr(member.filename, old.read(member))


def make_corpus(folder: Path, marker: Path) -> None:
    import torch

    Evil.armed = marker
    weight = torch.arange(6.0).reshape(2, 3)
    good = OrderedDict(weight=weight.t(), tied=weight, half=torch.ones(2, dtype=torch.bfloat16))
    sparse = torch.eye(3).to_sparse()
    torch.save(good, folder / "good.pt")
    torch.save(good, folder / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "state_dict": {**good, "note": "x", "s": sparse}}, folder / "nested.pt")
    torch.save({"generator": dict(good), "arguments": {"a": 1}}, folder / "only.pt")
    torch.save({"a": dict(good), "b": dict(good)}, folder / "two.pt")
    torch.save({"epoch": 3}, folder / "none.pt")
    torch.save([weight], folder / "list.pt")
    torch.save({3: weight, "eye": sparse}, folder / "sparse.pt")
    torch.save({"w": torch.zeros(1).expand(10**10)}, folder / "stretched.pt")
    torch.save(torch.nn.Linear(2, 2), folder / "module.pt")
    for name, evil in (("system", Evil()), ("eval", EvilByName())):
        torch.save({"weight": weight, "x": evil}, folder / f"{name}.pt")
        torch.save([evil], folder / f"{name}_old.pt", _use_new_zipfile_serialization=False)
        (folder / f"{name}_raw.pt").write_bytes(pickle.dumps(evil, protocol=2))
    with zipfile.ZipFile(folder / "inside.pt", "w") as archive:
        archive.write(folder / "system.pt", "archive/data.pkl")
    whole = (folder / "good.pt").read_bytes()
    (folder / "cut.pt").write_bytes(whole[: len(whole) // 2])
    (folder / "cut_old.pt").write_bytes((folder / "legacy.pt").read_bytes()[:-40])
    spot = whole.index(struct.pack("<f", 5.0))
    (folder / "sum.pt").write_bytes(whole[:spot] + b"\xff" + whole[spot + 1 :])
    rezip(folder / "good.pt", folder / "packed.pt", packing=zipfile.ZIP_DEFLATED)
    rezip(folder / "good.pt", folder / "twice.pt", packing=zipfile.ZIP_STORED, twice=True)
    (folder / "seven.pt").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    (folder / "empty.pt").write_bytes(b"")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Everything the worker said of the corpus, the folder, and the file nobody may make."""
    folder = tmp_path_factory.mktemp("corpus")
    marker = tmp_path_factory.mktemp("marker") / "evil"
    make_corpus(folder, marker)
    files = sorted(str(path) for path in folder.glob("*.pt"))
    command = [sys.executable, "-I", "-c", CHILD, str(WORKER), "", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), folder, marker


def test_good_files_come_out_as_they_were(corpus):
    import torch
    from safetensors.torch import load_file

    said, folder, _ = corpus
    weight = torch.arange(6.0).reshape(2, 3)
    assert said["good.pt"] == said["legacy.pt"] == {"opened": None, "left_out": []}
    assert said["nested.pt"] == {"opened": "state_dict", "left_out": ["epoch", "note", "s"]}
    assert said["only.pt"] == {"opened": "generator", "left_out": ["arguments"]}
    for name in ("good", "legacy", "nested", "only"):
        tensors = load_file(folder / f"{name}.pt.out")
        assert set(tensors) == {"weight", "tied", "half"}
        assert torch.equal(tensors["weight"], weight.t())
        assert torch.equal(tensors["tied"], weight)
        assert tensors["half"].dtype == torch.bfloat16


WORDS = {
    "two.pt": "must hold named tensors; got other entries: a, b",
    "none.pt": "must hold named tensors; got other entries: epoch",
    "list.pt": "must hold named tensors; got a list",
    "sparse.pt": "must hold dense tensors; got none",
    "stretched.pt": "bytes of tensors; got 40,000,000,000",
    "module.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "system.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "system_old.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "system_raw.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "eval.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "eval_old.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "eval_raw.pt": "must be weights that torch.save wrote; got UnpicklingError",
    "inside.pt": "must be weights that torch.save wrote; got ",
    "cut.pt": "must be a whole archive; got File is not a zip file",
    "cut_old.pt": "must be weights that torch.save wrote; got ",
    "sum.pt": "must be a whole archive; got a wrong checksum of ",
    "packed.pt": "must be as torch.save writes it; got packed members",
    "twice.pt": "must be as torch.save writes it; got a name twice",
    "seven.pt": "must be weights that torch.save wrote; got ",
    "empty.pt": "must be weights that torch.save wrote; got ",
}


@pytest.mark.parametrize("name", WORDS)
def test_a_hostile_or_broken_file_is_refused_with_words_and_does_nothing(corpus, name):
    said, folder, marker = corpus
    assert isinstance(said[name], str), said[name]
    assert WORDS[name] in said[name]
    assert "Please use" not in said[name]  # torch's advice is to trust the file
    assert not (folder / f"{name}.out").exists()
    assert not marker.exists()


def test_the_corpus_is_all_looked_at(corpus):
    said, _, _ = corpus
    assert set(said) == set(WORDS) | {"good.pt", "legacy.pt", "nested.pt", "only.pt"}


@pytest.mark.parametrize("name", ["system_raw.pt", "eval_raw.pt"])
def test_the_hostile_files_would_do_it_if_they_were_let(corpus, name):
    """A witness for the corpus: a plain unpickler, in a process without our bans, is caught."""
    _, folder, marker = corpus
    code = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))"
    try:
        subprocess.run([sys.executable, "-I", "-c", code, str(folder / name)], check=False)
        assert marker.exists()
    finally:
        marker.unlink(missing_ok=True)


def light(code: str, *arguments: str) -> str:
    command = [sys.executable, "-I", "-c", LIGHT + code, str(WORKER), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_with_the_doors_closed_nothing_leads_out(tmp_path):
    """What a reader tricked into running code would try."""
    attempts = [
        "os.system('true')",
        "subprocess.run(['true'])",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "open(sys.argv[2] + '/evil', 'w')",
        "os.open(sys.argv[2] + '/evil', os.O_WRONLY | os.O_CREAT)",
        "Path(sys.argv[2] + '/mine').unlink()",
        "os.rename(sys.argv[2] + '/mine', sys.argv[2] + '/evil')",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
    ]
    (tmp_path / "mine").write_bytes(b"mine")
    code = "import os, socket, subprocess\nworker.close_doors((sys.argv[2] + '/out',))\n"
    for attempt in attempts:
        code += f"try:\n    {attempt}\nexcept worker.RefusedError as error:\n    print(error)\n"
    code += "Path(sys.argv[2] + '/out').write_text('allowed')\nopen(sys.argv[2] + '/mine').read()\n"
    said = light(code, str(tmp_path)).splitlines()
    assert len(said) == len(attempts)
    assert all("must hold tensors; got an attempt " in line for line in said)
    assert "got an attempt at os.system" in said[0]
    assert f"got an attempt to open {tmp_path}/evil" in said[5]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "mine": b"mine",
        "out": b"allowed",
    }


def test_without_a_network_no_socket_is_made():
    code = "import socket\nworker.take_network_away()\n"
    code += "try:\n    socket.socket()\nexcept OSError as error:\n    print(error)\n"
    code += "import ssl\n"  # still importable: it makes a class of its own from the socket's
    assert light(code) == "there is no network in the import worker\n"


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_AS")
def test_memory_and_file_size_are_capped(tmp_path):
    code = "worker.limit(1000)\n"
    code += "try:\n    bytearray(2**34)\nexcept MemoryError:\n    print('no memory')\n"
    code += "file = open(sys.argv[2], 'wb')\n"
    code += "try:\n    file.truncate(2**28)\nexcept OSError as error:\n    print(error.errno)\n"
    code += "worker.limit(10**12)\nprint('lower only')\n"
    assert light(code, str(tmp_path / "big")).split("\n")[:3] == ["no memory", "27", "lower only"]


@pytest.mark.parametrize("version", ["2.9.1", "1.13.0+cpu", "2.9.0a0+git123", "2.0"])
def test_an_old_torch_is_refused(version):
    with pytest.raises(RefusedError, match=r"torch must be 2\.10 or later.*CVE-2026-24747") as got:
        _import_worker.require_new(version)
    assert got.value.kind == "unavailable"


@pytest.mark.parametrize("version", ["2.10.0", "2.14.1+cu130", "3.0.0", "2.11.0rc1"])
def test_a_new_torch_is_not(version):
    _import_worker.require_new(version)


def test_without_torch_it_says_so():
    code = "sys.modules['torch'] = None\n"
    code += "try:\n    worker.convert('a', 'b')\nexcept worker.RefusedError as error:\n"
    code += "    print(error.kind, error)\n"
    assert light(code).startswith("unavailable torch must be importable; got: import of torch")


def test_the_result_may_be_twice_the_file_for_tensors_that_were_shared():
    assert _import_worker.result_limit(10**9) == 2 * 10**9 + _import_worker.ROOM


def test_the_worker_imports_nothing_of_netwright(tmp_path):
    code = "print([name for name in sys.modules if 'netwright' in name or name == 'torch'])"
    assert light(code) == "[]\n"


def test_whatever_goes_wrong_is_told_in_the_answer(tmp_path):
    command = [sys.executable, "-I", str(WORKER), "missing", "out", "answer.json"]
    subprocess.run(command, cwd=tmp_path, timeout=60, check=True)
    said = json.loads((tmp_path / "answer.json").read_text())
    assert said["ok"] is False
    assert said["message"].startswith("FileNotFoundError: ")
