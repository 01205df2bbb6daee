"""R17: a number that is not finite is caught, and its first layer and rows are named."""

import pytest
import torch

from netwright.training import Feed, NonFinite
from netwright.training._guard import name_of_bad, trace
from netwright.training._stepper import LOOK, NonFiniteError, Stepper

CPU = torch.device("cpu")
STEP = 3
NAN = float("nan")


class Rig:
    """A stepper three steps into its training."""

    def __init__(self, task, examples, settings, plain):
        self.task = task
        self.stepper = Stepper(task, settings, plain, CPU, steps=20)
        self.feed = Feed(task, examples, batch_size=8, seed=settings.seed, device=CPU)
        for number in range(STEP):
            self.stepper.step(self.feed.batch(number), number)
        self.batch = {n: t.clone() for n, t in self.feed.batch(STEP).items()}
        self.rows = self.feed.example_rows(STEP)

    def caught(self, step=STEP):
        """The trace of a step that must fail."""
        with pytest.raises(NonFiniteError, match="total must be finite; got"):
            self.stepper.step(self.batch, step)
        stepper = self.stepper
        return trace(
            stepper.model,
            self.task,
            self.batch,
            stepper.flat,
            stepper.averages,
            step=step,
            rows=self.rows,
        )


@pytest.fixture
def pictures(make_image_task, make_pictures, make_settings, plain):
    return Rig(make_image_task(), make_pictures(), make_settings(ema=0.9), plain)


@pytest.fixture
def table(make_table_task, make_table, make_settings, plain):
    return Rig(make_table_task(), make_table(), make_settings(ema=0.9), plain)


@pytest.mark.parametrize("bad", [NAN, float("inf")])
def test_the_loss_through_one_row_of_the_input(table, bad):
    table.batch["numbers"][2, 1] = bad
    found = table.caught()
    assert found == NonFinite(STEP, "loss", "the input (numbers)", (int(table.rows[2]),))


def test_a_norm_does_not_hide_which_row_it_was(pictures):
    pictures.batch["picture"][5, 0, 3, 3] = NAN
    found = pictures.caught()
    assert found == NonFinite(STEP, "loss", "the input (picture)", (int(pictures.rows[5]),))


def test_the_loss_through_a_layer(table):
    """Finite weights and inputs, and a product too large for float32."""
    with torch.no_grad():
        table.stepper.model.layers[2].weight.fill_(1e30)
        table.stepper.model.layers[4].weight.fill_(1e30)
    found = table.caught()
    assert (found.site, found.layer) == ("loss", "layers.4")
    assert set(found.rows) <= set(table.rows.tolist())


def test_the_loss_alone(table):
    found_at = []

    class Lost:
        inputs = table.task.inputs

        def loss(self, output, batch):
            found_at.append(len(output))
            return output.sum() * NAN

    table.task = table.stepper.task = Lost()
    found = table.caught()
    assert (found.site, found.layer) == ("loss", "the loss")
    assert found.rows == tuple(table.rows.tolist())
    assert found_at


def test_the_gradient(table):
    layer = table.stepper.model.layers[2]
    layer.bias.register_hook(lambda gradient: gradient * NAN)
    before = table.stepper.flat.values.clone()
    found = table.caught()
    assert found == NonFinite(STEP, "gradient", "layers.2.bias", tuple(table.rows.tolist()))
    assert torch.equal(table.stepper.flat.values, before), "the bad gradient reached the weights"


def test_a_weight(table):
    with torch.no_grad():
        table.stepper.model.layers[2].weight[0, 0] = NAN
    found = table.caught()
    assert found == NonFinite(STEP, "weight", "layers.2.weight", tuple(table.rows.tolist()))


def test_a_weight_that_the_step_itself_spoils(table):
    settings = table.stepper.settings
    table.stepper.settings = settings.model_copy(update={"learning_rate": 3e38})
    table.stepper.flat.values.mul_(1e3)
    table.stepper.step(table.batch, STEP)  # its loss was finite
    with pytest.raises(NonFiniteError):
        table.stepper.expect_finite()
    bad = name_of_bad(table.stepper.flat, table.stepper.averages)
    table.stepper.settings = settings
    found = table.caught(STEP + 1)
    assert (found.step, found.site, found.layer) == (STEP + 1, "weight", bad)
    assert bad in table.stepper.flat.names()


def test_the_running_mean_of_the_weights(table):
    table.stepper.averages[0] = NAN
    table.stepper.step(table.batch, STEP)  # no step reads it
    found = table.caught(LOOK)
    assert found.site == "running mean"
    assert found.layer == table.stepper.flat.names()[0]


@pytest.mark.parametrize("name", ["features.2.running_mean", "features.2.running_var"])
def test_the_running_mean_of_a_norm(pictures, name):
    """Training does not read it, so the loss stays finite; the network that is kept would not."""
    pictures.stepper.flat.buffers()[name][0] = NAN
    pictures.stepper.step(pictures.batch, STEP)
    found = pictures.caught(LOOK)
    assert found == NonFinite(LOOK, "running mean", name, tuple(pictures.rows.tolist()))
    assert name_of_bad(pictures.stepper.flat, pictures.stepper.averages) == name


def test_a_finite_step_is_let_through(pictures):
    pictures.stepper.step(pictures.batch, STEP)


def test_the_trace_leaves_no_hooks(table):
    table.batch["numbers"][0, 0] = NAN
    table.caught()
    assert not any(module._forward_hooks for module in table.stepper.model.modules())


def test_words_name_a_few_rows():
    few = NonFinite(7, "loss", "layers.0", (3, 4))
    assert str(few) == "a loss was not finite in step 7; first layer: layers.0; examples: 3, 4"
    many = NonFinite(7, "loss", "layers.0", tuple(range(6)))
    assert str(many).endswith("examples: 0, 1, 2, 3, 4, ...")
