"""Options that several commands share, with their help."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from cyclopts import Group, Parameter, Token

from netwright.errors import UsageError

DATA = Group("Data", sort_key=0)
TRAINING = Group("Training", sort_key=1)
OUTPUT = Group("Output", sort_key=2)


def _whole(kind: object, tokens: Sequence[Token]) -> int:
    # cyclopts would round 1.5 to 2; its error carries these words to _mistakes
    del kind
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError("a whole number") from None


def _data(words: str) -> Parameter:
    return Parameter(group=DATA, help=words)


def _training(words: str) -> Parameter:
    return Parameter(group=TRAINING, help=words)


Preset = Literal["fast", "medium", "best"]
Device = Literal["auto", "cpu", "cuda", "mps"]

Target = Annotated[str | None, _data('The column to learn: its name, its index, or "last".')]
Test = Annotated[Path | None, _data("A table whose rows only score.")]
GroupBy = Annotated[
    str | None, Parameter("--group", group=DATA, help="Rows equal here stay in one split.")
]
TimeBy = Annotated[
    str | None,
    Parameter(
        "--time", group=DATA, help="Split by this column: the past trains, the newest score."
    ),
]
Task = Annotated[str | None, _training("What to learn; inferred from the data.")]
Model = Annotated[str | None, _training('The network; "netwright models" lists them.')]
Spend = Annotated[Preset | None, Parameter("--preset", group=TRAINING, help="How much to spend.")]
Minutes = Annotated[
    float | None, _training("Time for the training; becomes a number of steps before step 1.")
]
Epochs = Annotated[float | None, _training("Passes over the training examples.")]
Rate = Annotated[
    str | None,
    Parameter(
        "--lr",
        group=TRAINING,
        help='The highest learning rate; "find" tests a range and trains nothing.',
    ),
]
Augment = Annotated[
    str | None, _training('Changes of the training pictures: "flip+crop:4"; "inspect" shows them.')
]
Pretrained = Annotated[
    str | None, _training("Weights to begin with: a run, a safetensors file, torchvision:NAME.")
]
Freeze = Annotated[
    str | None, _training("What stays as it is: none, features, or so many of the first stages.")
]
Content = Annotated[
    Path | None,
    _data("For the task style: a folder of photographs to learn on; DATA is the style picture."),
]
Features = Annotated[
    str | None, _training("For the task style: whose layers look, as for stylize.")
]
StyleWeight = Annotated[
    float | None, _training("For the task style: weight of the manner; 100 unless given.")
]
Members = Annotated[
    int | None,
    Parameter(converter=_whole, group=TRAINING, help="Networks trained as one; they vote."),
]
Seed = Annotated[
    int | None, Parameter(converter=_whole, group=TRAINING, help="Equal seeds give equal runs.")
]
Plan = Annotated[
    str | None, _training("How to execute: auto (measured), fp32, or a run whose plan to use.")
]
OnDevice = Annotated[Device | None, Parameter("--device", group=TRAINING, help="Where to compute.")]
Resume = Annotated[Path | None, _training("Go on with this run; give no DATA then.")]
Out = Annotated[Path, Parameter(group=OUTPUT, help="The folder in which the run's folder is made.")]
Json = Annotated[
    bool, Parameter(name="--json", negative="", group=OUTPUT, help="Print one JSON object.")
]
Quiet = Annotated[
    bool, Parameter(name="--quiet", negative="", group=OUTPUT, help="Print only the result.")
]
Set = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        negative="",
        consume_multiple=False,
        group=TRAINING,
        help="Any setting of the recipe, as key=value; may be repeated.",
    ),
]


def settings_of(pairs: list[str] | None, **named: object) -> dict[str, Any]:
    """Settings from ``--set key=value`` and from options with a name of their own.

    Args:
        pairs: the values of ``--set``.
        **named: option -> value; None where it was not given.

    Returns:
        setting -> value; numbers, true and false as such, all else as text.

    Raises:
        UsageError: if a pair has no "=", or a setting is given twice.

    Example:
        >>> settings_of(["dropout=0.2", "log_target=true"], epochs=3, model=None)
        {'epochs': 3, 'dropout': 0.2, 'log_target': True}
    """
    found = {name: value for name, value in named.items() if value is not None}
    for pair in pairs or ():
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"--set must be key=value; got {pair!r}")
        if name in found:
            raise UsageError(f"{name} must be given once; got it twice")
        found[name] = text if _takes_text(name) else _value(text)
    return found


def _takes_text(name: str) -> bool:
    from netwright.recipe import Settings

    field = Settings.model_fields.get(name)
    return field is not None and str in (field.annotation, *get_args(field.annotation))


def _value(text: str) -> object:
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
