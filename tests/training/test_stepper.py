import dataclasses
from itertools import pairwise

import pytest
import torch

from netwright.errors import SettingError
from netwright.models import KeyedDropout
from netwright.reference.sequences import clip_norm as reference
from netwright.training import Candidate, Feed
from netwright.training._stepper import NonFiniteError, Stepper, clip_norm

CPU = torch.device("cpu")
STEPS = 10


@pytest.fixture
def make_rig(make_image_task, make_pictures, make_settings, plain):
    """A stepper with its feed: the task has batch norm, dropout and augmentation."""

    def make(candidate=plain, **changed):
        task, settings = make_image_task(augment="shift"), make_settings(**changed)
        last = candidate.memory == "channels_last"
        feed = Feed(
            task, make_pictures(), batch_size=8, seed=settings.seed, device=CPU, channels_last=last
        )
        return Stepper(task, settings, candidate, CPU, steps=STEPS), feed

    return make


def go(rig, steps):
    stepper, feed = rig
    return [float(stepper.step(feed.batch(number), number)) for number in steps]


def copied(tensors):
    return {g: {n: t.clone() for n, t in group.items()} for g, group in tensors.items()}


def test_the_loss_falls(make_rig):
    losses = go(make_rig(), [n % STEPS for n in range(30)])
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])


CRAFT = {
    "thawed": {"freeze": "features", "thaw": 0.3, "stage_rate": 0.7},  # one before, some after
    "penalties": {"l1": 1e-3, "clip": 0.5},
    "all": {"freeze": "2", "thaw": 0.4, "stage_rate": 0.9, "l1": 1e-3, "clip": 0.5},
}


@pytest.mark.parametrize("craft", CRAFT)
@pytest.mark.parametrize("optimiser", ["momentum", "adamw", "muon"])
def test_frozen_stages_penalties_and_clip_restored_midway(make_rig, same, optimiser, craft):
    changed = {"optimiser": optimiser, "ema": 0.9, **CRAFT[craft]}
    whole = make_rig(**changed)
    losses = go(whole, range(STEPS))
    for cut in (2, 5, 8):
        first = make_rig(**changed)
        go(first, range(cut))
        second = make_rig(**changed)
        second[0].restore(first[0].tensors())
        assert go(second, range(cut, STEPS)) == losses[cut:]
        assert same(second[0].tensors(), whole[0].tensors())


def test_what_is_frozen_keeps_its_weights_and_its_running_means(make_rig):
    rig = make_rig(freeze="1", thaw=0.5, ema=0.5, weight_decay=0.1, l1=0.01)
    before = rig[0].tensors()["weights"]
    go(rig, range(5))
    held = rig[0].tensors()
    stays = [n for n in before if n.startswith(("features.0.", "features.2."))]
    assert any("running_mean" in name for name in stays)
    for group in ("weights", "ema"):
        assert all(torch.equal(held[group][name], before[name]) for name in stays)
    assert not torch.equal(held["weights"]["head.6.weight"], before["head.6.weight"])
    go(rig, [5])
    after = rig[0].tensors()["weights"]
    assert not any(torch.equal(after[name], before[name]) for name in stays)


def test_an_impossible_number_of_stages_is_refused(make_rig):
    with pytest.raises(SettingError, match=r"freeze must be none, features or a number below 4"):
        make_rig(freeze="4")


@pytest.mark.parametrize("limit", [0.5, 3.0, 1e6])
@pytest.mark.parametrize("size", [1e-42, 1e-3, 1.0, 1e30])
def test_clipping_is_that_of_the_reference(limit, size):
    gradients = size * torch.randn(50, generator=torch.Generator().manual_seed(1))
    wanted = reference.forward(gradients.double().numpy(), limit=limit)
    clip_norm(gradients, limit)
    torch.testing.assert_close(gradients.double(), torch.from_numpy(wanted), rtol=1e-5, atol=1e-44)


def test_clipping_zeros_leaves_them():
    gradients = torch.zeros(5)
    clip_norm(gradients, 1.0)
    assert not gradients.any()


def test_the_clip_bounds_the_step(make_settings, plain):
    settings = make_settings(optimiser="sgd", schedule="constant", learning_rate=1.0, clip=0.25)
    stepper = Stepper(LinearTask(), settings, plain, CPU, steps=8)
    stepper.step({"x": torch.full((4, 1), 7.0)}, 0)
    assert stepper.model.weight.item() == pytest.approx(-0.25)
    stepper.step({"x": torch.full((4, 1), 0.1)}, 1)
    assert stepper.model.weight.item() == pytest.approx(-0.35)


def test_a_rate_given_takes_the_place_of_the_schedule(make_settings, plain):
    stepper = Stepper(LinearTask(), make_settings(optimiser="sgd"), plain, CPU, steps=8)
    stepper.step({"x": torch.ones(4, 1)}, 0, rate=0.125)
    assert stepper.model.weight.item() == -0.125


@pytest.mark.parametrize("ema", [0.0, 0.9])
@pytest.mark.parametrize("optimiser", ["sgd", "adamw", "rmsprop"])
def test_saved_and_restored_midway_ends_with_equal_bits(make_rig, same, optimiser, ema):
    whole = make_rig(optimiser=optimiser, ema=ema)
    assert any(isinstance(m, KeyedDropout) and m.share for m in whole[0].model.modules())
    assert any("running_mean" in name for name in whole[0].flat.buffers())
    losses = go(whole, range(STEPS))

    first = make_rig(optimiser=optimiser, ema=ema)
    go(first, range(5))
    held = first[0].tensors()
    assert set(held) == {"weights", "optimiser"} | ({"ema"} if ema else set())
    kept = copied(held)
    second = make_rig(optimiser=optimiser, ema=ema)
    second[0].restore(held)
    assert same(second[0].tensors(), kept)
    assert go(second, range(5, STEPS)) == losses[5:]
    assert same(second[0].tensors(), whole[0].tensors())
    assert same(held, kept), "training changed the checkpoint it was restored from"


def test_a_checkpoint_does_not_move_with_the_training(make_rig, same):
    rig = make_rig(ema=0.9)
    go(rig, range(2))
    held = rig[0].tensors()
    kept = copied(held)
    go(rig, range(2, 5))
    assert same(held, kept)


def test_weights_of_a_checkpoint_load_into_a_fresh_network(make_rig, make_image_task):
    rig = make_rig(Candidate(dtype="fp32", memory="channels_last", threads=1), ema=0.5)
    go(rig, range(3))
    held = rig[0].tensors()
    for group in ("weights", "ema"):
        network = make_image_task().model()
        network.load_state_dict(held[group])
        assert all(tensor.is_contiguous() for tensor in held[group].values())


def test_filters_that_do_not_learn_are_contiguous_in_a_checkpoint(make_image_task, make_settings):
    task = make_image_task(network="speedrun", dropout=0.0, channels=3, mean=(0,) * 3, std=(1,) * 3)
    last = Candidate(dtype="fp32", memory="channels_last", threads=1)
    held = Stepper(task, make_settings(ema=0.5), last, CPU, steps=STEPS).tensors()
    for group in ("weights", "ema"):
        assert held[group]["whitening.weight"].is_contiguous()


def test_the_start_is_keyed_by_the_seed(make_rig):
    one, same_seed, other = make_rig(seed=1)[0], make_rig(seed=1)[0], make_rig(seed=2)[0]
    assert torch.equal(one.flat.values, same_seed.flat.values)
    assert not torch.equal(one.flat.values, other.flat.values)


def test_channels_last_trains_nearly_alike(make_rig):
    plain = go(make_rig(), range(4))
    last = go(make_rig(Candidate(dtype="fp32", memory="channels_last", threads=1)), range(4))
    assert last == pytest.approx(plain, rel=1e-3)


def test_exchange_twice_is_the_identity_to_the_bit(make_rig, same):
    rig = make_rig(ema=0.9)
    stepper = rig[0]
    go(rig, range(4))
    before = stepper.tensors()
    stepper.exchange()
    now = stepper.tensors()
    assert same({"weights": now["weights"]}, {"weights": before["ema"]})
    assert same({"ema": now["ema"]}, {"ema": before["weights"]})
    assert not torch.equal(now["weights"]["head.6.bias"], before["weights"]["head.6.bias"])
    stepper.exchange()
    assert same(stepper.tensors(), before)


def test_exchange_without_a_running_mean_does_nothing(make_rig, same):
    rig = make_rig(ema=0.0)
    before = rig[0].tensors()
    rig[0].exchange()
    assert same(rig[0].tensors(), before)


def test_the_running_mean_is_equation_1_with_a_quick_start(make_rig):
    rig = make_rig(ema=0.9)
    mean = rig[0].flat.values.clone()
    norm = rig[0].flat.buffers()["features.2.running_mean"].clone()
    for number in range(4):
        go(rig, [number])
        decay = min(0.9, (number + 1) / (number + 10))
        mean = decay * mean + (1 - decay) * rig[0].flat.values
        norm = decay * norm + (1 - decay) * rig[0].flat.buffers()["features.2.running_mean"]
    torch.testing.assert_close(rig[0].averages, mean, rtol=1e-5, atol=1e-7)
    held = rig[0].tensors()["ema"]
    torch.testing.assert_close(held["features.2.running_mean"], norm, rtol=1e-5, atol=1e-7)
    assert held["features.2.num_batches_tracked"] == 4


class Linear(torch.nn.Module):
    """w x, whose gradient is the mean of x."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1, 1))

    def forward(self, x):
        return x * self.weight


@dataclasses.dataclass
class LinearTask:
    inputs = ("x",)

    def model(self):
        return Linear()

    def loss(self, output, batch):
        return output.mean()


def test_the_rate_is_that_of_the_schedule(make_settings, plain):
    settings = make_settings(
        optimiser="sgd", schedule="step", warmup=0.0, learning_rate=1.0, weight_decay=0.0
    )
    stepper = Stepper(LinearTask(), settings, plain, CPU, steps=8)
    weights = [0.0]
    for number in range(8):
        stepper.step({"x": torch.ones(4, 1)}, number)
        weights.append(stepper.model.weight.item())
    moves = [a - b for a, b in pairwise(weights)]
    assert moves == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01], rel=1e-4)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_an_error(make_settings, plain, bad):
    stepper = Stepper(LinearTask(), make_settings(), plain, CPU, steps=8)
    stepper.expect_finite()
    with pytest.raises(NonFiniteError, match=r"total must be finite; got"):
        stepper.step({"x": torch.tensor([[1.0], [bad]])}, 0)
    assert torch.isfinite(stepper.flat.values).all(), "the bad step reached the weights"


def test_weights_are_looked_at_every_fifty_steps(make_settings, plain):
    stepper = Stepper(LinearTask(), make_settings(optimiser="sgd"), plain, CPU, steps=200)
    good = {"x": torch.ones(1, 1)}
    stepper.step(good, 49, rate=3e38)
    stepper.step(good, 51, rate=3e38)
    assert not torch.isfinite(stepper.flat.values).all()
    with pytest.raises(NonFiniteError):
        stepper.step(good, 52)  # whose loss they spoil
    stepper.flat.values.zero_()
    stepper.step(good, 98, rate=3e38)
    with pytest.raises(NonFiniteError):
        stepper.step(good, 100, rate=3e38)


def test_an_accelerator_is_looked_at_every_fifty_steps(make_settings, plain):
    stepper = Stepper(LinearTask(), make_settings(), plain, CPU, steps=200)
    stepper._device = torch.device("cuda")  # the look alone depends on it here
    bad = {"x": torch.full((2, 1), float("nan"))}
    stepper.step(bad, 1)
    stepper.step(bad, 49)
    with pytest.raises(NonFiniteError):
        stepper.step(bad, 50)
    with pytest.raises(NonFiniteError):
        stepper.expect_finite()
