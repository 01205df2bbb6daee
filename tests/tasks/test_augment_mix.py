import math

import numpy as np
import pytest
import torch

from netwright.tasks._augment_kinds import augmentation_from
from netwright.tasks._augment_mix import erased, mixed, symmetric_beta

SIZE = (20, 30)


def batch(count=6):
    torch.manual_seed(0)
    return {"picture": torch.randn(count, 3, *SIZE) + 5, "label": torch.arange(count)}


def erase(count, strength, u):
    augmentation = augmentation_from(f"erase:{strength}")
    return erased(torch.ones(count, 2, *SIZE), augmentation, torch.as_tensor(u))


def rectangle(picture):
    ys, xs = (picture[0] == 0).nonzero(as_tuple=True)
    return ys.min().item(), ys.max().item() + 1, xs.min().item(), xs.max().item() + 1


@pytest.mark.parametrize(
    "row", [(0.5, 0.5, 0.0, 0.0), (0.9, 0.1, 0.99, 0.5), (0.3, 0.8, 0.4, 0.99)]
)
def test_an_erased_rectangle_has_the_area_shape_and_place_of_its_numbers(row):
    share, ratio = row[0] * 0.25, 2 ** (2 * row[1] - 1)
    height, width = round(math.sqrt(share * ratio) * 20), round(math.sqrt(share / ratio) * 30)
    top, left = int(row[2] * (20 - height + 1)), int(row[3] * (30 - width + 1))
    found = erase(1, 0.25, [row])[0]
    assert rectangle(found) == (top, top + height, left, left + width)
    assert (found == 0).sum() == 2 * height * width
    assert set(found.unique().tolist()) == {0.0, 1.0}


def test_erased_areas_go_from_nothing_to_the_strength():
    torch.manual_seed(0)
    found = erase(2000, 0.4, torch.rand(2000, 4))
    area = (found[:, 0] == 0).float().mean(dim=(1, 2))
    assert area.min() < 0.01
    assert 0.37 < area.max() < 0.43
    assert area.mean() == pytest.approx(0.2, abs=0.01)
    assert erase(4, 0, torch.rand(4, 4)).min() == 1


def test_mixup_is_the_weighted_sum_with_the_example_before():
    augmentation, given = augmentation_from("mixup:0.7"), batch()
    u = torch.rand(6, 2)
    found = mixed(given, augmentation, u)
    share = symmetric_beta(0.7, u.double())
    for i in range(6):
        s = float(share[i])
        wanted = s * given["picture"][i] + (1 - s) * given["picture"][i - 1]
        torch.testing.assert_close(found["picture"][i], wanted, rtol=1e-5, atol=1e-5)
        assert found["share"][i] == pytest.approx(s, abs=1e-6)
        assert found["label_b"][i] == given["label"][i - 1]
    assert (found["label_b"].dtype, found["share"].dtype) == (torch.int64, torch.float32)
    assert torch.equal(found["label"], given["label"])


def test_cutmix_puts_in_a_rectangle_and_counts_what_is_left():
    torch.manual_seed(1)
    augmentation, given = augmentation_from("cutmix:1"), batch(200)
    u = torch.rand(200, 4)
    found = mixed(given, augmentation, u)
    wanted = symmetric_beta(1, u.double())
    whole = 0
    for i, picture in enumerate(found["picture"]):
        own = (picture == given["picture"][i]).all(dim=0)
        other = (picture == given["picture"][i - 1]).all(dim=0)
        assert (own | other).all()
        assert found["share"][i] == pytest.approx(own.float().mean().item(), abs=1e-6)
        ys, xs = other.nonzero(as_tuple=True)
        if len(ys):
            assert len(ys) == (ys.max() - ys.min() + 1) * (xs.max() - xs.min() + 1)
            if ys.min() > 0 and xs.min() > 0 and ys.max() < 19 and xs.max() < 29:
                whole += 1
                assert found["share"][i] == pytest.approx(float(wanted[i]), abs=0.06)
    assert whole > 10
    assert (found["share"] >= wanted.float() - 0.06).all(), "cut at the edge, more is left"


def test_nothing_is_mixed_by_other_kinds_or_at_no_strength():
    given = batch()
    assert mixed(given, augmentation_from("flip"), torch.rand(6, 1)) is given
    for name, columns in (("mixup", 2), ("cutmix", 4)):
        found = mixed(given, augmentation_from(f"{name}:0"), torch.rand(6, columns))
        assert torch.equal(found["picture"], given["picture"])
        assert (found["share"] == 1).all()


@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.5, 1.0, 4.0])
def test_shares_are_of_the_beta_distribution(alpha):
    random = np.random.default_rng(0)
    found = np.sort(symmetric_beta(alpha, torch.tensor(random.random((20_000, 2)))).numpy())
    wanted = np.sort(random.beta(alpha, alpha, 20_000))
    grid = np.linspace(0.001, 0.999, 200)
    gaps = np.searchsorted(found, grid) - np.searchsorted(wanted, grid)
    assert np.abs(gaps).max() / 20_000 < 0.02  # Kolmogorov and Smirnov's 1 in 1000: 0.0195
    assert ((found >= 0) & (found <= 1)).all()


def test_extreme_numbers_give_shares():
    ends = torch.tensor([[0.0, 0.0], [0.0, 0.25], [1 - 2**-24, 0.5], [0.5, 0.25]]).double()
    for alpha in (0.001, 0.2, 8.0):
        found = symmetric_beta(alpha, ends)
        assert ((found >= 0) & (found <= 1)).all()
