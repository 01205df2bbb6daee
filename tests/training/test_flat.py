import pytest
import torch
from torch import nn

from netwright.models import PictureInput, Size, TableEmbedding, TableInput, make_network
from netwright.training._flat import FlatParameters

SHAPE = PictureInput(channels=3, side=16)


class Tiny(nn.Module):
    """Weights, a norm, a constant that is made again, and a weight that is not trained."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(4)
        self.affine = nn.Linear(4, 3)
        self.frozen = nn.Parameter(torch.ones(2, 2), requires_grad=False)
        self.register_buffer("constant", torch.ones(3), persistent=False)
        self.register_buffer("kept", torch.ones(3))

    def forward(self, x):
        return self.affine(self.norm(x))


def test_parameters_and_gradients_are_views():
    model = Tiny()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    flat = FlatParameters(model)
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name])
    model(torch.randn(5, 4)).sum().backward()
    gradients = dict(zip(flat.names(), flat.views(flat.gradients), strict=True))
    for name, parameter in model.named_parameters():
        if name == "frozen":
            assert parameter.grad is None
            continue
        assert parameter.data_ptr() in range(
            flat.values.data_ptr(), flat.values.data_ptr() + 4 * len(flat.values)
        )
        assert torch.equal(parameter.grad, gradients[name])
    assert flat.gradients.abs().sum() > 0
    flat.gradients.zero_()
    flat.values.fill_(2.0)
    assert all((p == 2).all() for n, p in model.named_parameters() if n != "frozen")
    assert model.affine.weight.grad.abs().sum() == 0


def test_backward_adds_into_the_same_memory():
    model = Tiny()
    flat = FlatParameters(model)
    for _ in range(2):
        model(torch.ones(2, 4)).sum().backward()
        assert model.affine.bias.grad.data_ptr() >= flat.gradients.data_ptr()
    assert (
        dict(zip(flat.names(), flat.views(flat.gradients), strict=True))["affine.bias"].tolist()
        == [4.0] * 3
    )


def test_what_a_pass_leaves_is_where_the_optimiser_reads():
    model = Tiny()
    flat = FlatParameters(model)
    model(torch.ones(2, 4)).sum().backward()
    held = flat.gradients.clone()
    flat.collect()
    assert torch.equal(flat.gradients, held)
    for parameter, gradient in zip(flat.parameters(), flat.arrivals(), strict=True):
        assert parameter.grad.data_ptr() == gradient.data_ptr()
    assert flat.parameters()[0] is model.affine.weight
    flat.clear()
    assert held.any()
    assert not flat.gradients.any()


def test_weights_come_first_and_what_is_not_decayed_after():
    flat = FlatParameters(Tiny())
    assert flat.names() == ["affine.weight", "norm.weight", "norm.bias", "affine.bias"]
    assert flat.decayed == 12
    assert len(flat.values) == 12 + 4 + 4 + 3
    views = list(flat.views(flat.values))
    assert views[0].data_ptr() == flat.values.data_ptr()
    assert views[1].data_ptr() == flat.values[flat.decayed :].data_ptr()


@pytest.mark.parametrize("name", ["convnet", "resnet"])
@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_strides_are_those_of_the_memory_format(name, memory):
    model = make_network(name, SHAPE, 4).to(memory_format=memory)
    before = {n: (p.detach().clone(), p.stride()) for n, p in model.named_parameters()}
    flat = FlatParameters(model)
    for parameter, gradient in zip(
        (dict(model.named_parameters())[n] for n in flat.names()),
        flat.views(flat.gradients),
        strict=True,
    ):
        assert gradient.stride() == parameter.stride()
        assert parameter.grad.stride() == parameter.stride()
        if parameter.dim() == 4:
            assert parameter.is_contiguous(memory_format=memory)
    for n, parameter in model.named_parameters():
        assert torch.equal(parameter, before[n][0])
        if parameter.dim() == 4 and min(parameter.shape) > 1:
            assert parameter.stride() == before[n][1]
    assert all(tensor.is_contiguous() for tensor in flat.named(flat.values).values())


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_fill_takes_back_what_named_gave(memory):
    model = make_network("resnet", SHAPE, 4).to(memory_format=memory)
    flat = FlatParameters(model)
    held = {name: tensor.clone() for name, tensor in flat.named(flat.values).items()}
    whole = flat.values.clone()
    flat.values.zero_()
    flat.fill(flat.values, held)
    assert torch.equal(flat.values, whole)
    other = FlatParameters(make_network("resnet", SHAPE, 4))  # and across memory formats
    other.fill(other.values, held)
    found = other.named(other.values)
    assert all(torch.equal(found[name], held[name]) for name in held)


def test_constants_that_the_network_makes_again_are_left_out():
    assert set(FlatParameters(Tiny()).buffers()) == {
        "norm.running_mean",
        "norm.running_var",
        "norm.num_batches_tracked",
        "kept",
    }
    embedding = TableEmbedding(TableInput(numbers=2, sizes=(3, 40)))
    assert dict(embedding.named_buffers())
    assert FlatParameters(embedding).buffers() == {}


def test_no_bias_is_decayed_whatever_its_shape():
    network = make_network("mlp", TableInput(numbers=3, sizes=(4, 30)), 2, Size(members=2))
    flat = FlatParameters(network)
    mark = torch.zeros_like(flat.values)
    mark[: flat.decayed] = 1.0
    decayed = {name for name, part in flat.named(mark).items() if part.all()}
    assert decayed == {
        "embedding.waves.frequency",
        "embedding.waves.mix",
        "embedding.tables.0.weight",
        "layers.0.weight",
        "layers.2.weight",
        "layers.4.weight",
    }
