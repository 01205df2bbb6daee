import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.errors import SettingError
from netwright.models import (
    PictureInput,
    Stages,
    TrunkEmbedder,
    backbone_embedder,
    embedder_weights,
    encoder_network,
    make_network,
    nearest_network,
    whitened_end,
)


def alike(things=12, each=5, width=40, seed=0):
    """Rows of things that differ along ten directions, and whose pictures differ along others."""
    random = torch.Generator().manual_seed(seed)
    between = torch.randn(10, width, generator=random)
    within = 3 * torch.randn(10, width, generator=random)
    labels = torch.arange(things).repeat_interleave(each)
    what = torch.randn(things, 10, generator=random)[labels] @ between
    return what + torch.randn(len(labels), 10, generator=random) @ within + 7, labels


def ended(rows, end, outputs):
    """What the end of an embedder with these weights makes of rows, in eval mode."""
    network = TrunkEmbedder(Stages(nn.Identity()), 1, outputs).eval()
    network.end[2] = nn.Linear(rows.shape[1], outputs, bias=False)
    network.load_state_dict(end, strict=False)
    with torch.no_grad():
        return network.end.eval()(rows)


def test_the_end_is_given_means_of_the_last_map_equation_1():
    network = TrunkEmbedder(Stages(nn.AvgPool2d(2), nn.AvgPool2d(2)), 3, 5)
    pictures = torch.rand(2, 3, 64, 64)
    torch.testing.assert_close(network.seen(pictures), functional.avg_pool2d(pictures, 16))
    assert network(pictures).shape == (2, 5)
    assert network(torch.rand(2, 3, 80, 80)).shape == (2, 5)


def test_what_a_thing_differs_by_from_itself_counts_little_equation_2():
    rows, labels = alike()
    unit = functional.normalize
    plain = unit(rows - rows.mean(dim=0))
    made = unit(ended(rows, whitened_end(rows, labels, 20), 20))
    own = labels[:, None] == labels[None]
    gap = [float((x @ x.T)[own].mean() - (x @ x.T)[~own].mean()) for x in (plain, made)]
    assert gap[1] > 2 * gap[0]


def test_scatter_within_is_one_but_for_the_share_added_to_it():
    rows, labels = alike(things=40, each=6, width=12)
    made = ended(rows, whitened_end(rows, labels, 12), 12).double()
    means = torch.stack([made[labels == one].mean(dim=0) for one in labels])
    scatter = (made - means).T @ (made - means) / len(made)
    values = torch.linalg.eigvalsh(scatter)
    assert 0 < float(values[0]) < float(values[-1]) < 1
    torch.testing.assert_close(scatter, scatter.diag().diag(), atol=1e-4, rtol=0.0)
    torch.testing.assert_close(made.mean(dim=0), torch.zeros(12).double(), atol=1e-4, rtol=0.0)


def test_the_norm_keeps_scale_in_training_too():
    rows, labels = alike()
    end = whitened_end(rows, labels, 8)
    network = TrunkEmbedder(Stages(nn.Identity()), 1, 8)
    network.end[2] = nn.Linear(rows.shape[1], 8, bias=False)
    network.load_state_dict(end, strict=False)
    with torch.no_grad():
        learning = network.end.train()(rows)
    torch.testing.assert_close(learning, ended(rows, end, 8), atol=1e-3, rtol=1e-3)


def test_more_numbers_than_directions_are_zeros_and_either_product_will_do():
    rows, labels = alike(things=3, each=3)
    end = whitened_end(rows, labels, 16)
    made = ended(rows, end, 16)
    assert bool((made[:, 8:] == 0).all())  # nine rows have eight directions
    assert bool(made[:, :8].any(dim=0).all())
    twice = whitened_end(rows.repeat(8, 1), labels.repeat(8), 16)  # more rows than columns
    again = ended(rows, twice, 16)
    torch.testing.assert_close(again @ again.T, made @ made.T, atol=1e-3, rtol=1e-3)
    alone = whitened_end(rows, torch.arange(9), 4)  # no thing has two pictures
    assert all(bool(tensor.isfinite().all()) for tensor in alone.values())


def test_weights_take_their_places():
    torch.manual_seed(1)
    given = encoder_network("resnet", 1, width=0.5).state_dict()
    found = embedder_weights(encoder_network("resnet", 1, width=0.5), given, channels=1)
    whole = backbone_embedder(encoder_network("resnet", 1, width=0.5), 4, channels=1).eval()
    _, unknown = whole.load_state_dict(found, strict=False)
    assert found
    assert not unknown
    assert all(name.startswith("stages.") for name in found)
    end = whitened_end(torch.rand(6, *whole.seen(torch.rand(1, 1, 64, 64)).shape[1:]),
                       torch.arange(6) // 2, 4)  # fmt: skip
    assert not whole.load_state_dict(end, strict=False).unexpected_keys


@pytest.mark.parametrize("name", ["convnet", "resnet18", "mobilenet-v2"])
def test_every_parameter_learns_something(name):
    torch.manual_seed(0)
    network = make_network(f"embedder:{name}", PictureInput(channels=3, side=64), 6)
    output = network(torch.randn(4, 3, 64, 64))
    assert output.shape == (4, 6)
    (output * torch.randn(4, 6)).sum().backward()
    assert all(bool(p.grad.any()) for p in network.parameters())


def test_embedders_on_a_trunk_are_found_by_name():
    row = nearest_network("embedder:resnet18")
    assert (row.name, row.gives, row.least) == ("embedder:resnet18", "classes", 32)
    for name in ("embedder:yolo", "embedder:embedder:resnet18"):
        with pytest.raises(SettingError, match=f"embedder: and a network for classes; got '{name}"):
            nearest_network(name)
    with pytest.raises(SettingError, match="did you mean resnet"):
        nearest_network("embedder:resnet81")


def test_a_trunk_of_coarse_maps_alone_is_refused(monkeypatch):
    from netwright.models import _embedder_backbone

    monkeypatch.setattr(_embedder_backbone, "STRIDE", 1)
    with pytest.raises(SettingError, match="maps of 1 pixels a place or finer; got"):
        backbone_embedder(encoder_network("resnet18", 3), 4)
