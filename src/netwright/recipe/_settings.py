"""The settings themselves: name, type, range and what would do, each in one line.

A number that netwright chooses from the data has a plain default here and gets its real value
from the task ("inferred") or from a preset. 0 means "not used" where a line says so.
"""

import difflib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from netwright.recipe._wanted import WANTED


def _whole(text: str) -> str:
    """Refuse bytes that are no UTF-8, as a command line may give them: no recipe keeps them."""
    text.encode()  # its error is a ValueError, which pydantic reports
    return text


def _digits(given: object) -> object:
    """A whole number as its digits, where a text may hold one."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Text = Annotated[str, AfterValidator(_whole)]
Share = Annotated[float, Field(ge=0, lt=1)]
Optimiser = Literal["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "muon"]
Schedule = Literal[
    "constant",
    "linear",
    "cosine",
    "one-cycle",
    "flat-cosine",
    "step",
    "inverse-time",
    "exponential",
    "plateau",
]
DECOUPLED = ("adamw", "muon")  # optimisers whose weight decay is apart from the gradient
NOTHING_FROZEN = ("none", "0")
_KIND = r"[a-z]+(:[0-9]*\.?[0-9]+)?"  # which kinds there are, and how strong, the task knows
_TO_64 = "[1-9]|[1-5][0-9]|6[0-4]"
_VALUE = "[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]"
_SIZE = r"[0-9]{1,4}(\.[0-9]+)?x[0-9]{1,4}(\.[0-9]+)?"  # width and height in pixels


class Settings(BaseModel):
    """Every setting of a training; frozen, and checked once when made."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    # what is learned
    task: Text = Field("", description="the task's name; empty: inferred from the data")
    target: Text | None = Field(None, description="the column to predict: name, index or last")
    model: Text = Field("auto", description="the network's name")
    preset: Literal["fast", "medium", "best"] = Field("medium", description="how much to spend")
    seed: int = Field(0, ge=0, lt=2**31, description="the run's seed")

    # the data
    val_share: Share | None = Field(None, description="share held out to choose")
    test_share: Share | None = Field(None, description="share held out to score")
    train_dev_share: Share = Field(
        0.0, description="share of train held out to tell mismatch from variance"
    )
    group: Text | None = Field(None, description="rows equal in this column stay in one split")
    time: Text | None = Field(None, description="split by this column: the past trains")
    kinds: Text = Field(
        "", description="what columns are, where inferred wrongly: a=category;b=text"
    )
    header: bool | None = Field(None, description="whether a table's first row holds names")
    damaged: Share = Field(0.01, description="share of pictures that may be damaged")
    side: int = Field(0, ge=0, le=1024, description="height and width in pixels; 0: from the data")
    channels: Literal[0, 1, 3] = Field(0, description="colours; 0: from the data")
    log_target: bool | None = Field(None, description="learn the target's logarithm")

    # the network
    width: float = Field(1.0, gt=0, le=64, description="factor on the network's widths")
    members: int = Field(1, ge=1, le=64, description="networks trained as one, answers averaged")
    dropout: Share = Field(0.0, description="share of units dropped in training")

    activation: Text = Field("", description="between hidden layers; empty: the network's own")
    init: Text = Field("", description="how weights start; empty: the network's own")
    pretrained: Text = Field(
        "", description="weights to begin with: a run, a safetensors file, torchvision:NAME"
    )
    freeze: Annotated[str, Field(pattern="^(none|features|[0-9]{1,4})$")] = Field(
        "none", description="stages that stay as they are: none, features, or the first so many"
    )
    thaw: Share = Field(
        0.0, description="share of the steps after which frozen stages thaw, last first; 0: never"
    )

    # the training
    epochs: float = Field(10.0, gt=0, le=100_000, description="passes over the training examples")
    minutes: float | None = Field(
        None, gt=0, description="time for the training; becomes a number of steps"
    )
    batch_size: int = Field(128, ge=1, le=2**20, description="examples in a step")
    optimiser: Optimiser = Field("adamw", description="how gradients become steps")
    learning_rate: float = Field(1e-3, gt=0, description="the schedule's highest rate")
    momentum: float = Field(0.9, ge=0, lt=1, description="momentum, or Adam's beta 1")
    beta2: float = Field(0.999, ge=0, lt=1, description="decay of the squared gradients")
    weight_decay: float = Field(0.0, ge=0, description="decay of weights, not of biases and norms")
    schedule: Schedule = Field("one-cycle", description="the learning rate over the steps")
    warmup: Share = Field(
        0.0, description="share of the steps in which the rate rises; one-cycle: 0.3 if 0"
    )
    rate_drop: float = Field(
        10.0,
        gt=1,
        le=1e12,
        description="what the rate is divided by: at once, or until the end",
    )
    plateau: int = Field(
        3, ge=1, description="evaluations without a better one before plateau divides the rate"
    )
    stage_rate: float = Field(
        1.0, gt=0, le=1, description="factor on the rate from each stage to the one before it"
    )
    l1: float = Field(0.0, ge=0, description="slope of the L1 penalty on weights")
    clip: float = Field(0.0, ge=0, description="largest norm of all gradients together; 0: any")
    smoothing: Share = Field(0.0, description="share of a label spread over all")
    ema: Share = Field(
        0.0, description="decay of the running mean of the weights that is kept; 0: none"
    )
    lookahead: Share = Field(
        0.0, description="share of the way slow weights go to the others each 5 steps; 0: none"
    )
    augment: str = Field(
        "none",
        pattern=f"^{_KIND}(\\+{_KIND})*$",
        description="kinds joined by +, each with a strength if wanted, as flip+crop:4; or none",
    )
    tta: Literal["none", "doubtful", "all"] = Field(
        "none", description="answer the mean of several views of a picture, always or in doubt"
    )
    progressive: Share = Field(
        0.0, description="share of the steps, the first ones, on pictures of 3/4 of the side"
    )
    loss_weights: Text = Field(
        "", description="weights of several targets' losses: price=0.5;colour=1"
    )
    objective: Literal["margin", "triplet", "contrastive", "siamese"] = Field(
        "margin", description="what teaches verification which pictures are alike"
    )
    margin: float | None = Field(
        None, ge=0, description="by how much others must differ there; none: the usual one"
    )
    dims: int = Field(64, ge=2, le=4096, description="numbers of a picture in verification")
    anchors: Annotated[
        str, BeforeValidator(_digits), Field(pattern=f"^({_TO_64}|{_SIZE}(\\+{_SIZE}){{0,63}})$")
    ] = Field("5", description="box shapes detection begins from: how many, or 10x13+33x23")
    mosaic: float = Field(
        0.0, ge=0, le=1, description="share of training pictures joined of four, for detection"
    )
    overlap: float = Field(0.5, ge=0, le=1, description="of found boxes of one class, at most")
    score: float | None = Field(
        None, ge=0, le=1, description="from which found boxes are shown; none: chosen on val"
    )
    void: Annotated[
        str, BeforeValidator(_digits), Field(pattern=f"^(({_VALUE})(\\+({_VALUE}))*)?$")
    ] = Field("", description="values of masks that mean not known, joined by +")
    given: Literal["left", "right"] = Field(
        "right", description="which half of a picture of two is the input of image-to-image"
    )
    boundary: Annotated[str, BeforeValidator(_digits), Field(pattern=f"^({_VALUE})?$")] = Field(
        "", description="the value of masks that parts regions, for the Rand error"
    )
    dice: float = Field(1.0, ge=0, description="weight of the Dice loss of masks")
    up: Literal["transposed", "resize"] = Field(
        "transposed", description="how image-to-image doubles the sides of its maps"
    )
    distance: Literal["mae", "mse"] = Field(
        "mae", description="between a picture that is made and the one that is wanted"
    )
    adversarial: float = Field(
        0.0, ge=0, description="weight of a discriminator's word on pictures made; 0: none"
    )
    style: Text = Field("", description="the picture whose manner the task style learns")
    features: Text = Field(
        "torchvision:vgg19", description="whose layers look at pictures there: as in stylize"
    )
    content_weight: float = Field(1.0, ge=0, description="of what is shown, in the cost of a style")
    style_weight: float = Field(100.0, gt=0, description="of the manner, in the cost of a style")
    smooth: float = Field(0.1, ge=0, description="of neighbours' differences, in that cost")
    style_scale: float = Field(
        1.0, gt=0, le=16, description="longer side of the style over the pictures'"
    )
    patience: int = Field(
        0, ge=0, description="evaluations without a better one before stopping; 0: never"
    )
    evaluations: int = Field(
        0, ge=0, description="evaluations in all, evenly spaced; 0: one an epoch, 50 at most"
    )

    # the machine
    plan: Text = Field("auto", description="auto, fp32, or a run whose plan to use")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="where to compute")
    tensorboard: bool = Field(
        True, description="write TensorBoard files, where the extra track is installed"
    )

    @property
    def freezes(self) -> bool:
        """Whether some stages stay as they are, at first at least."""
        return self.freeze not in NOTHING_FROZEN


def mistakes_in(values: Mapping[str, object]) -> list[str]:
    """Name everything that cannot work in ``values``, one sentence each.

    Args:
        values: setting -> value; a value may be text, as a command line gives it.

    Returns:
        The sentences, in order of the names; empty where all is well.

    Example:
        >>> mistakes_in({"epochs": 0, "learning_rat": 0.1})
        ['epochs must be a number above 0; got 0', "learning_rat must be a setting; got 'learning_rat' (did you mean learning_rate?)"]
    """  # noqa: E501
    try:
        Settings.model_validate(dict(values))
    except ValidationError as error:
        return sorted(_sentence(str(e["loc"][0]), e["type"], e["input"]) for e in error.errors())
    return []


def _sentence(name: str, kind: str, got: object) -> str:
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "netwright train --help lists them"
        return f"{name} must be a setting; got {name!r} ({hint})"
    return f"{name} must be {WANTED.get(name, 'text')}; got {got!r}"


def changes(before: Settings, after: Settings) -> dict[str, list[object]]:
    """Settings that differ: name -> [value before, value after]."""
    old, new = before.model_dump(), after.model_dump()
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}
