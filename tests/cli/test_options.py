import pytest

from netwright.cli._options import settings_of
from netwright.errors import UsageError


def test_values_are_read_as_what_they_look_like():
    pairs = ["a=1", "b=0.5", "c=true", "d=FALSE", "e=none", "f=adamw", "g=", "h=x=y", "i=1e-3"]
    assert settings_of(pairs) == {
        "a": 1, "b": 0.5, "c": True, "d": False, "e": None, "f": "adamw", "g": "", "h": "x=y",
        "i": 0.001,
    }  # fmt: skip


def test_options_that_were_not_given_are_left_out():
    assert settings_of(None, seed=0, model=None) == {"seed": 0}


@pytest.mark.parametrize("pair", ["epochs", "", "epochs:3"])
def test_a_pair_without_equals_is_refused(pair):
    with pytest.raises(UsageError, match=f"--set must be key=value; got '{pair}'"):
        settings_of([pair])


def test_a_setting_is_given_once():
    with pytest.raises(UsageError, match="seed must be given once; got it twice"):
        settings_of(["seed=1"], seed=2)
    with pytest.raises(UsageError, match="width must be given once; got it twice"):
        settings_of(["width=1", "width=2"])
