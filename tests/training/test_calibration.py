import json
import math

import pytest

from calibrations import made_calibration
from netwright.errors import DamageError
from netwright.training import calibration_from


@pytest.fixture
def values():
    return json.loads(json.dumps(made_calibration({"matrix int8": None}).to_dict()))


def test_a_calibration_survives_its_file(values):
    found = calibration_from(values)
    assert found == made_calibration({"matrix int8": None})
    assert found.rate("matrix int8") is None
    assert found.rate("matrix int8", threads=1) == 1000
    assert (found.rate("copy"), found.rate("copy", threads=1)) == (20, 12)
    assert found.rate("copy", threads=3) is None


def test_a_load_that_is_not_known_survives_too(values):
    assert calibration_from({**values, "load": None}).load is None


@pytest.mark.parametrize(
    ("where", "value", "words"),
    [
        (("rates",), 3, "x must hold a calibration; got"),
        (("rates",), [3], "x must hold a calibration; got"),
        (("rates", 0, "more"), 1, "x must hold a calibration; got"),
        (("more",), 1, "x must hold a calibration; got"),
        (("machine",), None, "x must hold a calibration; got"),
        (("machine", "compiler"), "g++", "x must hold a calibration; got"),
        (("rates", 0, "median"), 0, "x must give rates above 0, or none; got"),
        (("rates", 0, "median"), "fast", "x must give rates above 0, or none; got"),
        (("rates", 0, "low"), -1.0, "x must give rates above 0, or none; got"),
        (("rates", 0, "high"), math.inf, "x must give rates above 0, or none; got"),
        (("cores",), 0, "x must give its cores and its seconds; got"),
        (("cores",), "2", "x must give its cores and its seconds; got"),
        (("seconds",), math.nan, "x must give its cores and its seconds; got"),
        (("when",), None, "x must say when it was measured and the load; got"),
        (("load",), "high", "x must say when it was measured and the load; got"),
    ],
)
def test_what_is_damaged_is_refused(values, where, value, words):
    inner = values
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    with pytest.raises(DamageError, match=words):
        calibration_from(values, name="x")


@pytest.mark.parametrize("name", ["rates", "machine", "cores", "when", "seconds", "load"])
def test_what_lacks_a_value_is_refused(values, name):
    del values[name]
    with pytest.raises(DamageError, match="calibration must hold a calibration; got"):
        calibration_from(values)


@pytest.mark.parametrize("values", [None, [], "fast", 3])
def test_what_is_no_mapping_is_refused(values):
    with pytest.raises(DamageError, match=f"must hold a calibration; got {type(values).__name__}"):
        calibration_from(values)
