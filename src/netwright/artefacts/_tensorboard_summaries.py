"""What TensorBoard's event files hold, made of plain values.

    Layers                graph           a node for each; a dot in a name opens a box
    array of numbers      histogram       30 buckets of equal width, as TensorFlow writes them
    pictures, captions    pictures        one PNG of all, its captions as a table below it
    settings              session_start   hyper-parameters of a run

Messages are TensorBoard's own protocol buffers, imported when one is made: the extra ``track`` may
be missing. Cost of a histogram: 5 ns a number and 0.15 ms, of which half is the checksum that
TensorBoard computes in Python: 5 ms for weights and gradients of 270,000 numbers in 8 tensors.

Source: TensorBoard's plugins of those names; a histogram is the (k, 3) tensor of its version 2.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from netwright.artefacts._tensorboard_grid import COLUMNS, grid
from netwright.contracts import Layer

if TYPE_CHECKING:
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.node_def_pb2 import NodeDef
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

Setting = bool | float | str
BUCKETS = 30  # TensorFlow's choice, which TensorBoard's pages are made for
BLOCK = 2**20  # numbers turned into float64 at once
PRODUCER = 22  # the version of the graph's format, as torch writes it


def histogram(tag: str, values: NDArray[Any]) -> "Summary.Value":
    """A histogram of all finite numbers of an array.

    Args:
        tag: its name; what is before the first slash groups it.
        values: floats, any shape.

    Returns:
        The message; buckets as float32 (30, 3): left edge, right edge, how many (exact up to 2^24).
        Without a finite number it is (0, 3).
    """
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.types_pb2 import DT_FLOAT
    from tensorboard.plugins.histogram.metadata import create_summary_metadata

    buckets = _buckets(values.reshape(-1)).astype(np.float32)
    tensor = TensorProto(dtype=DT_FLOAT, tensor_content=buckets.tobytes())
    for size in buckets.shape:
        tensor.tensor_shape.dim.add(size=size)
    described = create_summary_metadata(display_name="", description="")
    return Summary.Value(tag=tag, metadata=described, tensor=tensor)


def pictures(tag: str, shown: NDArray[np.uint8], captions: Sequence[str] = ()) -> "Summary.Value":
    """One picture of several, with a table of their captions below it.

    Args:
        tag: its name.
        shown: uint8 (n, c, h, w), c 1 or 3, n 1 or more.
        captions: a line for each; none for no table.

    Returns:
        The message: width, height, PNG.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.types_pb2 import DT_STRING
    from tensorboard.plugins.image.metadata import create_summary_metadata

    drawn = grid(shown)
    parts = [str(drawn.width).encode(), str(drawn.height).encode(), drawn.png]
    tensor = TensorProto(dtype=DT_STRING, string_val=parts)
    tensor.tensor_shape.dim.add(size=len(parts))
    described = create_summary_metadata(display_name="", description=_table(captions))
    return Summary.Value(tag=tag, metadata=described, tensor=tensor)


def graph(layers: Sequence[Layer]) -> "GraphDef":
    """A network as TensorBoard draws one.

    Args:
        layers: in the order of computation.

    Returns:
        A node for each layer: its kind, what it takes, and the shape of what comes out, in which
        the batch is left open. A layer that is called by a number has its kind in its name too; a
        step between layers lies in the innermost box that holds all it takes.
    """
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from tensorboard.compat.proto.versions_pb2 import VersionDef

    names: dict[str, str] = {}
    for layer in layers:
        names[layer.name] = _node_name(layer, [names[name] for name in layer.takes])
    nodes = [_node(layer, names) for layer in layers]
    return GraphDef(node=nodes, versions=VersionDef(producer=PRODUCER))


def session_start(settings: Mapping[str, Setting], seconds: float) -> "Summary.Value":
    """The hyper-parameters of a run.

    Args:
        settings: by name.
        seconds: since 1970, when it began.

    Returns:
        The message.
    """
    from tensorboard.plugins.hparams.metadata import SESSION_START_INFO_TAG
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionStartInfo

    info = SessionStartInfo(start_time_secs=seconds)
    for name, value in settings.items():
        if isinstance(value, bool):
            info.hparams[name].bool_value = value
        elif isinstance(value, int | float):
            info.hparams[name].number_value = value
        else:
            info.hparams[name].string_value = value
    return _session(SESSION_START_INFO_TAG, HParamsPluginData(session_start_info=info))


def session_end(seconds: float, *, failed: bool = False) -> "Summary.Value":
    """That a run has come to its end, ``seconds`` after 1970 began; a good one or not."""
    from tensorboard.plugins.hparams.api_pb2 import STATUS_FAILURE, STATUS_SUCCESS
    from tensorboard.plugins.hparams.metadata import SESSION_END_INFO_TAG
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo

    status = STATUS_FAILURE if failed else STATUS_SUCCESS
    info = SessionEndInfo(status=status, end_time_secs=seconds)
    return _session(SESSION_END_INFO_TAG, HParamsPluginData(session_end_info=info))


def _session(tag: str, data: "HParamsPluginData") -> "Summary.Value":
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.plugins.hparams.metadata import NULL_TENSOR, create_summary_metadata

    return Summary.Value(tag=tag, metadata=create_summary_metadata(data), tensor=NULL_TENSOR)


def _buckets(values: NDArray[Any]) -> NDArray[np.float64]:
    if not len(values):
        return np.empty((0, 3))
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        return _buckets(values[np.isfinite(values)].astype(np.float64))
    scale = BUCKETS / (high - low) if high > low else 0.0
    counts = np.zeros(BUCKETS)
    for start in range(0, len(values), BLOCK):
        above = values[start : start + BLOCK].astype(np.float64) - low
        index = np.minimum((above * scale).astype(np.intp), BUCKETS - 1)  # the largest is inside
        counts += np.bincount(index, minlength=BUCKETS)
    edges = np.linspace(low, high, BUCKETS + 1)
    return np.stack([edges[:-1], edges[1:], counts], axis=1)


def _node(layer: Layer, names: Mapping[str, str]) -> "NodeDef":
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue
    from tensorboard.compat.proto.node_def_pb2 import NodeDef
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=n) for n in (-1, *layer.shape)])
    attributes = {"_output_shapes": AttrValue(list=AttrValue.ListValue(shape=[shape]))}
    for name in ("parameters", "multiply_adds"):
        attributes[name] = AttrValue(i=getattr(layer, name))
    if layer.formula:
        attributes["formula"] = AttrValue(s=layer.formula.encode())
    takes = [names[name] for name in layer.takes]
    return NodeDef(name=names[layer.name], op=layer.kind, input=takes, attr=attributes)


def _node_name(layer: Layer, takes: Sequence[str]) -> str:
    """The page opens a box at each slash, and shows what follows the last one."""
    name = layer.name.replace(".", "/").replace(" ", "_")
    if takes and layer.kind.islower():  # a call and no layer: torch.fx names those a, a_1, a_2
        box = posixpath.commonpath([posixpath.dirname(taken) for taken in takes])
        name = re.sub(r"_(\d+)$", r"-\1", name)  # or TensorBoard draws a row of them as one
        return posixpath.join(box, name)
    numbered = name.rpartition("/")[2][:1].isdigit()  # nobody knows what a number does
    return f"{name}_{layer.kind}" if numbered else name


def _table(captions: Sequence[str]) -> str:
    """Markdown, laid out like the pictures."""
    if not captions:
        return ""
    cells = [" ".join(caption.split()).replace("|", r"\|") for caption in captions]
    rows = [cells[i : i + COLUMNS] for i in range(0, len(cells), COLUMNS)]
    head = [" "] * len(rows[0]), ["---"] * len(rows[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in (*head, *rows))
