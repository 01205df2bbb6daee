"""Which equation of the reference a layer is, and its text."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from netwright.contracts import Layer
from netwright.errors import SettingError
from netwright.reference import equation_text, equations

# kind of a layer, or of what is done between layers -> the file of the reference
OF_KIND = {
    "Linear": "affine",
    "Codes": "affine",
    "Members": "members",
    "Conv2d": "convolution",
    "Whitening": "convolution",
    "ConvTranspose2d": "transposed_convolution",
    "MaxPool2d": "max_pool",
    "AvgPool2d": "average_pool",
    "Subsampling": "subsampling",
    "AdaptiveAvgPool2d": "global_average_pool",
    "mean": "global_average_pool",
    "amax": "global_max_pool",
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "LayerNorm": "layer_norm",
    "LocalResponseNorm": "local_response_norm",
    "PaddedShortcut": "padded_shortcut",
    "ZeroPad2d": "zero_border",
    "Chosen": "pick",
    "KeyedDropout": "dropout",
    "Embedding": "embedding",
    "Waves": "waves",
    "TableEmbedding": "table_embedding",
    "Flatten": "flatten",
    "flatten": "flatten",
    "add": "add",
    "mul": "multiply",
    "cat": "concatenate",
    "expand": "repeat",
    "unsqueeze": "repeat",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "ScaledTanh": "scaled_tanh",
    "Mish": "mish",
    "GELU": "gelu",
    "Identity": "linear",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationShown:
    """An equation of the reference.

    Args:
        name: its file.
        group: the folder it is in, such as "layers".
        text: what the file says: equations with their numbers, and their source.
    """

    name: str
    group: str
    text: str


def equation_of(asked: str, layers: Iterable[Layer]) -> EquationShown:
    """Find the equation a user means.

    Args:
        asked: a layer of the network ("features.0"), a kind of layer ("Conv2d"), or an equation
            ("convolution", "adam", "cosine"), in this order.
        layers: of the network that is explained.

    Returns:
        The equation.

    Raises:
        SettingError: naming the nearest one, if there is no such layer, kind or equation, or the
            layer has no equation of its own.
    """
    groups, rows = equations(), tuple(layers)
    kinds = {layer.kind: layer.kind for layer in rows} | {layer.name: layer.kind for layer in rows}
    kind = kinds.get(asked, asked)
    name = asked if asked in groups and asked not in kinds else OF_KIND.get(kind, kind)
    if name in groups:
        return EquationShown(name=name, group=groups[name], text=equation_text(name))
    if asked in kinds:
        raise SettingError("equation", asked, wanted=f"a layer with an equation; {kind} has none")
    near = difflib.get_close_matches(asked, [*kinds, *OF_KIND, *groups], n=1, cutoff=0.4)
    raise SettingError(
        "equation",
        asked,
        wanted="a layer of the network, a kind of layer, or a file of netwright.reference",
        hint=f"did you mean {near[0]}?" if near else "netwright explain NETWORK lists its layers",
    )
