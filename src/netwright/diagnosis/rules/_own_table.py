"""Rules of tasks of a kind of their own: they read ``Facts.own``, and find nothing without it."""

from netwright.diagnosis._rule import Rule
from netwright.diagnosis.rules import (
    _boxes_anchors,
    _boxes_grid,
    _masks_never,
    _masks_void,
    _pairs_flat,
    _people_collapse,
    _people_dominated,
    _people_margin,
    _people_steps,
    _step_size,
    _style_dominates,
    _style_rate,
    _style_weak,
)

OWN: tuple[Rule, ...] = (
    Rule(
        name=_boxes_anchors.NAME,
        stage="output and loss",
        codes=("ANCHORS",),
        judge=_boxes_anchors.judge,
    ),
    Rule(name=_step_size.NAME, stage="learning rate", codes=("LR_HIGH",), judge=_step_size.judge),
    Rule(
        name=_boxes_grid.NAME,
        stage="architecture",
        codes=("GRID_COARSE",),
        judge=_boxes_grid.judge,
    ),
    Rule(
        name=_people_dominated.NAME,
        stage="labels",
        codes=("IMBALANCE",),
        judge=_people_dominated.judge,
    ),
    Rule(
        name=_people_margin.NAME,
        stage="output and loss",
        codes=("NO_MARGIN",),
        judge=_people_margin.judge,
    ),
    Rule(
        name=_people_steps.NAME,
        stage="learning rate",
        codes=("LR_HIGH",),
        judge=_people_steps.judge,
    ),
    Rule(
        name=_people_collapse.NAME,
        stage="architecture",
        codes=("COLLAPSED",),
        judge=_people_collapse.judge,
    ),
    Rule(
        name=_masks_void.NAME,
        stage="labels",
        codes=("VOID_DOMINATES",),
        judge=_masks_void.judge,
    ),
    Rule(
        name=_masks_never.NAME,
        stage="architecture",
        codes=("CLASS_NEVER",),
        judge=_masks_never.judge,
    ),
    Rule(
        name=_pairs_flat.NAME,
        stage="architecture",
        codes=("ONE_VALUE",),
        judge=_pairs_flat.judge,
    ),
    Rule(
        name=_style_dominates.NAME,
        stage="output and loss",
        codes=("STYLE_DOMINATES",),
        judge=_style_dominates.judge,
    ),
    Rule(
        name=_style_weak.NAME,
        stage="output and loss",
        codes=("STYLE_WEAK",),
        judge=_style_weak.judge,
    ),
    Rule(
        name=_style_rate.NAME,
        stage="learning rate",
        codes=("LR_HIGH",),
        judge=_style_rate.judge,
    ),
)
