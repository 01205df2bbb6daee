"""``netwright stylize``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Group, Parameter

from netwright.cli._app import app
from netwright.cli._options import Json, Out, Quiet, Seed
from netwright.cli._output import Output
from netwright.errors import UsageError

LOOKING = Group("What counts", sort_key=0)
MAKING = Group("How it is made", sort_key=1)


def _looking(words: str) -> Parameter:
    return Parameter(group=LOOKING, help=words)


def _making(words: str) -> Parameter:
    return Parameter(group=MAKING, help=words)


def _flag(group: Group, words: str) -> Parameter:
    return Parameter(group=group, help=words, negative="")


Features = Annotated[
    str | None,
    _looking("Whose layers look: torchvision:NAME, timm:NAME, a .safetensors file or a run; "
             "torchvision:vgg19 unless given, fetched once (549 MB)."),
]  # fmt: skip
Layers = Annotated[str | None, _looking("Names joined by commas; the usual ones unless given.")]
Sizes = Annotated[
    str | None, _making("Longer sides in pixels, joined by commas: 256,512 unless given.")
]
Evaluations = Annotated[str | None, _making("Of the cost at each size: 120,90 unless given.")]


@app.command
def stylize(
    content: str | None = None,
    style: str | None = None,
    /,
    *,
    features: Features = None,
    content_layers: Layers = None,
    style_layers: Layers = None,
    content_weight: Annotated[float | None, _looking("Of the content.")] = None,
    style_weight: Annotated[float | None, _looking("Of the style.")] = None,
    smooth: Annotated[float | None, _looking("Weight of neighbours' differences.")] = None,
    average_pools: Annotated[bool, _flag(LOOKING, "Average pools for the largest.")] = False,
    keep_colours: Annotated[bool, _flag(LOOKING, "Keep the content's colours.")] = False,
    sizes: Sizes = None,
    evaluations: Evaluations = None,
    optimiser: Annotated[Literal["lbfgs", "adam"] | None, _making("lbfgs unless given.")] = None,
    rate: Annotated[float | None, _making("Adam's learning rate.")] = None,
    noise: Annotated[float | None, _making("Share of noise in the start, 0 to 1.")] = None,
    style_scale: Annotated[float | None, _making("Size of the style over the content's.")] = None,
    half: Annotated[bool, _flag(MAKING, "Compute in bf16.")] = False,
    seed: Seed = None,
    resume: Annotated[Path | None, _making("Go on with this run; give nothing else then.")] = None,
    out: Out = Path("runs"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Paint one picture as another one is.

    Parameters
    ----------
    content
        The picture whose things are kept.
    style
        The picture whose manner is taken.
    """
    asked: dict[str, Any] = {
        "features": features, "content_layers": _names(content_layers),
        "style_layers": _names(style_layers), "content_weight": content_weight,
        "style_weight": style_weight, "smooth": smooth, "average_pools": average_pools or None,
        "keep_colours": keep_colours or None, "sizes": _numbers("--sizes", sizes),
        "evaluations": _numbers("--evaluations", evaluations), "optimiser": optimiser,
        "rate": rate, "noise": noise, "style_scale": style_scale, "half": half or None,
        "seed": seed,
    }  # fmt: skip
    given = {name: value for name, value in asked.items() if value is not None}
    output = Output(as_json=json, quiet=quiet)
    try:
        facts = _made(content, style, resume, out, given, output)
    finally:
        output.close()
    output.result(facts, stylized_words(facts))


def _made(
    content: str | None,
    style: str | None,
    resume: Path | None,
    out: Path,
    given: Mapping[str, Any],
    output: Output,
) -> dict[str, Any]:
    if resume is not None and (content is not None or given):
        raise UsageError(
            "--resume must stand alone; got pictures or settings beside it",
            hint="a run goes on with the pictures and settings it began with",
        )
    if resume is None and (content is None or style is None):
        got = "nothing" if content is None else "one"
        raise UsageError(
            f"CONTENT and STYLE must be two pictures; got {got}",
            hint="try: netwright stylize PHOTO.jpg PAINTING.jpg",
        )
    from netwright import api

    if resume is not None:
        return api.resume_style(resume, say=output.say, watch=output.watch).summary()
    return api.stylize(
        str(content), str(style), out=out, say=output.say, watch=output.watch, **given
    ).summary()


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [part for part in text.split(",") if part]


def _numbers(name: str, text: str | None) -> list[int] | None:
    try:
        return None if text is None else [int(part) for part in text.split(",")]
    except ValueError:
        raise UsageError(f"{name} must be whole numbers joined by commas; got {text!r}") from None


def stylized_words(facts: Mapping[str, Any]) -> str:
    """A picture that was made, in a few lines."""
    cost, before = facts["cost"], facts["unchanged"]
    parts = ", ".join(f"{name} {cost[name]:.4g}" for name in ("content", "style", "variation"))
    head, why, action = facts["verdict"]["lines"]
    return "\n".join(
        [
            f"cost    {cost['total']:.4g} (unchanged picture: {before['total']:.4g}): {parts}",
            f"{facts['width']} x {facts['height']}, {facts['evaluations']:,} evaluations in "
            f"{facts['steps']:,} steps",
            f"verdict {head}\n  because {why}\n  next    {action}",
            f"picture {facts['picture']}",
            f"run     {facts['run']}",
            f"report  {facts['report']}",
        ]
    )
