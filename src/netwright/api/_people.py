"""Pictures of people: decode once, split by person, choose settings, make the task of verification.

No person is in two splits: val, test and train hold different people, or the measures would say
how well faces are remembered, not how well they are compared.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._begin_trunk import expected_channels, trunk_asked, trunk_settings
from netwright.api._data_facts import (
    class_counts,
    data_facts,
    decoded_facts,
    form_facts,
    picture_notes,
)
from netwright.api._people_start import begin_people
from netwright.api._pictures import (
    NOT_FOR_PICTURES,
    OF_TABLES,
    check_applies,
    chosen_form,
    picture_statistics,
    resolve_recipe,
    split_rule,
)
from netwright.api._prepared import Asked, Prepared, Say
from netwright.api._transfer_weights import Pretrained
from netwright.contracts import Examples
from netwright.data import (
    PictureForm,
    PictureSource,
    SplitRule,
    Splits,
    decoded,
    duplicate_groups,
    expect_pairs,
    join_groups,
    person_numbers,
    split_rows,
)
from netwright.models import nearest_network
from netwright.recipe import Recipe, resolve
from netwright.tasks import (
    MARGINS,
    DataFacts,
    Verification,
    network_settings,
    verification_transfer_settings,
)

NAME, BUILT = "verification", "embedder"
IDLE = ("smoothing", "thaw")


def prepare_people(source: PictureSource, asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of pictures of people.

    Args:
        source: opened, a folder for each person.
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if the pictures cannot be used, or a split has too few people or pictures.
        RecipeError: if a setting cannot work.
    """
    tabular = () if source.kind == "path table" else OF_TABLES
    check_applies(asked, (*NOT_FOR_PICTURES, *tabular, *IDLE), NAME)
    first = asked.fixed or resolve(user=asked.user)
    pretrained = trunk_asked(first.settings, BUILT)
    expected = pretrained.pictures if pretrained else None
    form = _form(source, first, pretrained)
    done = decoded(source, form, allow=first.settings.damaged)
    kept = done.kept
    labels = [source.labels[row] for row in kept]
    pictures = done.pictures if len(kept) == source.count else done.pictures[kept]
    copies = duplicate_groups(pictures)
    splits = _split(labels, [source.splits[row] for row in kept], copies, split_rule(first))
    people, numbers = person_numbers(labels, splits.rows["train"])
    names = tuple(source.names[row] for row in kept)
    examples = Examples({"picture": pictures, "label": numbers}, splits.rows, names)
    train = pictures[splits.rows["train"]]
    known = people[: int(numbers[splits.rows["train"]].max()) + 1]
    facts = DataFacts(train=len(train), classes=len(known), side=form.side, channels=form.channels)
    over = trunk_settings(pretrained, BUILT)
    if pretrained:
        over |= verification_transfer_settings(
            len(train), freeze=asked.user.get("freeze"), objective=first.settings.objective
        )
    recipe = asked.fixed or resolve_recipe(NAME, facts, asked, over=over)
    repeated = len(labels) - len(np.unique(copies))
    notes = picture_notes(source, splits, done, repeated)
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(labels)),
        "classes": class_counts(people, numbers, splits),
        **decoded_facts(done, repeated, form),
    }
    say(f"{source.count:,} pictures of {len(people)} people, as {form.channels} x {form.side} x "
        f"{form.side}; {splits.why}; nobody is in two splits")  # fmt: skip
    for note in notes:
        say(note)
    task = _task(known, form, recipe, picture_statistics(train, recipe, expected))
    prepared = Prepared(
        task=task,
        examples=examples,
        recipe=recipe,
        preprocess=form_facts(form),
        data=data,
    )
    return begin_people(prepared, task, pretrained, say)


def _form(source: PictureSource, first: Recipe, pretrained: Pretrained | None) -> PictureForm:
    """As the pictures suggest, or as weights want them; but whole, for faces reach the borders."""
    form = chosen_form(source, first)
    if pretrained is None:
        return form
    least = nearest_network(f"{BUILT}:{pretrained.network}").least
    usual = pretrained.pictures.side if pretrained.pictures else max(least, form.side)
    grey = expected_channels(pretrained, first.settings) == 1
    return PictureForm(side=first.settings.side or usual, channels=1 if grey else 3)


def _split(
    labels: list[str], given: list[str | None], copies: NDArray[np.int64], rule: SplitRule
) -> Splits:
    """Whole people, and people with one and the same picture, stay together."""
    _, numbers = person_numbers(labels, np.arange(len(labels)))
    splits = split_rows(rule, strata=None, given=given, groups=join_groups(numbers, copies))
    for split, rows in splits.rows.items():
        expect_pairs(numbers[rows], split)
    return splits


def _task(
    people: tuple[str, ...], form: PictureForm, recipe: Recipe, statistics: Mapping[str, Any]
) -> Verification:
    settings = recipe.settings
    usual = MARGINS[settings.objective]
    return Verification(
        people=people,
        dims=settings.dims,
        objective=settings.objective,
        margin=usual if settings.margin is None else settings.margin,
        side=form.side,
        channels=form.channels,
        augment=settings.augment,
        tta=settings.tta,
        **network_settings(settings),
        **statistics,
    )


def named_answers(
    prepared: Prepared, rows: NDArray[np.int64], answers: Sequence[Mapping[str, object]]
) -> list[dict[str, object]]:
    """Answers with names: who is on each picture, and who on the one that it was found most like.

    Args:
        prepared: task and examples, with the names in ``data``.
        rows: of the pictures.
        answers: of the task, for these rows alone.

    Returns:
        The answers, each with "truth" and "label".
    """
    people = list(prepared.data["classes"])
    who = [people[number] for number in prepared.examples.arrays["label"][rows].tolist()]
    likes = [int(str(answer["like"])) for answer in answers]
    return [
        {**answer, "truth": name, "label": who[like]}
        for answer, name, like in zip(answers, who, likes, strict=True)
    ]
