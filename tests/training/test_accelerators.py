"""The same short training on every device and in every number format that this machine has.

The rows for the CPU always run, so that the tests themselves are known to work.
"""

import math

import pytest
import torch

from netwright.training import Candidate, Checkpoint, choose_device, list_candidates, measure_plan
from netwright.training._machine import has_bf16

STEPS = 8
DTYPES = ["fp32", "bf16", "bf16-resident"]  # the last on any CPU: ``test_resident.py``
CPU = torch.device("cpu")


def there(device):
    """The device, or a skip that says why not."""
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device: torch.cuda.is_available() is false")
    if device == "mps" and not torch.backends.mps.is_available():
        pytest.skip("no Apple GPU: torch.backends.mps.is_available() is false")
    return choose_device(device)


def way(device, dtype, memory="contiguous"):
    if dtype != "fp32" and not has_bf16(there(device)):
        pytest.skip(f"this {device} has no bf16 instructions; emulated, a step can take a minute")
    return Candidate(dtype=dtype, memory=memory, threads=1 if device == "cpu" else 0)


DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.gpu),
    pytest.param("mps", marks=pytest.mark.gpu),
]


@pytest.fixture
def deterministic():
    """Algorithms that repeat their bits, or an error."""
    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(before)


@pytest.fixture
def train(make_trainer, make_image_task, make_pictures, make_settings):
    def make(device, candidate, steps=STEPS, **changed):
        settings = make_settings(evaluations=4, ema=0.9, **changed)
        task = make_image_task(augment="shift", dropout=0.1)
        return make_trainer(
            task, make_pictures(), settings, steps=steps, candidate=candidate, device=device
        )

    return make


@pytest.mark.parametrize("memory_format", ["contiguous", "channels_last"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("device", DEVICES)
def test_a_few_steps_train(train, memory, device, dtype, memory_format):
    there(device)
    trainer = train(device, way(device, dtype, memory_format), steps=24)
    fitted = trainer.run()
    assert (fitted.steps, fitted.stopped) == (24, "")
    losses = [line["batch/loss"] for line in memory.lines]
    assert all(math.isfinite(loss) for loss in losses)
    assert losses[-1] < losses[0]
    weights = memory.checkpoints[-1][1]["weights"]
    assert all(tensor.device == CPU for tensor in weights.values())
    assert all(t.dtype == torch.float32 for t in weights.values() if t.is_floating_point())


@pytest.mark.parametrize(
    "optimiser", ["sgd", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "muon"]
)
@pytest.mark.parametrize("device", DEVICES)
def test_the_first_steps_are_nearly_those_of_the_cpu(train, memory, device, optimiser):
    there(device)
    found = []
    for where in ("cpu", device):
        memory.lines.clear()
        train(where, way(where, "fp32"), steps=4, optimiser=optimiser).run()
        found.append([line["batch/loss"] for line in memory.lines])
    assert found[1] == pytest.approx(found[0], rel=2e-2)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimiser", ["momentum", "rmsprop", "adamw", "muon"])
@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
@pytest.mark.usefixtures("deterministic")
def test_resumed_it_ends_with_equal_bits(train, memory, same, device, optimiser, dtype):
    there(device)
    candidate = way(device, dtype)
    train(device, candidate, optimiser=optimiser).run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    memory.lines.clear()
    again = train(device, candidate, optimiser=optimiser)
    again.restore(Checkpoint(tensors=kept[1][1], state=kept[1][2]))
    again.run()
    assert memory.lines == lines[2:]
    assert same(memory.checkpoints[-1][1], kept[-1][1])


@pytest.mark.gpu
def test_resumed_on_an_apple_gpu_it_ends_nearly_alike(train, memory):
    there("mps")  # it promises no equal bits
    train("mps", way("mps", "fp32")).run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    memory.lines.clear()
    again = train("mps", way("mps", "fp32"))
    again.restore(Checkpoint(tensors=kept[1][1], state=kept[1][2]))
    again.run()
    assert memory.lines[-1]["val/loss"] == pytest.approx(lines[-1]["val/loss"], rel=1e-3)


@pytest.mark.gpu
@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_checkpoint_of_an_accelerator_goes_on_elsewhere(train, memory, device):
    there(device)
    train(device, way(device, "fp32")).run()
    kept = memory.checkpoints[1]
    again = train("cpu", way("cpu", "fp32"))
    again.restore(Checkpoint(tensors=kept[1], state=kept[2]))
    assert again.run().steps == STEPS


@pytest.mark.gpu
@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_the_plan_times_every_candidate_of_the_device(
    make_image_task, make_pictures, make_settings, device
):
    there(device)
    where = torch.device(device)
    expected = list_candidates(device, pictures=True, cores=2, bf16=has_bf16(where))
    expected = [candidate for candidate in expected if candidate.passes != "compiled"]
    plan = measure_plan(
        make_image_task(),
        make_pictures(),
        make_settings(),
        where,
        expected,
        bound=lambda plain: 20.0,
    )
    assert [timed.name for timed in plan.candidates] == [c.name for c in expected]
    assert plan.step_seconds > 0


@pytest.mark.gpu
def test_a_weight_that_is_not_finite_is_found_before_anything_is_saved(train, memory):
    there("cuda")
    trainer = train("cuda", way("cuda", "fp32"))
    trainer.run()
    kept = len(memory.checkpoints)
    trainer.state.step, trainer.state.stopped = 1, ""  # not a step at which it looks
    trainer._stepper.flat.values[0] = float("nan")
    assert "not finite" in trainer.run().stopped
    assert len(memory.checkpoints) == kept
