import os

import numpy as np
import pytest
import torch

from netwright.errors import UnavailableError
from netwright.training import choose_device, device_words
from netwright.training._devices import on_device


@pytest.fixture
def there(monkeypatch):
    """Say which accelerators torch finds."""

    def say(*, cuda=False, mps=False):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return say


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ({}, "cpu"),
        ({"mps": True}, "mps"),
        ({"cuda": True}, "cuda"),
        ({"cuda": True, "mps": True}, "cuda"),
    ],
)
def test_auto_takes_an_accelerator_where_there_is_one(there, monkeypatch, found, chosen):
    there(**found)
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", "kept")
    assert choose_device("auto") == torch.device(chosen)
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == "kept"


def test_cublas_is_told_to_repeat_its_bits(there, monkeypatch):
    there(cuda=True)
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", "")  # so that it is put back afterwards
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG")
    choose_device("cuda")
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_an_error(there, name):
    there()
    with pytest.raises(UnavailableError, match=rf"device must be one .* here: cpu; got '{name}'"):
        choose_device(name)


def test_what_is_there_is_named(there):
    there(mps=True)
    with pytest.raises(UnavailableError, match=r"that torch finds here: cpu, mps; got 'cuda'"):
        choose_device("cuda")


def test_words(monkeypatch):
    assert device_words(torch.device("cpu")) == "cpu, 1 threads"
    assert device_words(torch.device("mps")) == "mps"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Tester 3000")
    assert device_words(torch.device("cuda")) == "cuda, Tester 3000"


def test_float64_becomes_float32_where_the_device_has_none(monkeypatch):
    array = np.array([1.5, 2.5])
    assert on_device(array, torch.device("cpu")).dtype == torch.float64
    monkeypatch.setattr(torch.Tensor, "to", lambda self, device: self)  # there is no MPS here
    assert on_device(array, torch.device("mps")).dtype == torch.float32
