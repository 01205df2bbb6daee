import pytest

from netwright.errors import SettingError
from netwright.experiments import Limit, chosen, limits_from

SMALL = {"parameters": 10.0, "latency_ms": 1.0, "recall": 0.8}
LARGE = {"parameters": 99.0, "latency_ms": 2.0, "recall": 0.9}


def test_limits_are_read_back_as_they_are_written():
    read = limits_from("parameters<=1e5; per class/recall >= .5;")
    assert read == (
        Limit(measure="parameters", most=True, value=1e5),
        Limit(measure="per class/recall", most=False, value=0.5),
    )
    assert limits_from(";".join(map(str, read))) == read
    assert limits_from(" ") == ()


@pytest.mark.parametrize(
    "text", ["parameters", "parameters=3", "a<=b", "<=3", "a<=1e999", "a<=1;b"]
)
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(SettingError, match="require must be like parameters<=100000; got"):
        limits_from(text)


@pytest.mark.parametrize(
    ("text", "better", "found"),
    [
        ("", "second", "second"),
        ("parameters<=99", "second", "second"),  # a limit is met at its value
        ("parameters<=98", "second", "first"),
        ("recall>=0.9", "first", "second"),
        ("recall>=0.9;latency_ms<=1", "first", "neither"),
        ("latency_ms<=2", "not decided", "not decided"),
    ],
)
def test_the_better_one_of_those_that_meet_every_limit_is_chosen(text, better, found):
    assert chosen(limits_from(text), SMALL, LARGE, better) == found


def test_a_limit_on_nothing_that_was_measured_is_refused():
    with pytest.raises(
        SettingError, match=r"require must be about a measure of the run; got 'latency<=1'\n.*_ms\?"
    ):
        limits_from("latency<=1")[0].met(SMALL)
    with pytest.raises(SettingError, match="there are parameters, latency_ms, recall"):
        limits_from("zzzzz<=1")[0].met(SMALL)
