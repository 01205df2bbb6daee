from dataclasses import replace

from netwright.api._decided import decided_task
from netwright.api._diagnose_reached import reached
from netwright.api._score import score


def test_the_score_is_chosen_on_val_unless_it_was_given(boxed_run):
    found = reached(boxed_run.path)
    splits = score(found.prepared, found.weights).splits
    kept = decided_task(found.prepared, splits)
    assert kept == boxed_run.model.task
    assert kept.score != found.prepared.task.score
    settings = found.prepared.recipe.settings.model_copy(update={"score": 0.25})
    recipe = replace(found.prepared.recipe, settings=settings)
    given = replace(found.prepared, recipe=recipe)
    assert decided_task(given, splits) is found.prepared.task
    assert decided_task(found.prepared, {"train": splits["train"]}) is found.prepared.task


def test_other_tasks_stay_as_they_are(runs):
    found = reached(runs.photos.path)
    splits = score(found.prepared, found.weights).splits
    assert decided_task(found.prepared, splits) is found.prepared.task
