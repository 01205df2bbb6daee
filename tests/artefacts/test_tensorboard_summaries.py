"""Messages are read back by TensorBoard's own parsers, and compared with what was put in."""

import io

import numpy as np
import pytest
from PIL import Image

from netwright.artefacts._tensorboard_summaries import (
    BLOCK,
    BUCKETS,
    graph,
    histogram,
    pictures,
    session_end,
    session_start,
)
from netwright.contracts import Layer

pytest.importorskip("tensorboard")


def content(value):
    from tensorboard.util import tensor_util

    return tensor_util.make_ndarray(value.tensor)


@pytest.mark.parametrize("shape", [(1000,), (7, 5, 3), (BLOCK + 17,), (2,)])
def test_a_histogram_is_that_of_numpy(shape):
    values = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    found = content(histogram("weights/a", values))
    counts, edges = np.histogram(values.astype(np.float64), BUCKETS)
    assert found.dtype == np.float32
    assert np.allclose(found[:, 0], edges[:-1], atol=1e-6)
    assert np.allclose(found[:, 1], edges[1:], atol=1e-6)
    assert found[:, 2].sum() == values.size
    # a number within rounding of an edge may be on either side of it
    assert np.abs(found[:, 2] - counts).max() <= 1


def test_a_histogram_names_its_plugin_and_its_tag():
    from tensorboard.plugins.histogram import metadata

    value = histogram("weights/a.bias", np.zeros(3, np.float32))
    assert value.tag == "weights/a.bias"
    assert value.metadata.plugin_data.plugin_name == metadata.PLUGIN_NAME == "histograms"
    assert metadata.parse_plugin_metadata(value.metadata.plugin_data.content).version == 0


@pytest.mark.parametrize(
    ("values", "low", "high", "count"),
    [
        ([0.5, 0.5, 0.5], 0.5, 0.5, 3),
        ([1.0, np.nan, 2.0, np.inf, -np.inf], 1.0, 2.0, 2),
        ([-3e38, 3e38], -3e38, 3e38, 2),  # their difference is no float32
        ([0.0, 1e-45], 0.0, 1e-45, 2),
    ],
)
def test_odd_numbers_are_counted_too(values, low, high, count):
    found = content(histogram("a", np.array(values, np.float32)))
    assert found.shape == (BUCKETS, 3)
    assert found[0, 0] == np.float32(low)
    assert found[-1, 1] == np.float32(high)
    assert found[:, 2].sum() == count


@pytest.mark.parametrize("values", [[], [np.nan, np.inf]])
def test_no_finite_number_makes_no_bucket(values):
    assert content(histogram("a", np.array(values, np.float32))).shape == (0, 3)


@pytest.mark.filterwarnings("ignore:html5lib's sanitizer:DeprecationWarning")  # TensorBoard's copy
def test_pictures_are_width_height_and_a_png_with_their_captions_in_a_table():
    from tensorboard import plugin_util
    from tensorboard.plugins.image import metadata

    shown = np.random.default_rng(0).integers(0, 256, (5, 3, 64, 64), dtype=np.uint8)
    value = pictures("pictures/a", shown, ["cat", "dog", "a|b", "two\nlines", "last"])
    width, height, png = content(value)
    image = Image.open(io.BytesIO(png))
    assert image.size == (int(width), int(height)) == (4 * 66 - 2, 2 * 66 - 2)
    assert np.array_equal(np.asarray(image)[:64, :64], shown[0].transpose(1, 2, 0))
    assert value.metadata.plugin_data.plugin_name == metadata.PLUGIN_NAME
    table = plugin_util.markdown_to_safe_html(value.metadata.summary_description)
    cells = [part.partition("</td>")[0] for part in table.split("<td>")[1:]]
    assert [cell for cell in cells if cell] == ["cat", "dog", "a|b", "two lines", "last"]


def test_pictures_without_captions_have_no_table():
    value = pictures("a", np.zeros((1, 1, 64, 64), np.uint8))
    assert value.metadata.summary_description == ""


LAYERS = (
    Layer(name="x", kind="input", takes=(), shape=(3, 8, 8)),
    Layer(
        name="body.0",
        kind="Conv2d",
        takes=("x",),
        shape=(4, 8, 8),
        formula="8 = 8",
        parameters=112,
        multiply_adds=6912,
    ),
    Layer(name="body.act", kind="ReLU", takes=("body.0",), shape=(4, 8, 8)),
    Layer(name="body.act (2)", kind="ReLU", takes=("body.act",), shape=(4, 8, 8)),
    Layer(name="add_1", kind="add", takes=("body.act (2)", "body.0"), shape=(4, 8, 8)),
    Layer(name="mul", kind="mul", takes=("add_1", "x"), shape=(4, 8, 8)),
)


def test_the_graph_has_a_node_for_each_layer_with_what_it_takes():
    nodes = graph(LAYERS).node
    assert [(node.name, node.op, list(node.input)) for node in nodes] == [
        ("x", "input", []),
        ("body/0_Conv2d", "Conv2d", ["x"]),
        ("body/act", "ReLU", ["body/0_Conv2d"]),
        ("body/act_(2)", "ReLU", ["body/act"]),
        ("body/add-1", "add", ["body/act_(2)", "body/0_Conv2d"]),
        ("mul", "mul", ["body/add-1", "x"]),
    ]


def test_a_node_says_shape_and_costs():
    attributes = graph(LAYERS).node[1].attr
    shape = attributes["_output_shapes"].list.shape[0]
    assert [axis.size for axis in shape.dim] == [-1, 4, 8, 8]
    assert attributes["parameters"].i == 112
    assert attributes["multiply_adds"].i == 6912
    assert attributes["formula"].s == b"8 = 8"
    assert "formula" not in graph(LAYERS).node[0].attr


def test_settings_keep_their_types():
    from tensorboard.plugins.hparams import metadata

    settings = {"epochs": 2.5, "seed": 3, "model": "mlp", "header": False}
    value = session_start(settings, 12.0)
    assert value.tag == metadata.SESSION_START_INFO_TAG
    info = metadata.parse_session_start_info_plugin_data(value.metadata.plugin_data.content)
    assert info.start_time_secs == 12.0
    found = {name: getattr(v, v.WhichOneof("kind")) for name, v in info.hparams.items()}
    assert found == settings
    assert {name: type(v) for name, v in found.items()} == {
        "epochs": float,
        "seed": float,
        "model": str,
        "header": bool,
    }


@pytest.mark.parametrize("failed", [False, True])
def test_the_end_is_a_success_unless_it_failed(failed):
    from tensorboard.plugins.hparams import api_pb2, metadata

    value = session_end(34.0, failed=failed)
    assert value.tag == metadata.SESSION_END_INFO_TAG
    info = metadata.parse_session_end_info_plugin_data(value.metadata.plugin_data.content)
    status = api_pb2.STATUS_FAILURE if failed else api_pb2.STATUS_SUCCESS
    assert (info.status, info.end_time_secs) == (status, 34.0)
