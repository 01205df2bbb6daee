"""Who looks: found by name, aimed once, and the same to the last digit whoever asks."""

import numpy as np
import pytest
import torch

from netwright import store
from netwright.api import _style_looked
from netwright.api._style_looked import look_at, scoring_task
from netwright.contracts import Examples
from netwright.errors import DamageError
from netwright.recipe import Settings
from netwright.tasks import Style, StyleTraining
from netwright.training import sized

TASK = Style(side=32, width=0.25)
PIXELS = np.random.default_rng(0).integers(0, 256, (6, 3, 32, 32)).astype(np.uint8)
PICTURES = Examples({"picture": PIXELS}, {"train": np.arange(5), "val": np.arange(5, 6)})


@pytest.fixture
def settings(styles):
    given = {"task": "style", "style": str(styles.style), "features": str(styles.run)}
    return Settings(**given, plan="fp32", style_weight=7.0, content_weight=2.0, smooth=0.5)


def test_the_weights_of_the_recipe_count_and_the_style_costs_nothing_in_itself(settings, styles):
    found = look_at(TASK, settings, PICTURES)
    cost = found.task.cost
    assert (cost.alpha, cost.beta, cost.gamma) == (2.0, 7.0, 0.5)
    assert sum(cost.content.values()) == sum(cost.style.values()) == pytest.approx(1)
    scaled = sized(found.task.painting, 32)
    seen = found.task.look(scaled)
    assert cost.each(scaled, seen, seen).style.item() == pytest.approx(0, abs=1e-6)
    assert found.facts["style"] == {
        "name": str(styles.style), "sha256": store.digest(styles.style),
    }  # fmt: skip
    assert not found.task.half
    assert found.said.startswith(f"style of {styles.style}, looked at by convnet of {styles.run}")


def test_the_same_is_found_with_any_number_of_threads(settings):
    threads = torch.get_num_threads()
    found = []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            found.append(look_at(TASK, settings, PICTURES))
            assert torch.get_num_threads() == count
    finally:
        torch.set_num_threads(threads)
    assert found[0].facts == found[1].facts
    assert found[0].facts["units"]["unchanged"]["content"] == 0
    for name, gram in found[0].task.cost._grams.items():
        assert torch.equal(gram, found[1].task.cost._grams[name])


def test_a_finished_run_is_scored_by_what_it_kept(settings):
    facts = {**look_at(TASK, settings, PICTURES).facts, "data": "photos"}
    again = scoring_task(TASK, settings, facts)
    assert isinstance(again, StyleTraining)
    assert again.cost.content_units == facts["units"]["content"]
    assert again.unchanged == facts["units"]["unchanged"]
    other = object()
    assert scoring_task(other, settings, {}) is other
    nothing = {"content": dict.fromkeys(facts["units"]["content"], 0.0)}
    for units, words in (
        (None, "units of costs; got None"),
        ({"content": {}}, "units of costs; got"),
        ({**facts["units"], "unchanged": {"total": "x"}}, "units of costs; got"),
        ({**facts["units"], **nothing}, "units above 0; got"),
    ):
        with pytest.raises(DamageError, match=rf"data\.json must hold {words}"):
            scoring_task(TASK, settings, {**facts, "units": units})


@pytest.mark.parametrize("there", [False, True])
def test_those_who_look_compute_in_bf16_where_it_is_there_and_plain_fp32_was_not_asked_for(
    settings, monkeypatch, there
):
    monkeypatch.setattr(_style_looked, "has_bf16", lambda device: there)
    found = look_at(TASK, settings.model_copy(update={"plan": "auto"}), PICTURES)
    assert found.task.half is there
    assert not look_at(TASK, settings, PICTURES).task.half
