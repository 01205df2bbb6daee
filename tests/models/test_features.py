import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    Features,
    Normalisation,
    PictureInput,
    make_network,
    usual_layers,
    vgg_stack,
    vgg_weights,
)

PLAIN = Normalisation(side=8, cut=1.0, mean=(0.0, 0.0, 0.0), std=(255.0, 255.0, 255.0))


def small():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Flatten(),
        nn.Linear(6 * 4 * 4, 5),
    )


def test_the_maps_are_those_of_the_network():
    network, pictures = small(), torch.rand(2, 3, 8, 8)
    with torch.no_grad():
        first, later = network[:1](pictures), network[:5](pictures)
    found = Features(network, ["4", "0"], scale=PLAIN)(pictures)
    assert list(found) == ["4", "0"]
    torch.testing.assert_close(found["0"], first)
    torch.testing.assert_close(found["4"], later)


def test_nothing_behind_the_last_layer_is_computed():
    found = Features(small(), ["1"], scale=PLAIN)(torch.rand(1, 3, 30, 20))  # no size for "6"
    assert found["1"].shape == (1, 4, 30, 20)


def test_pictures_come_in_the_scale_of_the_network():
    scale = Normalisation(side=8, cut=1.0, mean=(10.0, 20.0, 30.0), std=(2.0, 3.0, 4.0))
    features = Features(nn.Sequential(nn.Identity()), ["0"], scale=scale)
    found = features(torch.full((1, 3, 1, 1), 0.5))["0"].flatten()
    expected = [(127.5 - mean) / std for mean, std in zip(scale.mean, scale.std, strict=True)]
    assert found.tolist() == pytest.approx(expected)


def test_only_the_picture_gets_a_gradient_and_the_mode_stays():
    features = Features(small(), ["4"], scale=PLAIN).train()
    pictures = torch.rand(1, 3, 8, 8, requires_grad=True)
    features(pictures)["4"].sum().backward()
    assert pictures.grad.any()
    assert not any(p.requires_grad for p in features.parameters())
    assert not any(part.training for part in features.modules())


def test_hooks_are_gone_after_a_pass_and_after_an_error():
    features = Features(small(), ["6"], scale=PLAIN)
    with pytest.raises(SettingError, match="layers in use that give maps; got '6'"):
        features(torch.rand(1, 3, 8, 8))
    with pytest.raises(RuntimeError, match="shapes"):
        features(torch.rand(1, 3, 9, 30))
    assert not any(part._forward_hooks for part in features.modules())


def test_average_pools_take_the_place_of_the_largest():
    features = Features(small(), ["2"], scale=PLAIN, average_pools=True)
    pictures = torch.rand(1, 3, 8, 8)
    with torch.no_grad():
        expected = nn.functional.avg_pool2d(features.network[:2](pictures), 2)
    torch.testing.assert_close(features(pictures)["2"], expected)


@pytest.mark.parametrize("layers", [["9"], [""], []])
def test_layers_that_are_not_there_are_refused(layers):
    with pytest.raises(SettingError, match="names of the network's layers"):
        Features(small(), layers)


def test_the_hint_names_the_activations():
    with pytest.raises(SettingError) as caught:
        Features(small(), ["relu9"])
    assert caught.value.hint == "its activations are 1, 4"


@pytest.mark.parametrize(("name", "convolutions"), [("vgg16", 13), ("vgg19", 16)])
def test_a_stack_has_the_names_of_the_papers_and_the_usual_layers(name, convolutions):
    stack = vgg_stack(name)
    names = [part for part, _ in stack.named_children()]
    assert names[:5] == ["conv1_1", "relu1_1", "conv1_2", "relu1_2", "pool1"]
    assert sum(part.startswith("conv") for part in names) == convolutions
    found = usual_layers(stack)
    assert found.content == ("relu4_2",)
    assert found.style == ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")


@pytest.mark.parametrize("kind", ["torchvision", "ours", "keras"])
def test_weights_of_three_origins_are_the_same(kind):
    torch.manual_seed(1)
    wanted = vgg_stack("vgg16").state_dict()
    place, places = 0, iter([0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28])
    given = {"affine.weight": torch.zeros(2, 2)}
    for name in wanted:
        layer, part = name.split(".")
        stage, number = (int(digit) for digit in layer.removeprefix("conv").split("_"))
        place = next(places) if part == "weight" else place  # a bias has that of its weight
        tensor = wanted[name]
        if kind == "keras":
            which = "conv2d" if number == 1 else f"conv2d_{number - 1}"
            theirs = f"block{stage}/layers/{which}/vars/{int(part == 'bias')}"
            if tensor.dim() == 4:
                blue_first = tensor.flip(1) if layer == "conv1_1" else tensor
                tensor = blue_first.permute(2, 3, 1, 0).contiguous()
        else:
            ours = f"stages.{stage - 1}.{number - 1}.0.{part}"
            theirs = f"features.{place}.{part}" if kind == "torchvision" else ours
        given[theirs] = tensor
    found = vgg_weights("vgg16", given)
    assert found.keys() == wanted.keys()
    assert all(torch.equal(found[name], wanted[name]) for name in wanted)


def test_weights_of_our_own_network_and_of_torchvision_fit():
    ours = make_network("vgg16", PictureInput(channels=3, side=96), 10)
    found = vgg_weights("vgg16", ours.state_dict())
    stack = vgg_stack("vgg16")
    stack.load_state_dict(found)
    pictures = torch.rand(1, 3, 96, 96)
    with torch.no_grad():
        torch.testing.assert_close(stack(pictures), ours.eval().stages(pictures))


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({}, "those of vgg19, with conv1_1.weight of 64 x 3 x 3 x 3; got 'none'"),
        ({"features.0.weight": torch.zeros(2, 2)}, "those of vgg19, with conv1_1.*got '2 x 2'"),
    ],
)
def test_weights_that_do_not_fit_are_refused(tensors, words):
    with pytest.raises(SettingError, match=words):
        vgg_weights("vgg19", tensors)
    with pytest.raises(SettingError, match="features must be vgg16 or vgg19; got 'vgg11'"):
        vgg_stack("vgg11")


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet18", "resnet", "convnet", "alexnet"])
def test_every_network_has_usual_layers_whose_sizes_fall(name):
    network = make_network(name, PictureInput(channels=3, side=96), 10)
    layers = usual_layers(network)
    features = Features(network, (*layers.content, *layers.style))
    found = features(torch.rand(1, 3, 96, 96))
    sides = [found[layer].shape[2] for layer in layers.style]
    assert sides == sorted(set(sides), reverse=True)
    assert len(layers.style) >= 2
    assert len(layers.content) == 1


def test_a_network_without_maps_has_none():
    with pytest.raises(SettingError, match="features must be a network that makes maps"):
        usual_layers(nn.Sequential(nn.Flatten(), nn.Linear(3 * 256**2, 4), nn.ReLU()))


def test_at_fewer_layers_the_same_network_looks():
    features, pictures = Features(small(), ["4", "0"], scale=PLAIN), torch.rand(1, 3, 8, 8)
    first = features.at(["0"])
    assert list(first(pictures)) == ["0"]
    torch.testing.assert_close(first(pictures)["0"], features(pictures)["0"])
    shared = [p.data_ptr() for p in features.parameters()]
    assert [p.data_ptr() for p in first.parameters()] == shared
