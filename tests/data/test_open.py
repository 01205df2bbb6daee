"""Each kind of source is known by what lies there, and what is not there is named."""

import io
import struct

import numpy as np
import polars as pl
import pytest
from PIL import Image

from detection_sets import voc, yolo
from netwright import store
from netwright.data import (
    PictureSource,
    TableSource,
    has_boxes,
    is_plain_table,
    open_boxes,
    open_source,
    open_unlabelled,
)
from netwright.errors import DataError, SettingError, StorageError

PIXELS = np.random.Generator(np.random.Philox(0)).integers(0, 256, (6, 8, 8), np.uint8)
CELL = ("cell", 3, 3, 12, 14)
LABELS = np.array([0, 1, 0, 1, 0, 1], np.uint8)


def png(row):
    file = io.BytesIO()
    Image.fromarray(PIXELS[row]).save(file, "PNG")
    return file.getvalue()


def pictures(root, *folders):
    for folder in folders:
        for row in range(3):
            path = root / folder / f"{row}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png(row))
    return root


def table(path, text="size,kind\n1,a\n2,b\n3,a\n"):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_caches_of_ours(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))


def test_digits_are_built_in_unless_something_here_has_their_name(tmp_path, monkeypatch):
    assert open_source("digits").kind == "digits"
    monkeypatch.chdir(pictures(tmp_path, "digits/a", "digits/b"))
    assert open_source("digits").kind == "class folders"


def test_class_folders(tmp_path):
    source = open_source(str(pictures(tmp_path, "cat", "dog")))
    assert isinstance(source, PictureSource)
    assert (source.kind, source.count, source.classes) == ("class folders", 6, ("cat", "dog"))
    assert set(source.splits) == {None}
    assert source.read(0) == png(0)
    assert source.block is None


def test_split_folders(tmp_path):
    source = open_source(pictures(tmp_path, "train/a", "train/b", "valid/a", "valid/b"))
    assert source.kind == "split folders"
    assert source.splits == ("train",) * 6 + ("val",) * 6


def test_a_folder_of_mnists_own_files(tmp_path):
    for name, values in (("train-images-idx3", PIXELS), ("train-labels-idx1", LABELS)):
        head = bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape)
        (tmp_path / f"{name}-ubyte").write_bytes(head + values.tobytes())
    source = open_source(tmp_path)
    assert source.kind == "idx"
    assert np.array_equal(source.block, PIXELS)


def test_an_npz_of_pictures(tmp_path):
    np.savez(tmp_path / "a.npz", x_train=PIXELS, y_train=LABELS, x_test=PIXELS[:2], y_test=[0, 1])
    source = open_source(tmp_path / "a.npz")
    assert source.kind == "npz"
    assert source.splits == ("train",) * 6 + ("test",) * 2


def test_an_npz_of_encoded_pictures(tmp_path):
    files = [png(row) for row in range(6)]
    np.savez(
        tmp_path / "a.npz",
        train_png=np.frombuffer(b"".join(files), np.uint8),
        train_offsets=np.cumsum([0, *map(len, files)]),
        train_labels=LABELS,
    )
    source = open_source(tmp_path / "a.npz")
    assert (source.kind, source.count) == ("encoded npz", 6)
    assert source.read(3) == files[3]


def test_an_npz_of_numbers_is_a_table(tmp_path):
    np.savez(tmp_path / "a.NPZ", x=np.ones((4, 2)), y=np.arange(4))
    (tmp_path / "a.NPZ.npz").rename(tmp_path / "a.NPZ")
    source = open_source(tmp_path / "a.NPZ")
    assert isinstance(source, TableSource)
    assert (source.kind, source.target) == ("npz table", "y")


@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.txt", "a.tab", "a.data"])
def test_tables_of_text(tmp_path, name):
    text = "size\tkind\n1\ta\n2\tb\n" if name == "a.TSV" else "size,kind\n1,a\n2,b\n"
    source = open_source(table(tmp_path / name, text), target="kind")
    assert (source.kind, source.count, source.target) == ("table", 2, "kind")


def test_parquet(tmp_path):
    pl.DataFrame({"size": [1, 2], "kind": ["a", "b"]}).write_parquet(tmp_path / "a.parquet")
    source = open_source(tmp_path / "a.parquet", target="last")
    assert source.frame.rows() == [("1", "a"), ("2", "b")]


def test_a_table_with_a_column_of_paths_is_pictures(tmp_path):
    pictures(tmp_path, "pets")
    path = table(tmp_path / "a.csv", "kind,file\na,pets/0.png\nb,pets/1.PNG\na,pets/2.png\n")
    (tmp_path / "pets" / "1.png").rename(tmp_path / "pets" / "1.PNG")
    source = open_source(path, target="kind")
    assert source.kind == "path table"
    assert source.names == ("pets/0.png", "pets/1.PNG", "pets/2.png")
    assert source.labels == ("a", "b", "a")
    no_header = table(tmp_path / "b.csv", "pets/0.png,a\npets/2.png,b\n")
    assert open_source(no_header, target="last", header=False).count == 2
    with pytest.raises(DataError, match="labels must not be blank; got 1 of 2"):
        open_source(
            table(tmp_path / "c.csv", "file,kind\npets/0.png,a\npets/2.png,\n"), target="kind"
        )


def test_paths_that_are_learned_or_only_partly_pictures_are_a_table(tmp_path):
    path = table(tmp_path / "a.csv", "kind,file,empty\na,0.png,\nb,1.txt,\nc,2.png,\n")
    assert open_source(path, target="kind").kind == "table"
    path = table(tmp_path / "b.csv", "kind,file\na,0.png\nb,1.png\n")
    assert open_source(path, target="file").kind == "table"


def test_a_test_file_only_scores(tmp_path):
    test = table(tmp_path / "b.csv", "kind,size\na,4\n")
    source = open_source(table(tmp_path / "a.csv"), target="kind", test=test)
    assert source.given == (None, None, None, "test")


def test_a_test_file_without_a_column_of_training_is_refused(tmp_path):
    test = table(tmp_path / "b.csv", "size,sort\n4,a\n")
    words = r"b\.csv must have the columns of the training file; got none named 'kind'"
    with pytest.raises(DataError, match=words):
        open_source(table(tmp_path / "a.csv"), target="kind", test=test)


def test_a_test_file_beside_pictures_is_refused_and_not_ignored(tmp_path):
    test = table(tmp_path / "b.csv")
    words = r"test must be left out where the data are class folders; got '.*b\.csv'"
    with pytest.raises(SettingError, match=words):
        open_source(pictures(tmp_path / "root", "a", "b"), test=test)


@pytest.mark.parametrize(
    ("name", "ending"), [("a.xlsx", r"\.xlsx"), ("a", "without an ending"), ("a.jpg", r"\.jpg")]
)
def test_an_unknown_ending_is_named(tmp_path, name, ending):
    (tmp_path / name).write_bytes(b"?")
    words = f"must be a folder of pictures, an npz file or a table; got a file {ending}\ntables end"
    with pytest.raises(DataError, match=words):
        open_source(tmp_path / name)


@pytest.mark.parametrize(
    ("wrong", "near"), [("house.csv", "houses.csv"), ("mnits", "mnist"), ("digit", "digits")]
)
def test_a_typo_hears_the_nearest_name(tmp_path, monkeypatch, wrong, near):
    monkeypatch.chdir(table(tmp_path / "houses.csv").parent)
    words = f"^{wrong} must be a path or the name of a data set; got nothing there\ndid you mean"
    with pytest.raises(DataError, match=f"{words} {near}\\?"):
        open_source(wrong)
    with pytest.raises(DataError, match=f"did you mean {near}"):
        open_source("houses.csv", target="kind", test=wrong)


def test_a_name_near_to_none_hears_where_sets_are_listed(tmp_path):
    with pytest.raises(DataError, match="netwright datasets lists the sets known by name"):
        open_source(tmp_path / "nowhere" / "zzz")


@pytest.mark.parametrize("name", ["x" * 5_000, "~nobody-of-this-name/a"])
def test_a_path_that_cannot_be_is_named(name):
    with pytest.raises(DataError, match="must be a path that can be opened; got "):
        open_source(name)


def test_a_set_of_the_catalogue_must_have_been_fetched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="mnist must have been fetched; got nothing there") as error:
        open_source("mnist")
    assert error.value.hint == "netwright get mnist"
    for name, keys in (("cifar10", ("x_train", "y_train")), ("mnist", None)):
        folder = store.cache_folder("datasets", name)
        if keys:
            np.savez(folder / f"{name}.npz", **dict(zip(keys, (PIXELS, LABELS), strict=True)))
        else:
            pictures(folder, "a", "b")
        store.write_manifest(folder)
    assert open_source("cifar10").kind == "npz"
    assert open_source("mnist").kind == "class folders"


def test_the_target_of_a_table_is_needed_and_named(tmp_path):
    path = table(tmp_path / "a.csv")
    with pytest.raises(SettingError, match="target must be the name of a column"):
        open_source(path)
    with pytest.raises(SettingError, match="got 'kinds'"):
        open_source(path, target="kinds")
    with pytest.raises(StorageError, match="must be a readable file"):
        open_source(path, target="kind", test=tmp_path)


def test_real_sets(shared_data):
    assert open_source(shared_data / "mnist" / "mnist.npz").count == 70_000
    assert open_source(shared_data / "imagefolder_hymenoptera").kind == "split folders"


def test_boxes_are_known_by_what_lies_there(tmp_path):
    folder = voc(tmp_path / "voc", {"p0": [CELL], "p1": [CELL]})
    assert has_boxes(str(folder))
    assert open_boxes(folder).kind == "voc"
    lines = yolo(tmp_path / "yolo", {"p0": ["0 0.5 0.5 0.2 0.2"]})
    assert has_boxes(str(lines / "data.yaml"))
    assert open_boxes(lines / "data.yaml").count == 1
    (tmp_path / "empty").mkdir()
    empty = str(tmp_path / "empty")
    for name in ("nowhere", "x" * 5000, "~nobody-of-this-name/x", "a\0b", empty):
        assert not has_boxes(name)
    with pytest.raises(DataError, match="got nothing there"):
        open_boxes(tmp_path / "nowhere")


def test_a_plain_table_is_known_without_its_target(tmp_path):
    assert is_plain_table(str(table(tmp_path / "plain.csv")))
    pl.DataFrame({"a": [1, 2]}).write_parquet(tmp_path / "a.parquet")
    assert is_plain_table(str(tmp_path / "a.parquet"))
    paths = table(tmp_path / "paths.csv", "path,kind\na.png,x\nb.png,y\n")
    for name in (str(paths), "digits", str(tmp_path), str(tmp_path / "nothing.csv")):
        assert not is_plain_table(name), name


def test_pictures_alone_are_opened_by_path(tmp_path):
    assert open_unlabelled(pictures(tmp_path / "any", "cat", "dog")).count == 6
    with pytest.raises(DataError, match="got nothing there"):
        open_unlabelled(tmp_path / "nowhere")
