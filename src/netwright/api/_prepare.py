"""Prepare: data as they were asked for, or as a run once had them, to all a training needs."""

from collections.abc import Mapping
from typing import Any

from netwright.api._detection import prepare_detection
from netwright.api._own_settings import check_own
from netwright.api._pairs import prepare_pairs
from netwright.api._people import prepare_people
from netwright.api._pictures import prepare_pictures
from netwright.api._prepared import (
    Asked,
    Prepared,
    Say,
    expect_same_data,
    open_asked,
    quiet,
)
from netwright.api._several_targets import prepare_several, wants_several
from netwright.api._style import prepare_style
from netwright.api._table import check_plain_table, prepare_table
from netwright.data import PictureSource, has_boxes, has_pairs
from netwright.errors import SettingError
from netwright.recipe import Recipe


def prepare(asked: Asked, say: Say) -> Prepared:
    """Open the data that were asked for and make examples, task and recipe of them."""
    check_own(asked)
    if asked.task == "style":  # never clear from data
        return prepare_style(asked, say)
    if asked.wants("detection", has_boxes):
        return prepare_detection(asked, say)
    if asked.wants("image-to-image", has_pairs):
        return prepare_pairs(asked, say)
    task = asked.task
    check_own(asked, task=task or "of one class or number")
    check_plain_table(asked)
    source = open_asked(asked)
    if wants_several(source, asked):
        return prepare_several(source, asked, say)
    if isinstance(source, PictureSource):
        if task == "verification":
            return prepare_people(source, asked, say)
        if task not in ("", "image-classification"):
            others = "verification, detection, image-to-image or style"
            wanted = f"image-classification for pictures, {others}"
            raise SettingError("task", task, wanted=wanted)
        return prepare_pictures(source, asked, say)
    return prepare_table(source, asked, say)


def prepared_again(facts: Mapping[str, Any], recipe: Recipe) -> Prepared:
    """Task and examples of a run's data.

    Args:
        facts: its ``data.json``.
        recipe: the run's own, or another for the same data.

    Returns:
        What a training needs.

    Raises:
        DataError: if the data are not those of the run.
    """
    prepared = prepare(Asked.again(facts, recipe), quiet)
    expect_same_data(facts, prepared.data)
    return prepared
