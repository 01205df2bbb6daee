"""Scores of a watched training: skills of its last weights, on copies.

Cost: four passes over at most 1024 rows.
"""

import torch
from torch import Tensor, nn

from netwright.diagnosis import Scores, Skill, recalls_of, skill_of
from netwright.experiments import Trial, answers, copied, in_numpy, some_rows

SCORED = 1024


def score_facts(trial: Trial) -> Scores:
    """The skills of the last weights, in both modes, on both splits."""
    model = copied(trial.last)[0]
    held_out = len(trial.held_x) > 0
    fit = _skill(trial, model, trial.x, trial.y)
    fit_train = _skill(trial, copied(trial.last)[0], trial.x, trial.y, training=True)
    if not held_out:
        return Scores(
            fit=fit.value,
            fit_error=fit.error,
            skill=fit.value,
            skill_error=fit.error,
            skill_in_train_mode=fit_train.value,
            fit_in_train_mode=fit_train.value,
        )
    skill = _skill(trial, model, trial.held_x, trial.held_y)
    skill_train = _skill(trial, copied(trial.last)[0], trial.held_x, trial.held_y, training=True)
    rows = some_rows(trial.held_x, SCORED)
    recalls = recalls_of(
        trial.kind,
        answers(model, trial.held_x[rows]),
        in_numpy(trial.kind, trial.held_y[rows]),
        trial.threshold,
    )
    return Scores(
        fit=fit.value,
        fit_error=fit.error,
        skill=skill.value,
        skill_error=skill.error,
        held_out=not _same_rows(trial),
        skill_in_train_mode=skill_train.value,
        fit_in_train_mode=fit_train.value,
        recalls=recalls,
    )


def _same_rows(trial: Trial) -> bool:
    return trial.x.shape == trial.held_x.shape and torch.equal(trial.x, trial.held_x)


def _skill(
    trial: Trial, model: nn.Module, x: Tensor, y: Tensor, *, training: bool = False
) -> Skill:
    rows = some_rows(x, SCORED)
    found = answers(model, x[rows], training=training)
    return skill_of(trial.kind, found, in_numpy(trial.kind, y[rows]), threshold=trial.threshold)
