"""A small training, read back by TensorBoard's own readers."""

import dataclasses
import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

import netwright as nw
from netwright.api import _board
from netwright.api._board import overview
from netwright.artefacts._tensorboard import PICTURES
from netwright.models import anatomy, arguments

pytest.importorskip("tensorboard")


def prepared_of(run, data, **settings):
    values = run.recipe.settings.model_dump()
    fixed = {name: values[name] for name in ("model", "width", "members", "epochs", "plan")}
    return nw.inspect(data, **fixed | settings).prepared


@pytest.fixture(scope="module")
def board(runs):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    sizes = {"tensors": 0, "scalars": 0}
    return EventAccumulator(str(runs.photos.path / "tensorboard"), size_guidance=sizes).Reload()


def array(event):
    from tensorboard.util import tensor_util

    return tensor_util.make_ndarray(event.tensor_proto)


def test_the_curves_are_the_history(runs, board):
    lines = (runs.photos.path / "history.jsonl").read_text().splitlines()
    history = [json.loads(line) for line in lines]
    assert len(history) >= 2
    for name in set(history[0]) - {"step"}:
        found = [(event.step, event.value) for event in board.Scalars(name)]
        assert found == [(line["step"], np.float32(line[name])) for line in history]
    assert set(board.Tags()["scalars"]) == set(history[0]) - {"step"}


def test_histograms_count_every_weight_at_every_evaluation(runs, board):
    weights = dict(runs.photos.model.network.named_parameters())
    steps = [event.step for event in board.Scalars("val/loss")]
    for group in ("weights", "gradients"):
        counted = 0
        for name, tensor in weights.items():
            events = board.Tensors(f"{group}/{name}")
            assert [event.step for event in events] == steps
            assert {array(event)[:, 2].sum() for event in events} == {tensor.numel()}
            counted += tensor.numel()
        assert counted == runs.photos.model.parameters


def test_the_graph_has_a_node_for_each_layer(runs, board):
    network, task = runs.photos.model.network, runs.photos.model.task
    pictures = torch.zeros(1, task.channels, task.side, task.side)
    layers = anatomy(network, {arguments(network)[0]: pictures})
    nodes = board.Graph().node
    assert [node.op for node in nodes] == [layer.kind for layer in layers]
    names = {node.name for node in nodes}
    assert len(names) == len(layers)
    assert all(set(node.input) <= names for node in nodes)
    assert sum(node.attr["parameters"].i for node in nodes) == runs.photos.model.parameters


def test_the_pictures_are_a_grid_with_the_names_of_their_classes(runs, board):
    (event,) = board.Tensors(PICTURES)
    width, height, png = array(event)
    image = Image.open(io.BytesIO(png))
    task = runs.photos.model.task
    side = task.side * -(-64 // task.side)
    assert image.size == (int(width), int(height)) == (4 * (side + 2) - 2, 4 * (side + 2) - 2)
    table = board.SummaryMetadata(PICTURES).summary_description
    cells = [cell.strip() for row in table.splitlines()[2:] for cell in row.strip("|").split("|")]
    assert len(cells) == 16
    assert set(cells) == {"dark", "light"}
    bright = np.asarray(image.convert("L"), dtype=float)
    for number, name in enumerate(cells):
        top, left = (number // 4) * (side + 2), (number % 4) * (side + 2)
        assert (bright[top : top + side, left : left + side].mean() > 128) == (name == "light")


def test_the_hyper_parameters_are_the_settings_that_are_no_defaults(runs, board):
    from tensorboard.plugins.hparams import metadata

    stored = board.PluginTagToContent("hparams")
    info = metadata.parse_session_start_info_plugin_data(stored[metadata.SESSION_START_INFO_TAG])
    found = {name: getattr(v, v.WhichOneof("kind")) for name, v in info.hparams.items()}
    recipe = runs.photos.recipe
    rows = [(name, value) for name, value, origin in recipe.rows() if origin != "default"]
    assert found == {name: value for name, value in rows if value is not None}
    assert found["epochs"] == 2
    assert found["model"] == "logistic"
    end = metadata.parse_session_end_info_plugin_data(stored[metadata.SESSION_END_INFO_TAG])
    assert end.end_time_secs >= info.start_time_secs


@pytest.mark.parametrize("rate", [1e-3, 3e38])
def test_a_run_that_numbers_ended_is_no_success(data, tmp_path, rate):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import api_pb2, metadata

    run = nw.train(
        data / "photos", out=tmp_path, model="logistic", epochs=2, batch_size=16, plan="fp32",
        optimiser="sgd", schedule="constant", learning_rate=rate, ema=0, evaluations=1,
    )  # fmt: skip
    failed = rate > 1
    assert ("not finite" in run.summary()["stopped"]) == failed
    found = EventAccumulator(str(run.path / "tensorboard")).Reload().PluginTagToContent("hparams")
    end = metadata.parse_session_end_info_plugin_data(found[metadata.SESSION_END_INFO_TAG])
    assert end.status == (api_pb2.STATUS_FAILURE if failed else api_pb2.STATUS_SUCCESS)


def test_tensorboard_joins_runs_of_two_tasks_and_takes_their_goals_as_measures(runs):
    from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
    from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
    from tensorboard.context import RequestContext
    from tensorboard.plugins.base_plugin import TBContext
    from tensorboard.plugins.hparams.backend_context import Context

    multiplexer = EventMultiplexer().AddRunsFromDirectory(str(runs.out)).Reload()
    provider = MultiplexerDataProvider(multiplexer, str(runs.out))
    plugin, asked = (
        Context(TBContext(data_provider=provider, logdir=str(runs.out))),
        RequestContext(),
    )
    experiment = plugin.experiment_from_metadata(
        asked, "", True, plugin.hparams_metadata(asked, ""), None
    )
    measures = {info.name.tag for info in experiment.metric_infos}
    for run in (runs.people, runs.houses, runs.photos):
        assert f"val/{run.model.task.goal.measure}" in measures
    (models,) = [info for info in experiment.hparam_infos if info.name == "model"]
    assert {value.string_value for value in models.domain_discrete.values} >= {"mlp", "logistic"}


@pytest.mark.parametrize("augment", ["none", "flip", "altflip", "affine"])
def test_pictures_are_those_of_the_first_epoch_as_training_sees_them(runs, data, augment):
    from netwright.training._feed import Feed

    prepared = prepared_of(runs.photos, data / "photos", augment=augment)
    shown = overview(prepared)
    feed = Feed(
        prepared.task,
        prepared.examples,
        batch_size=10**6,
        seed=prepared.recipe.settings.seed,
        device=torch.device("cpu"),
    )
    batch, task = feed.batch(0), prepared.task
    seen = batch["picture"][: _board.EXAMPLES]
    mean, std = (torch.tensor(v).view(1, -1, 1, 1) for v in (task.mean, task.std))
    expected = (seen * std + mean).clamp(0, 255)
    assert shown.pictures.dtype == np.uint8
    assert np.abs(shown.pictures - expected.numpy()).max() <= 0.51
    labels = batch["label"][: _board.EXAMPLES].tolist()
    assert shown.captions == [task.classes[label] for label in labels]


def test_tables_have_no_pictures(runs, data):
    shown = overview(prepared_of(runs.houses, data / "houses.csv", target="price"))
    assert len(shown.pictures) == 0
    assert shown.captions == ()
    assert shown.layers[-1].shape == (1,)


def test_pictures_of_one_shade_are_shown_as_they_are(runs, data):
    prepared = prepared_of(runs.photos, data / "photos")
    examples = prepared.examples
    flat = {**examples.arrays, "picture": np.full_like(examples.arrays["picture"], 77)}
    prepared = dataclasses.replace(prepared, examples=dataclasses.replace(examples, arrays=flat))
    assert set(overview(prepared).pictures.reshape(-1).tolist()) == {77}


@pytest.mark.parametrize(
    ("labels", "captions"), [("none", "names"), ("several", "names"), ("no names", "none")]
)
def test_without_one_class_each_a_picture_has_its_name(runs, data, labels, captions):
    prepared = prepared_of(runs.photos, data / "photos")
    examples = prepared.examples
    arrays = {"picture": examples.arrays["picture"]}
    if labels == "several":
        arrays["label"] = np.zeros((examples.count, 2), np.int64)
    names = examples.names if captions == "names" else ()
    changed = dataclasses.replace(examples, arrays=arrays, names=names)
    shown = overview(dataclasses.replace(prepared, examples=changed))
    assert len(shown.captions) == (len(shown.pictures) if names else 0)
    assert set(shown.captions) <= set(examples.names)


def test_few_pictures_are_shown_of_large_ones(runs, data, monkeypatch):
    prepared = prepared_of(runs.photos, data / "photos")
    each = prepared.examples.arrays["picture"][0].size
    monkeypatch.setattr(_board, "NUMBERS", 3 * each)
    assert len(overview(prepared).pictures) == 3
    monkeypatch.setattr(_board, "NUMBERS", 1)
    assert len(overview(prepared).pictures) == 1


def test_torchs_generator_is_left_alone_and_no_graph_is_no_failure(runs, data, monkeypatch):
    prepared = prepared_of(runs.photos, data / "photos")
    before = torch.get_rng_state()
    assert overview(prepared).layers
    assert torch.equal(torch.get_rng_state(), before)

    def refuse(network, given):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(_board, "anatomy", refuse)
    assert overview(prepared).layers == []
