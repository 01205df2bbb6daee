import subprocess
import sys

import pytest
import torch

from netwright.models import NETWORKS, PictureInput, make_network, shapes_alone

SHAPE = PictureInput(channels=3, side=32)


@pytest.mark.parametrize("name", [*NETWORKS, "unet:resnet18"])
def test_shapes_are_those_of_the_network_and_hold_nothing(name):
    with shapes_alone():
        network = make_network(name, SHAPE, 10)
    shapes = {n: tuple(t.shape) for n, t in network.state_dict().items()}
    assert shapes == {
        n: tuple(t.shape) for n, t in make_network(name, SHAPE, 10).state_dict().items()
    }
    assert all(parameter.device.type == "meta" for parameter in network.parameters())


def test_outside_all_is_as_before():
    with shapes_alone():
        pass
    weight = torch.nn.init.normal_(tensor=torch.zeros(3, 3))
    assert weight.device.type == "cpu"
    assert bool(weight.any())


def test_torch_does_not_import_its_compiler_for_it():
    words = """
import sys
from netwright.models import NETWORKS, PictureInput, make_network, shapes_alone
for name in ("logistic", "mlp", "convnet", "resnet", "speedrun", "lenet5", "vgg11"):
    with shapes_alone():
        make_network(name, PictureInput(channels=3, side=32), 10)
    assert "torch._dynamo" not in sys.modules, name
"""
    subprocess.run([sys.executable, "-c", words], check=True)
