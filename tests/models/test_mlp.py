import math

import pytest
import torch
from torch import nn

from netwright.models import KeyedDropout, Mlp, PictureInput, TableInput
from netwright.models._mlp import Members

TABLE = TableInput(numbers=3, sizes=(4, 30))


def rows(count=6):
    torch.manual_seed(1)
    return torch.randn(count, 3), torch.stack(
        [torch.randint(4, (count,)), torch.randint(30, (count,))], dim=1
    )


def test_members_equal_networks_computed_one_by_one():
    torch.manual_seed(0)
    together = Mlp(TABLE, 5, hidden=(8, 7), members=3)
    for layer in together.layers:
        if isinstance(layer, Members):
            nn.init.normal_(layer.weight)  # the last one starts at zero
    numbers, codes = rows()
    whole = together(numbers, codes)
    assert whole.shape == (6, 3, 5)
    for member in range(3):
        alone = Mlp(TABLE, 5, hidden=(8, 7))
        alone.embedding.load_state_dict(together.embedding.state_dict())
        for mine, theirs in zip(alone.layers, together.layers, strict=True):
            if isinstance(mine, nn.Linear):
                mine.weight.data = theirs.weight.data[member].T
                mine.bias.data = theirs.bias.data[member, 0]
        torch.testing.assert_close(alone(numbers, codes), whole[:, member], rtol=1e-5, atol=1e-5)


def test_members_learn_alone():
    """The gradient of one member's output leaves the others' weights as they are."""
    torch.manual_seed(0)
    model = Mlp(PictureInput(channels=1, side=8), 2, hidden=(4,), members=3)
    model(torch.randn(5, 1, 8, 8))[:, 1].sum().backward()
    for layer in (model.layers[0], model.layers[2]):
        moved = layer.weight.grad.abs().sum(dim=(1, 2)) > 0
        assert moved.tolist() == [False, True, False]


def test_members_start_apart_and_drop_apart():
    torch.manual_seed(0)
    model = Mlp(PictureInput(channels=1, side=8), 2, hidden=(64,), members=2, dropout=0.5)
    assert not torch.equal(model.layers[0].weight[0], model.layers[0].weight[1])
    (dropout,) = (m for m in model.modules() if isinstance(m, KeyedDropout))
    masked = dropout(torch.ones(10, 2, 64))
    assert not torch.equal(masked[:, 0], masked[:, 1])


def test_on_tables_all_rows_begin_with_one_answer_a_member():
    torch.manual_seed(0)
    for members in (1, 4):
        output = Mlp(TABLE, 3, members=members)(*rows())
        assert torch.equal(output, output[:1].expand_as(output))


@pytest.mark.parametrize(("members", "gain"), [(1, 2.0), (4, 2.0)])
def test_the_start_on_pictures_is_he(members, gain):
    torch.manual_seed(0)
    layer = Mlp(PictureInput(channels=1, side=16), 2, members=members).layers[0]
    assert layer.weight.detach().std() == pytest.approx(math.sqrt(gain / 256), rel=0.02)
    assert layer.bias.abs().max() <= 1 / 16


def test_bends_are_relu_on_pictures_and_mish_on_tables():
    for shape, bend in ((PictureInput(channels=1, side=8), nn.ReLU), (TABLE, nn.Mish)):
        kinds = [type(layer) for layer in Mlp(shape, 2, hidden=(4, 4)).layers]
        assert kinds == [nn.Linear, bend, nn.Linear, bend, nn.Linear]


def test_a_table_without_columns_of_a_kind():
    assert Mlp(TableInput(numbers=2, sizes=()), 1)(
        torch.randn(4, 2), torch.zeros(4, 0, dtype=torch.long)
    ).shape == (4, 1)
    assert Mlp(TableInput(numbers=0, sizes=(3,)), 1)(
        torch.zeros(4, 0), torch.zeros(4, 1, dtype=torch.long)
    ).shape == (4, 1)


def test_members_say_what_they_are():
    assert str(Members(2, 3, 4, gain=1.0)) == "Members(members=2, inputs=3, outputs=4)"
