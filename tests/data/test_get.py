"""``netwright get`` against a server on this machine that has small sets under the same names."""

import gzip
import hashlib
import io
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from netwright import store
from netwright.data import _get
from netwright.data._catalogue import CATALOGUE, DIGITS, DatasetInfo, Entry, RemoteFile
from netwright.data._cifar import FORMS
from netwright.data._get import fetched, get
from netwright.errors import DataError, SettingError, StorageError, UnavailableError

IDX = {
    "train-images-idx3-ubyte": bytes([0, 0, 8, 3]) + bytes(4 * 784),
    "train-labels-idx1-ubyte": bytes([0, 0, 8, 1]) + bytes(4),
    "t10k-images-idx3-ubyte": bytes([0, 0, 8, 3]) + bytes(2 * 784),
    "t10k-labels-idx1-ubyte": bytes([0, 0, 8, 1]) + bytes(2),
}
NAMES = "".join(f"class {number}\n" for number in range(10)).encode()


class Quiet(SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path.strip("/"))
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path):
    """What the server has; ``base`` is its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.folder, server.base = folder, f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "datasets"


def put(served, monkeypatch, name: str, form: str, files: dict[str, bytes]) -> None:
    """Serve these files, and let the catalogue know them."""
    remote = []
    for file, data in files.items():
        (served.folder / file).write_bytes(data)
        remote.append(RemoteFile(file, len(data), hashlib.sha256(data).hexdigest()))
    info = DatasetInfo(name, "image-classification", 6, 10, 1, "not stated", "https://x.example")
    entry = Entry(info, served.base + "/", tuple(remote), form, room=10**6)
    monkeypatch.setitem(CATALOGUE, name, entry)


@pytest.fixture
def mnist(served, monkeypatch):
    files = {f"{name}.gz": gzip.compress(data, mtime=0) for name, data in IDX.items()}
    put(served, monkeypatch, "mnist", "idx", files)
    return served


def cifar_archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def cifar_members() -> dict[str, bytes]:
    form = FORMS["cifar10"]
    batches = {
        file: bytes([number]) + bytes([number * 10]) * 3072
        for number, file in enumerate([*form.train, *form.test])
    }
    return {f"{form.folder}/{n}": d for n, d in {**batches, form.names: NAMES}.items()}


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def nothing_kept(cache: Path, name: str) -> None:
    assert fetched(name) is None
    left = {path.name for path in cache.iterdir()} - {".lock", f"{name}-by-hand"}
    assert left == set()


def test_the_idx_files_are_kept_as_they_are(mnist, cache):
    told = []
    folder = get("mnist", progress=lambda *said: told.append(said))
    assert folder == cache / "mnist" == fetched("mnist")
    assert {k: v for k, v in tree(folder).items() if k != "manifest.json"} == IDX
    assert {file for file, _, _ in told} == {f"{name}.gz" for name in IDX}
    assert store.damages(folder) == []


def test_what_is_there_is_not_fetched_again(mnist):
    first = get("mnist")
    asked = list(mnist.asked)
    assert get("mnist") == first
    assert mnist.asked == asked


def test_what_is_damaged_is_not_given_out_and_is_fetched_again(mnist):
    folder = get("mnist")
    (folder / "t10k-labels-idx1-ubyte").write_bytes(b"else")
    assert fetched("mnist") is None
    assert get("mnist") == folder
    assert store.damages(folder) == []
    (folder / "manifest.json").write_bytes(b"{")
    assert fetched("mnist") is None
    assert fetched(get("mnist").name) == folder


def test_what_a_killed_fetch_left_is_swept(mnist, cache):
    (cache / ".mnist.1.tmp").mkdir(parents=True)
    (cache / ".mnist.1.tmp" / "half.gz").write_bytes(b"half")
    get("mnist")
    assert {path.name for path in cache.iterdir()} == {"mnist", ".lock"}


def test_cifar_becomes_one_npz_and_equal_bytes(served, monkeypatch, cache):
    archive = cifar_archive(cifar_members())
    put(served, monkeypatch, "cifar10", "cifar10", {"cifar-10-binary.tar.gz": archive})
    folder = get("cifar10")
    first = tree(folder)
    assert set(first) == {"cifar10.npz", "manifest.json"}
    with np.load(folder / "cifar10.npz", allow_pickle=False) as arrays:
        assert arrays["x_train"].shape == (5, 32, 32, 3)
        assert arrays["y_train"].tolist() == [0, 1, 2, 3, 4]
        assert arrays["x_test"].max() == 50
        assert arrays["class_names"].tolist() == NAMES.decode().splitlines()
    store.discard(folder)
    assert tree(get("cifar10")) == first


@pytest.mark.parametrize(
    ("evil", "words"),
    [
        ("../../evil", "a path that leaves the folder"),
        ("/tmp/netwright-evil", "an absolute path"),
    ],
)
def test_an_archive_that_leads_out_is_refused_whatever_its_sum(
    served, monkeypatch, cache, evil, words
):
    archive = cifar_archive({**cifar_members(), evil: b"evil"})
    put(served, monkeypatch, "cifar10", "cifar10", {"cifar-10-binary.tar.gz": archive})
    with pytest.raises(DataError, match=words):
        get("cifar10")
    nothing_kept(cache, "cifar10")
    assert not Path("/tmp/netwright-evil").exists()


def test_a_file_with_another_sum_is_refused_and_nothing_kept(mnist, cache):
    path = mnist.folder / "t10k-labels-idx1-ubyte.gz"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte\.gz must be .* with SHA-256"):
        get("mnist")
    nothing_kept(cache, "mnist")


def test_a_missing_file_says_how_to_put_it_there_by_hand_and_that_works(mnist, cache):
    path = mnist.folder / "t10k-labels-idx1-ubyte.gz"
    data = path.read_bytes()
    path.unlink()
    with pytest.raises(UnavailableError, match="must be reachable; got: 404") as caught:
        get("mnist")
    nothing_kept(cache, "mnist")
    by_hand = cache / "mnist-by-hand"
    assert f"fetch {path.name} elsewhere, put it into {by_hand}" in caught.value.hint
    (by_hand / path.name).write_bytes(data)
    assert fetched(get("mnist").name) == cache / "mnist"
    assert (by_hand / path.name).read_bytes() == data


def test_a_wrong_file_put_there_by_hand_is_named(mnist, cache):
    (cache / "mnist-by-hand").mkdir(parents=True)
    given = cache / "mnist-by-hand" / "train-images-idx3-ubyte.gz"
    given.write_bytes(b"something else")
    with pytest.raises(DataError, match=r"must have SHA-256 .*; got ") as caught:
        get("mnist")
    assert str(given) in str(caught.value)
    assert "fetch it again, or remove it" in caught.value.hint
    nothing_kept(cache, "mnist")


def test_another_address_is_asked_where_one_is_given(mnist, monkeypatch):
    entry = CATALOGUE["mnist"]
    away = Entry(entry.info, "https://example.invalid/", entry.files, entry.form, entry.room)
    monkeypatch.setitem(CATALOGUE, "mnist", away)
    get("mnist", base_url=mnist.base)
    assert len(mnist.asked) == 4


def test_an_address_that_is_not_https_is_refused_before_anything_is_done(cache):
    with pytest.raises(SettingError, match="base_url must be an https address"):
        get("mnist", base_url="http://example.org/")
    assert not cache.exists()


def test_too_little_room_is_told_before_anything_is_fetched(mnist, monkeypatch):
    def no_room(folder: Path, needed: int, *, purpose: str) -> None:
        raise StorageError(f"{folder} must have {needed} bytes free for {purpose}; got 0")

    monkeypatch.setattr(_get.store, "require_space", no_room)
    with pytest.raises(StorageError, match="1000000 bytes free for the data set mnist"):
        get("mnist")
    assert mnist.asked == []


def test_two_at_once_are_told_of_one_another(mnist, cache):
    cache.mkdir(parents=True)
    with store.locked(cache), pytest.raises(UnavailableError, match="must be free; got: held by"):
        get("mnist")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("mnits", "did you mean mnist?"), ("digits", "digits is built in"), ("nothing-like-it", "")],
)
def test_an_unknown_name_lists_the_known_ones(name, hint):
    with pytest.raises(SettingError, match="name must be one of mnist, fashion-mnist") as caught:
        get(name)
    assert caught.value.hint.startswith(hint)
    assert bool(caught.value.hint) == bool(hint)


def test_what_was_never_fetched_is_not_there():
    assert fetched("mnist") is None
    assert fetched(DIGITS.name) is None
    assert fetched("../mnist") is None


def test_mnist_as_it_is_in_the_shared_data_has_the_idx_bytes_of_the_catalogue(shared_data):
    """The public MD5 sums of the unpacked files, against the arrays of the same set."""
    header = {
        "x_train": bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in (60000, 28, 28)),
        "y_test": bytes([0, 0, 8, 1]) + (10000).to_bytes(4, "big"),
    }
    with np.load(shared_data / "mnist" / "mnist.npz", allow_pickle=False) as arrays:
        sums = {
            name: hashlib.md5(start + arrays[name].tobytes(), usedforsecurity=False).hexdigest()
            for name, start in header.items()
        }
    assert sums == {
        "x_train": "6bbc9ace898e44ae57da46a324031adb",
        "y_test": "27ae3e4e09519cfbb04c329615203637",
    }
