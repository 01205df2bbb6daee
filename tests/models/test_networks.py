"""What every network of the table must do, and what the table refuses."""

import pytest
import torch

from netwright.errors import SettingError
from netwright.models import (
    NETWORKS,
    PictureInput,
    Size,
    TableInput,
    make_network,
    nearest_network,
    usual_dropout,
)
from twins.walks import CLASSIC, FAMILIES

SMALL, TINY = Size(width=0.25), Size(width=0.02)
CLASSES = [name for name, row in NETWORKS.items() if row.gives == "classes"]
KINDS = [name for name in CLASSES if name in FAMILIES or name not in CLASSIC]
TABLES = [
    TableInput(numbers=4, sizes=(3, 30)),
    TableInput(numbers=1, sizes=()),
    TableInput(numbers=0, sizes=(2,)),
]


def takes(kind):
    return [n for n, row in NETWORKS.items() if kind in row.takes and row.gives == "classes"]


def table_rows(shape, count=5):
    codes = [torch.randint(size, (count,)) for size in shape.sizes]
    stacked = torch.stack(codes, dim=1) if codes else torch.zeros(count, 0, dtype=torch.long)
    return torch.randn(count, shape.numbers), stacked


@pytest.mark.parametrize("name", [name for name in takes("picture") if name not in CLASSIC])
@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_of_every_side_give_an_output_for_each_class(name, channels):
    for side in (8, 9, 11, 13, 15, 16, 17, 20, 23, 24, 25, 28, 32, 47, 64, 96):
        check(name, PictureInput(channels=channels, side=side), SMALL)


@pytest.mark.parametrize("name", CLASSIC)
def test_both_forms_of_a_paper_give_an_output_for_each_class(name):
    """Sides between are in the test file of each family."""
    sides = (NETWORKS[name].least, 65) if name in FAMILIES else (NETWORKS[name].least,)
    for side in sides:
        check(name, PictureInput(channels=3, side=side), TINY)


def check(name, shape, size):
    model = make_network(name, shape, 7, size)
    assert model.training
    output = model(torch.randn(2, shape.channels, shape.side, shape.side))
    assert output.shape == (2, 7)
    assert torch.isfinite(output).all()


@pytest.mark.parametrize("name", [name for name, row in NETWORKS.items() if row.least > 1])
def test_a_picture_too_small_is_refused_by_the_name_that_was_typed(name):
    least = NETWORKS[name].least
    words = f"side must be {least} pixels or more for {name}; got {least - 1}"
    with pytest.raises(SettingError, match=words):
        make_network(name, PictureInput(channels=3, side=least - 1), 2)


@pytest.mark.parametrize("name", takes("table"))
@pytest.mark.parametrize("shape", TABLES)
@pytest.mark.parametrize("outputs", [1, 3])
def test_rows_give_an_output_for_each_class(name, shape, outputs):
    output = make_network(name, shape, outputs, SMALL)(*table_rows(shape))
    assert output.shape == (5, outputs)
    assert torch.isfinite(output).all()


@pytest.mark.parametrize("name", KINDS)
def test_each_row_is_answered_alone_in_eval_mode(name):
    """R42 begins here: batched answers are single answers."""
    torch.manual_seed(0)
    if "table" in NETWORKS[name].takes:
        model = make_network(name, TABLES[0], 3, SMALL)
        given = table_rows(TABLES[0])
    else:
        model = make_network(name, PictureInput(channels=1, side=17), 3, TINY)
        given = (torch.randn(5, 1, 17, 17),)
    model.eval()
    together = model(*given)
    alone = torch.cat([model(*(tensor[i : i + 1] for tensor in given)) for i in range(5)])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", KINDS)
def test_the_start_is_that_of_the_generator(name):
    shape = PictureInput(channels=1, side=17)
    states = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        states.append(
            torch.cat([p.flatten() for p in make_network(name, shape, 3, TINY).parameters()])
        )
    assert torch.equal(states[0], states[1])
    assert torch.equal(states[0], states[2]) is (name == "logistic")


@pytest.mark.parametrize("name", KINDS)
def test_every_weight_learns(name):
    torch.manual_seed(0)
    model = make_network(name, PictureInput(channels=3, side=32), 3, TINY)
    output = model(torch.randn(8, 3, 32, 32))
    torch.nn.functional.cross_entropy(output, torch.arange(8) % 3).backward()
    for key, parameter in model.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.abs().sum() > 0, key


def test_members_are_an_axis_of_their_own():
    output = make_network("mlp", TABLES[0], 3, Size(width=0.1, members=4))(*table_rows(TABLES[0]))
    assert output.shape == (5, 4, 3)


def test_a_name_that_is_nearly_right_is_guessed():
    assert nearest_network("mlp").name == "mlp"
    with pytest.raises(SettingError, match=r"model must be one of the \d+ of: .*\n.*mean alexnet"):
        nearest_network("alexnett")
    with pytest.raises(SettingError, match=r"got 'zzz'\nnetwright models lists them"):
        nearest_network("zzz")


@pytest.mark.parametrize("name", ["os.system", "torch.nn.Linear", "https://example.org/net.py"])
def test_nothing_is_looked_up_outside_the_table(name):
    with pytest.raises(SettingError, match="model must be one of"):
        make_network(name, PictureInput(channels=1, side=8), 2)


@pytest.mark.parametrize("name", ["convnet", "resnet", "alexnet", "resnet20", "nasnet-a"])
def test_a_network_for_pictures_refuses_rows(name):
    with pytest.raises(SettingError, match="model must be one that takes a table: logistic, mlp"):
        make_network(name, TABLES[0], 2)
    with pytest.raises(SettingError, match="shape must be that of a picture"):
        NETWORKS[name].make(TABLES[0], 2, Size())


@pytest.mark.parametrize(
    ("name", "side", "share"),
    [
        ("vgg16", 224, 0.5),
        ("vgg16", 65, 0.5),
        ("vgg16", 64, 0.0),  # the small form
        ("googlenet", 224, 0.4),
        ("inception-residual", 96, 0.2),
        ("resnet50", 224, 0.0),
        ("convnet", 224, 0.0),
        ("mlp", 0, 0.0),
        ("timm:resnet18", 224, 0.0),
    ],
)
def test_dropout_is_the_papers_where_its_form_is_built(name, side, share):
    assert usual_dropout(name, side) == share
