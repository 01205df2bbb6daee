import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from netwright.api._declared import declare
from netwright.errors import SettingError
from netwright.models import PictureInput, Yolo, anatomy, small_darknet
from netwright.models._yolo import PRIOR, STRIDE
from twins.test_whole_networks import ONE_BATCH, SMALL, gap, moved

COLOUR = PictureInput(channels=3, side=416)


def counted(network, side):
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        output = network.eval()(torch.empty(1, 3, side, side, device="meta"))
    return output, counter.get_total_flops() / 2


def test_it_costs_what_its_head_says():
    with torch.device("meta"):
        network = Yolo(COLOUR, anchors=5, classes=3)
    output, multiply_adds = counted(network, 416)
    assert output.shape == (1, 40, 26, 26)
    assert sum(p.numel() for p in network.parameters()) == 779_160
    assert multiply_adds == 762_138_624


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("side", [16, 32, 48, 96])
def test_a_picture_of_any_side_gives_a_map_of_a_sixteenth(side, channels):
    shape = PictureInput(channels=channels, side=side)
    network = Yolo(shape, anchors=2, classes=1, width=0.25)
    assert network.training
    output = network(torch.randn(2, channels, side, side))
    assert output.shape == (2, 12, side // STRIDE, side // STRIDE)


def test_at_the_start_one_prediction_of_a_hundred_says_yes():
    torch.manual_seed(0)
    network = Yolo(PictureInput(channels=3, side=96), anchors=5, classes=3, width=0.5)
    with torch.no_grad():
        maps = network(torch.randn(4, 3, 96, 96)).unflatten(1, (5, 8))
    confidence = maps[:, :, 4].sigmoid()
    assert float(confidence.mean()) == pytest.approx(PRIOR, rel=0.2)
    assert float(maps.movedim(2, 0)[[0, 1, 2, 3, 5, 6, 7]].abs().max()) < 1.5


def test_what_a_cell_sees_is_what_the_head_of_the_file_says():
    network = Yolo(PictureInput(channels=3, side=64), anchors=1, classes=1, width=0.25)
    rows = {row.name: row for row in anatomy(network, {"pictures": torch.randn(2, 3, 64, 64)})}
    assert rows["head"].sees == (231, 231)
    assert rows["neck.0"].sees == (231, 231)
    assert rows["features.0.0"].sees == (3, 3)


def test_another_backbone_is_taken_as_it_is():
    backbone, channels = small_darknet(1, width=0.5)
    network = Yolo(PictureInput(channels=1, side=32), anchors=3, classes=2, backbone=backbone,
                   channels=channels)  # fmt: skip
    assert network.features is backbone
    assert network(torch.randn(1, 1, 32, 32)).shape == (1, 21, 2, 2)


def test_a_bottleneck_is_equation_1():
    torch.manual_seed(0)
    backbone, _ = small_darknet(3, width=0.25)
    block = backbone[2].eval()
    x = torch.randn(2, 8, 6, 6)
    assert torch.equal(block(x), torch.relu(x + block.path(x)))
    assert block.path[0][0].kernel_size == (1, 1)
    assert block.path[1].kernel_size == (3, 3)


@pytest.mark.parametrize("training", [True, False])
def test_outputs_and_all_gradients_are_those_of_the_reference(training):
    """As test_whole_networks.py does with every network of the table."""
    rng = torch.Generator().manual_seed(0)
    shape = PictureInput(channels=3, side=32)

    def make():
        return Yolo(shape, anchors=2, classes=1, width=0.02)

    network = moved(make, np.random.default_rng(0)).train(training)
    pictures = torch.randn(3, 3, 32, 32, generator=rng, dtype=torch.float64)
    y = network(pictures)
    dy = torch.randn(y.shape, generator=rng, dtype=torch.float64)
    y.backward(dy)
    declared = declare(network, {"pictures": pictures})
    values = declared.graph.run(declared.feed)
    slopes = declared.graph.differentiate(values, declared.output, dy=dy.numpy())
    gradients = declared.gradients(slopes)
    assert gap(y.detach().numpy(), values.of[declared.output]) < ONE_BATCH
    least = SMALL * max(abs(slope).max() for slope in gradients.values())
    for name, parameter in network.named_parameters():
        assert gap(parameter.grad.numpy(), gradients[name], least) < ONE_BATCH, name


def test_a_picture_narrower_than_a_cell_is_refused():
    with pytest.raises(SettingError, match="side must be 16 pixels or more for yolo; got 15"):
        Yolo(PictureInput(channels=3, side=15), anchors=1, classes=1)
