r"""The task ``style``: photographs to learn on, a picture whose manner is learned, and who looks.

    folder --open_unlabelled--> decoded --split_rows--> Examples "picture"
    style, features --look_at--> StyleTraining, which learns and scores; a model keeps ``Style``

``data.json`` keeps the SHA-256 of the style picture and of the weights that look, and the units
in which costs are measured: who goes on, or scores later, finds both by name and refuses others.
"""

from netwright.api._data_facts import data_facts, decoded_facts, picture_notes
from netwright.api._own_settings import check_own
from netwright.api._pictures import (
    NOT_FOR_PICTURES,
    OF_TABLES,
    check_applies,
    resolve_recipe,
    split_rule,
)
from netwright.api._prepared import Asked, Learned, Prepared, Say
from netwright.api._style_looked import look_at
from netwright.api._style_pictures import read_one
from netwright.contracts import Examples
from netwright.data import (
    PictureForm,
    decoded,
    duplicate_groups,
    open_unlabelled,
    split_rows,
)
from netwright.errors import SettingError
from netwright.recipe import Settings, resolve
from netwright.tasks import DataFacts, Style, network_settings

NAME = "style"
IDLE = (
    "smoothing", "members", "dropout", "activation", "init", "pretrained", "freeze", "thaw",
    "stage_rate", "tta", "channels", "progressive",
)  # fmt: skip
SIDE = 256
MEASURED = 8  # training pictures that are looked at in each evaluation


def prepare_style(asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of photographs and a style.

    Args:
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if there are no photographs, or they or the style cannot be used.
        RecipeError: if a setting would change nothing.
        SettingError: if a setting cannot work, or no style is given.
        UnavailableError: if the weights of the network that looks cannot be had.
    """
    check_own(asked, task=NAME)
    check_applies(asked, (*NOT_FOR_PICTURES, *OF_TABLES, *IDLE), NAME)
    if asked.test is not None:
        raise SettingError("test", asked.test, wanted="left out for style")
    first = asked.fixed or resolve(user=asked.user)
    side = first.settings.side or SIDE
    Style(side=side)  # refuses a side before anything is decoded
    read_one(expect_style(first.settings), smallest=side * first.settings.style_scale)
    source = open_unlabelled(asked.data)
    form = PictureForm(side=side, channels=3)
    done = decoded(source, form, allow=first.settings.damaged)
    pictures = done.pictures if len(done.kept) == source.count else done.pictures[done.kept]
    facts = DataFacts(train=len(pictures), side=side, channels=3)
    recipe = asked.fixed or resolve_recipe(NAME, facts, asked)
    settings = recipe.settings
    groups = duplicate_groups(pictures)
    splits = split_rows(
        split_rule(recipe), strata=None, given=(None,) * len(pictures), groups=groups
    )
    names = tuple(source.names[row] for row in done.kept)
    examples = Examples({"picture": pictures}, splits.rows, names, subset=MEASURED)
    task = Style(side=side, augment=settings.augment, **network_settings(settings))
    looked = look_at(task, settings, examples)
    repeated = len(pictures) - len(set(groups.tolist()))
    notes = [*picture_notes(source, splits, done, repeated), looked.said]
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(pictures)),
        **decoded_facts(done, repeated, form),
        **looked.facts,
    }
    say(f"{source.count:,} pictures, as 3 x {side} x {side}; {splits.why}")
    for note in notes:
        say(note)
    return Prepared(
        task=task,
        examples=examples,
        recipe=recipe,
        preprocess={"kind": NAME, "side": side, "channels": 3},
        data=data,
        start=Learned(looked.task, examples, settings),
    )


def expect_style(settings: Settings) -> str:
    """The path of the style picture.

    Args:
        settings: as asked for.

    Returns:
        The path.

    Raises:
        SettingError: if there is none.
    """
    if not settings.style:
        raise SettingError(
            "style",
            settings.style,
            wanted="the picture whose manner is to be learned",
            hint="netwright train PAINTING --task style --content FOLDER",
        )
    return settings.style
