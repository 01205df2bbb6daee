import numpy as np
import pytest

from netwright.data._arrays import npz_kind, open_npz
from netwright.errors import DataError


def pictures(count, *shape):
    return np.random.Generator(np.random.Philox(0)).integers(0, 256, (count, *shape), np.uint8)


def labels(count):
    return np.arange(count) % 2


@pytest.fixture
def save(tmp_path):
    def save(**arrays):
        np.savez(tmp_path / "a.npz", **arrays)
        return tmp_path / "a.npz"

    return save


def test_split_arrays(save):
    path = save(
        x_test=pictures(2, 4, 4),
        y_test=labels(2),
        X_train=pictures(6, 4, 4),
        Y_train=labels(6),
        x_val=pictures(4, 4, 4),
        y_val=labels(4),
        class_names=np.array(["cat", "dog"]),
    )
    source = open_npz(path)
    assert npz_kind(path) == "pictures"
    assert source.kind == "npz"
    assert source.splits == ("train",) * 6 + ("val",) * 4 + ("test",) * 2
    assert source.labels[:2] == ("cat", "dog")
    assert source.names[6] == "x_val[0]"
    assert source.block.shape == (12, 4, 4)


def test_arrays_without_a_split(save):
    source = open_npz(save(x=pictures(4, 5, 6, 3), y=labels(4)))
    assert set(source.splits) == {None}
    assert source.classes == ("0", "1")
    assert source.block.shape == (4, 5, 6, 3)


def test_a_table_is_told_from_pictures(save):
    path = save(x=np.zeros((5, 3)), y=labels(5))
    assert npz_kind(path) == "table"
    with pytest.raises(DataError, match=r"got \(5, 3\)\ntwo dimensions are a table, not pictures"):
        open_npz(path)


def test_unknown_names_are_an_error(save):
    path = save(images=pictures(2, 4, 4), targets=labels(2))
    for read in (npz_kind, open_npz):
        with pytest.raises(
            DataError, match=r"must hold x_train and y_train, .* got images, targets"
        ):
            read(path)


def test_what_does_not_fit_is_an_error(save):
    with pytest.raises(DataError, match=r"must hold y beside x; got no y"):
        open_npz(save(x=pictures(2, 4, 4)))
    with pytest.raises(DataError, match=r"x must have one label for each picture; got 4 pictures"):
        open_npz(save(x=pictures(4, 4, 4), y=labels(3)))
    with pytest.raises(DataError, match=r"x must hold numbers; got <U1"):
        open_npz(save(x=np.full((2, 2, 2), "a"), y=labels(2)))
    with pytest.raises(DataError, match=r"x of .* must hold numbers or text; got Python objects"):
        open_npz(save(x=np.full((2, 2, 2), None, dtype=object), y=labels(2)))
    with pytest.raises(DataError, match=r"x must hold finite numbers; got 1 that are NaN"):
        open_npz(save(x=np.array([[[0.0]], [[np.nan]]]), y=labels(2)))
    with pytest.raises(DataError, match=r"test must have the classes of train; got 5, which train"):
        open_npz(save(x_train=pictures(4, 4, 4), y_train=labels(4),
                      x_test=pictures(1, 4, 4), y_test=np.array([5])))  # fmt: skip


def test_mnist(shared_data):
    source = open_npz(shared_data / "mnist" / "mnist.npz")
    assert source.block.shape == (70_000, 28, 28)
    assert source.classes == tuple("0123456789")
    assert source.splits.count("test") == 10_000
    assert source.notes == ()
