import pytest
import torch

from netwright.training import scaled_to, sides_of, sized, with_colours_of

LUMA = torch.tensor([0.299, 0.587, 0.114]).reshape(3, 1, 1)


def test_the_longer_side_is_brought_to_its_length():
    assert sides_of(torch.zeros(3, 427, 640), 512) == (342, 512)
    assert sides_of(torch.zeros(3, 640, 427), 512) == (512, 342)
    assert sides_of(torch.zeros(3, 1, 900), 32) == (1, 32)
    assert sized(torch.rand(3, 20, 30), 15).shape == (1, 3, 10, 15)


def test_a_scaled_picture_stays_within_its_range_and_a_flat_one_flat():
    step = torch.zeros(3, 20, 30)
    step[:, :, 15:] = 1.0
    assert 0 <= sized(step, 45).min() <= sized(step, 45).max() <= 1
    assert scaled_to(step[None], 40, 60).max() > 1  # bicubic goes beyond
    flat = torch.full((1, 3, 7, 9), 0.3)
    torch.testing.assert_close(scaled_to(flat, 14, 5), torch.full((1, 3, 14, 5), 0.3))


def test_light_comes_from_one_picture_and_colours_from_the_other():
    torch.manual_seed(0)
    content = 0.4 + 0.2 * torch.rand(3, 5, 6)
    painted = 0.4 + 0.2 * torch.rand(3, 5, 6)
    found = with_colours_of(content, painted)
    torch.testing.assert_close((found * LUMA).sum(dim=0), (painted * LUMA).sum(dim=0))
    chroma = (found - found.mean(dim=0)) - (content - content.mean(dim=0))
    assert chroma.abs().max().item() == pytest.approx(0.0, abs=1e-6)
    torch.testing.assert_close(with_colours_of(content, content), content)


def test_what_goes_beyond_is_cut():
    found = with_colours_of(torch.tensor([[[0.9]], [[0.5]], [[0.5]]]), torch.ones(3, 1, 1))
    assert found.max() == 1.0
