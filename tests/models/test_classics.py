"""Which form a name makes, and how wide."""

import pytest
import torch

from netwright.errors import SettingError
from netwright.models import NETWORKS, KeyedDropout, PictureInput, Size
from netwright.models._alexnet import alexnet, alexnet_small
from netwright.models._classics import CLASSICS, LARGE, by_side
from netwright.models._nasnet import nasnet_a
from netwright.models._resnet_deep import resnet50, resnet50_small
from netwright.models._vgg import vgg13, vgg13_small

BELOW, LARGER = (PictureInput(channels=3, side=side) for side in (LARGE - 1, LARGE))


def state(make):
    with torch.device("meta"):
        return {name: value.shape for name, value in make().state_dict().items()}


@pytest.mark.parametrize(
    ("name", "small", "large"),
    [
        ("alexnet", alexnet_small, alexnet),
        ("vgg13", vgg13_small, vgg13),
        ("resnet50", resnet50_small, resnet50),
    ],
)
def test_the_small_form_is_made_below_65_pixels_and_the_papers_from_there(name, small, large):
    make = NETWORKS[name].make
    assert state(lambda: make(BELOW, 7, Size())) == state(lambda: small(BELOW, 7))
    assert state(lambda: make(LARGER, 7, Size())) == state(lambda: large(LARGER, 7))


def test_a_width_is_a_factor_on_the_default_of_each_form():
    make = NETWORKS["vgg13"].make
    assert state(lambda: make(BELOW, 7, Size(width=2))) == state(
        lambda: vgg13_small(BELOW, 7, width=0.75)
    )
    assert state(lambda: make(LARGER, 7, Size(width=0.5))) == state(
        lambda: vgg13(LARGER, 7, width=0.5)
    )


def test_nasnet_is_6_at_768_above_64_pixels():
    make = NETWORKS["nasnet-a"].make
    assert state(lambda: make(LARGER, 7, Size())) == state(lambda: nasnet_a(LARGER, 7))
    assert state(lambda: make(LARGER, 7, Size(width=0.5))) == state(
        lambda: nasnet_a(LARGER, 7, filters=384)
    )


@pytest.mark.parametrize("name", [row.name for row in CLASSICS])
def test_the_dropout_is_the_one_asked_for_where_there_is_any(name):
    for side in (32, 96):
        with torch.device("meta"):
            shape = PictureInput(channels=3, side=side)
            network = NETWORKS[name].make(shape, 7, Size(width=0.02, dropout=0.125))
        shares = {part.share for part in network.modules() if isinstance(part, KeyedDropout)}
        without = name.startswith(("resnet", "lenet"))
        assert shares == (set() if without else {0.125})


@pytest.mark.parametrize("row", CLASSICS, ids=lambda row: row.name)
def test_the_least_side_of_a_row_is_that_of_its_small_form(row):
    with pytest.raises(SettingError, match=f"side must be {row.least} pixels or more"):
        row.make(PictureInput(channels=3, side=row.least - 1), 2, Size())


def test_a_form_without_a_dropout_is_not_given_one():
    calls = []

    def form(shape, outputs, *, width=0.25):
        calls.append((shape, outputs, width))
        return torch.nn.Identity()

    by_side(form, form)(BELOW, 3, Size(width=2, dropout=0.5))
    assert calls == [(BELOW, 3, 0.5)]
