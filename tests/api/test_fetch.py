import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from netwright import api
from netwright.errors import SettingError


def test_a_set_is_fetched_by_its_name():
    with pytest.raises(SettingError, match="name must be one of mnist"):
        api.get("mnits")


def test_weights_come_in(tmp_path):
    save_file({"a": np.arange(6, dtype=np.float32)}, tmp_path / "theirs.safetensors")
    done = api.import_weights(str(tmp_path / "theirs.safetensors"), tmp_path / "ours.safetensors")
    assert (done.tensors, done.parameters) == (1, 6)
    assert load_file(done.path)["a"].tolist() == list(range(6))
