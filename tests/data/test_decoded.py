import dataclasses
import io
import shutil
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from netwright import store
from netwright.data import _decoded
from netwright.data._decoded import cache_key, decoded
from netwright.data._digits import open_digits
from netwright.data._folders import open_folders
from netwright.data._form import PictureForm
from netwright.errors import DataError, StorageError

FORM = PictureForm(8, 3)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "decoded"


def jpeg(seed):
    values = np.random.Generator(np.random.Philox(seed)).integers(0, 256, (40, 40, 3))
    file = io.BytesIO()
    Image.fromarray(values.astype(np.uint8)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    for k, name in enumerate(("cat", "dog")):
        (tmp_path / "data" / name).mkdir(parents=True)
        for i in range(4):
            (tmp_path / "data" / name / f"{i}.jpg").write_bytes(jpeg(10 * k + i))
    return tmp_path / "data"


def test_pictures_are_decoded_once_in_source_order(folder):
    source, seen = open_folders(folder), []
    found = decoded(source, FORM, progress=lambda *done: seen.append(done))
    assert found.pictures.shape == (8, 3, 8, 8)
    assert not found.pictures.flags.writeable
    assert found.kept.tolist() == list(range(8))
    assert found.kept.dtype == np.int64
    assert found.quarantined == ()
    assert seen == [(8, 8)]
    again = decoded(source, FORM, progress=lambda *done: seen.append(done))
    assert len(seen) == 1
    assert (again.pictures == found.pictures).all()
    assert isinstance(again.pictures, np.memmap)


def test_half_a_jpeg_is_quarantined(folder):
    path = folder / "dog" / "1.jpg"
    path.write_bytes(path.read_bytes()[:700])
    with Image.open(path) as image:
        image.verify()
    source = open_folders(folder)
    with pytest.raises(
        DataError, match=r"got 1 of 8 \(12.50%\): 1 of dog. The first: dog/1.jpg: a"
    ):
        decoded(source, FORM)
    found = decoded(source, FORM, allow=0.13)
    row = source.names.index("dog/1.jpg")
    assert row not in found.kept
    assert len(found.kept) == 7
    assert not found.pictures[row].any()
    ((name, label, reason),) = found.quarantined
    assert (name, label) == ("dog/1.jpg", "dog")
    assert "truncated" in reason
    with pytest.raises(DataError, match=r"at most 1.00% damaged pictures"):
        decoded(source, FORM)  # a cache that was allowed once is not allowed for ever


def test_a_file_replaced_by_one_of_its_size_is_decoded_anew(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "d" / name).mkdir(parents=True)
        Image.new("RGB", (8, 8), "red").save(tmp_path / "d" / name / "0.bmp")
    first = decoded(open_folders(tmp_path / "d"), FORM)
    path = tmp_path / "d" / "cat" / "0.bmp"
    size = path.stat().st_size
    Image.new("RGB", (8, 8), "blue").save(path)
    assert path.stat().st_size == size
    second = decoded(open_folders(tmp_path / "d"), FORM)
    assert first.folder != second.folder
    assert first.pictures[0, :, 0, 0].tolist() == [255, 0, 0]
    assert second.pictures[0, :, 0, 0].tolist() == [0, 0, 255]


def flip(path):
    data = bytearray(path.read_bytes())
    data[-7] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[:-9])


DAMAGE = {
    "flip": flip,
    "cut": cut,
    "empty": lambda p: p.write_bytes(b""),
    "gone": lambda p: p.unlink(),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", ["pictures.npy", "damaged.json", "manifest.json"])
def test_a_damaged_cache_is_rebuilt_to_the_same_bytes(how, name):
    source = open_digits()
    found = decoded(source, PictureForm(8, 1))
    before = {path.name: path.read_bytes() for path in found.folder.iterdir()}
    DAMAGE[how](found.folder / name)
    again = decoded(source, PictureForm(8, 1))
    assert (again.pictures[:, 0] == source.block).all()
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == before
    assert store.damages(again.folder) == []


def test_large_caches_are_checked_by_length(monkeypatch):
    monkeypatch.setattr(_decoded, "_HASHED", 0)
    source = open_digits()
    found = decoded(source, PictureForm(8, 1))
    cut(found.folder / "pictures.npy")
    assert (decoded(source, PictureForm(8, 1)).pictures[:, 0] == source.block).all()


@pytest.mark.parametrize("words", ["[]", '{"files": 3}', '{"files": {}}', "null"])
def test_a_manifest_that_says_something_else_is_not_trusted(words):
    source = open_digits()
    found = decoded(source, PictureForm(8, 1))
    (found.folder / "manifest.json").write_text(words)
    assert (decoded(source, PictureForm(8, 1)).pictures[:, 0] == source.block).all()


def test_a_whole_cache_of_another_shape_is_not_used(cache):
    source = open_digits()
    found = decoded(source, PictureForm(8, 1))
    np.save(found.folder / "pictures.npy", np.zeros((3, 1, 8, 8), np.uint8))
    store.write_manifest(found.folder)
    assert decoded(source, PictureForm(8, 1)).pictures.shape == (1797, 1, 8, 8)


def test_the_key_depends_on_content_and_form():
    source = open_digits()
    other = dataclasses.replace(source, digest="other")
    pairs = [
        (source, FORM),
        (other, FORM),
        (source, PictureForm(9, 3)),
        (source, PictureForm(8, 1)),
    ]
    assert len({cache_key(*pair) for pair in pairs}) == 4


def test_two_builders_at_once_both_end_well(folder, monkeypatch, cache):
    source = open_folders(folder)
    real = _decoded.write_decoded

    def slower(path, *args, **kwargs):
        reasons = real(path, *args, **kwargs)
        done = shutil.copytree(path.parent, cache / "other")  # what another process makes meanwhile
        store.write_json(done / "damaged.json", {"rows": [], "reasons": []})
        store.write_manifest(done)
        done.rename(cache / cache_key(source, FORM))
        return reasons

    monkeypatch.setattr(_decoded, "write_decoded", slower)
    assert decoded(source, FORM).pictures.shape == (8, 3, 8, 8)
    assert [path.name for path in cache.iterdir()] == [cache_key(source, FORM)]


def test_threads_at_once_all_get_the_pictures():
    source, found = open_digits(), []
    threads = [
        threading.Thread(target=lambda: found.append(decoded(source, PictureForm(8, 1))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((one.pictures[:, 0] == source.block).all() for one in found)
    assert len(found) == 4


def test_an_error_while_decoding_leaves_nothing_behind(folder, monkeypatch, cache):
    def full(path, *args, **kwargs):
        path.write_bytes(b"some")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_decoded, "write_decoded", full)
    with pytest.raises(StorageError, match=r"bytes free \(No space left on device\)"):
        decoded(open_folders(folder), FORM)
    assert list(cache.iterdir()) == []


def test_room_is_asked_for_first(monkeypatch, cache):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=20 * 2**20))
    decoded(open_digits(), PictureForm(8, 1))
    with pytest.raises(StorageError, match=r"bytes free for decoded pictures; got 20,971,520"):
        decoded(open_digits(), PictureForm(64, 1))
    assert len(list(cache.iterdir())) == 1


def test_a_disk_that_forgets_is_named(monkeypatch):
    monkeypatch.setattr(_decoded, "_build", lambda *args, **kwargs: None)
    with pytest.raises(StorageError, match=r"must hold what was just written to it; got something"):
        decoded(open_digits(), FORM)
