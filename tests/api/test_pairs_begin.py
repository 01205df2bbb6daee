import pytest
import torch
from safetensors.torch import save_file

import netwright as nw
from netwright import store
from netwright.api._pairs_begin import encoder_of
from netwright.errors import SettingError
from netwright.models import encoder_network, encoder_weights
from netwright.recipe import resolve
from paired import masks_folder


@pytest.fixture
def weights(tmp_path):
    """A file with the weights of a resnet18 that learned elsewhere."""
    torch.manual_seed(5)
    state = encoder_network("resnet18", 3).state_dict()
    path = tmp_path / "resnet18.safetensors"
    save_file(dict(state), path)
    return path


def test_an_encoder_begins_with_weights(weights, tmp_path):
    folder = masks_folder(tmp_path / "masks", train=4, val=2, test=2)
    given = {"void": "11", "pretrained": str(weights), "model": "unet:resnet18"}
    done = nw.inspect(folder, **given).prepared
    with pytest.raises(SettingError, match="channels must be 3, as the pretrained weights expect"):
        nw.inspect(folder, channels=1, **given)
    begin = done.learned.begin
    assert begin
    assert all(name.startswith("encoder.") for name in begin)
    missing, unknown = done.task.model().load_state_dict(dict(begin), strict=False)
    assert not unknown
    assert not [name for name in missing if name.startswith("encoder.") and "num_b" not in name]
    assert done.data["pretrained"]["sha256"] == store.digest(weights)
    assert "the encoder of unet:resnet18 begins with the weights of" in done.data["notes"][-1]


def test_weights_keep_their_numbers(weights):
    given = {"pretrained": str(weights), "model": "unet:resnet18"}
    found = encoder_of(resolve(user=given).settings)
    begin = encoder_weights(encoder_network("resnet18", 3), found.weights)
    torch.manual_seed(5)
    kernels = encoder_network("resnet18", 3).state_dict()["stem.0.weight"]
    first = next(tensor for tensor in begin.values() if tensor.shape == kernels.shape)
    torch.testing.assert_close(first, kernels)


def test_weights_need_a_network_that_takes_them(weights):
    settings = resolve(user={"pretrained": str(weights), "model": "convnet"}).settings
    with pytest.raises(SettingError, match="model must be unet: and the network whose weights"):
        encoder_of(settings)
    assert encoder_of(resolve(user={}).settings) is None
