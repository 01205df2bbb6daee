import pytest
import torch

from netwright.errors import SettingError
from netwright.training import Candidate, Feed, expect_any_side, step_cost
from netwright.training._progressive import COST, smaller
from netwright.training._stepper import Stepper

CPU = torch.device("cpu")


def test_the_first_share_of_the_steps_sees_smaller_pictures(make_settings):
    settings = make_settings(progressive=0.5)
    batch = {"picture": torch.randn(3, 2, 32, 32), "label": torch.arange(3)}
    sides = [smaller(batch, settings, n, 10)["picture"].shape[-1] for n in range(10)]
    assert sides == [24] * 5 + [32] * 5
    assert smaller(batch, make_settings(), 0, 10) is batch
    assert torch.equal(smaller(batch, settings, 0, 10)["label"], batch["label"])


def test_a_pixel_is_the_mean_of_those_it_covers(make_settings):
    picture = torch.arange(16.0).view(1, 1, 4, 4)
    found = smaller({"picture": picture}, make_settings(progressive=0.9), 0, 10)["picture"]
    assert found.shape == (1, 1, 3, 3)
    assert float(found[0, 0, 0, 0]) == float(picture[0, 0, :2, :2].mean())
    assert float(found[0, 0, 1, 1]) == float(picture[0, 0, 1:3, 1:3].mean())


def test_a_table_stays_as_it_is(make_settings):
    batch = {"numbers": torch.randn(3, 4)}
    assert smaller(batch, make_settings(progressive=0.9), 0, 10) is batch


def test_what_the_steps_cost(make_settings):
    assert step_cost(make_settings()) == 1.0
    assert step_cost(make_settings(progressive=0.5)) == pytest.approx(0.5 * COST + 0.5)


def test_a_network_of_one_side_is_refused(make_image_task, make_pictures, make_settings):
    settings = make_settings(progressive=0.5)
    expect_any_side(make_image_task(network="resnet"), make_pictures(), settings)
    expect_any_side(make_image_task(network="convnet"), make_pictures(), make_settings())
    words = "progressive must be 0 for a network that takes pictures of one side only; got 0.5"
    with pytest.raises(SettingError, match=words):
        expect_any_side(make_image_task(network="convnet"), make_pictures(), settings)


def test_targets_that_lie_in_the_picture_are_refused(make_settings, make_pictures):
    class Placed:
        targets = ("boxes", "box_label")

    words = "progressive must be 0 where boxes are learned, which lie in the whole picture; got 0.5"
    with pytest.raises(SettingError, match=words):
        expect_any_side(Placed(), make_pictures(), make_settings(progressive=0.5))
    expect_any_side(Placed(), make_pictures(), make_settings())


@pytest.mark.parametrize("passes", ["plain", "replayed"])
def test_steps_on_smaller_pictures_can_be_taken_up_midway(
    make_image_task, make_pictures, make_settings, same, passes
):
    task, settings = make_image_task(network="resnet"), make_settings(progressive=0.5)
    candidate = Candidate(dtype="fp32", memory="contiguous", threads=1, passes=passes)

    def rig():
        feed = Feed(task, make_pictures(), batch_size=8, seed=0, device=CPU)
        return Stepper(task, settings, candidate, CPU, steps=8), feed

    whole, feed = rig()
    for number in range(8):
        whole.step(feed.batch(number), number)
    for cut in (2, 4, 6):
        first, feed = rig()
        for number in range(cut):
            first.step(feed.batch(number), number)
        second, feed = rig()
        second.restore(first.tensors())
        for number in range(cut, 8):
            second.step(feed.batch(number), number)
        assert same(second.tensors(), whole.tensors())
