import numpy as np
import pytest

from netwright.data import _scaling
from netwright.data._scaling import scaled
from netwright.errors import DataError


@pytest.mark.parametrize(
    ("values", "expected", "note"),
    [
        (np.array([0, 3, 16], np.uint8), [0, 3, 16], None),
        (np.array([False, True]), [0, 255], None),
        (np.array([0, 100, 255], np.int64), [0, 100, 255], None),
        (np.array([0, 8, 16], np.int64), [0, 128, 255], "int64 values 0 to 16 of x were scaled"),
        (np.array([0, 65535], np.uint16), [0, 255], "uint16 values 0 to 65535"),
        (np.array([-1, 0, 1], np.int8), [0, 128, 255], "int8 values -1 to 1"),
        (np.array([0.0, 0.5, 1.0]), [0, 128, 255], "float64 values 0 to 1"),
        (np.array([0.0, 0.25], np.float16), [0, 64], "float16 values 0 to 1"),
        (np.array([0.0, 200.0], np.float32), [0, 200], None),
        (np.array([0.0, 8.0, 16.0]), [0, 128, 255], "float64 values 0 to 16"),
        (np.array([-1.0, 1.0]), [0, 255], "float64 values -1 to 1"),
        (np.array([0, 0]), [0, 0], "int64 values 0 to 0"),
    ],
)
def test_every_range_has_its_scale(values, expected, note):
    (out,), notes = scaled([values], ["x"])
    assert out.dtype == np.uint8
    assert out.tolist() == expected
    assert len(notes) == (note is not None)
    assert note is None or notes[0].startswith(note)


def test_the_scale_is_that_of_the_first_and_others_are_clipped():
    outs, _ = scaled([np.array([0, 10]), np.array([-5, 5, 20])], ["x_train", "x_test"])
    assert outs[1].tolist() == [0, 128, 255]


def test_chunks_change_nothing(monkeypatch):
    values = np.random.Generator(np.random.Philox(0)).random((50, 3, 3))
    whole, _ = scaled([values], ["x"])
    monkeypatch.setattr(_scaling, "_CHUNK", 20)
    assert (scaled([values], ["x"])[0][0] == whole[0]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_an_error(bad):
    with pytest.raises(DataError, match=r"x_test must hold finite numbers; got 1 that are NaN"):
        scaled([np.zeros(3), np.array([0.0, bad])], ["x_train", "x_test"])


def test_other_types_are_an_error():
    with pytest.raises(DataError, match=r"x must hold numbers; got complex128"):
        scaled([np.zeros(2, complex)], ["x"])
    with pytest.raises(DataError, match=r"b must be uint8 like a; got float64"):
        scaled([np.zeros(2, np.uint8), np.zeros(2)], ["a", "b"])
