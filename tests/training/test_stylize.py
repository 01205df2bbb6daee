from dataclasses import replace

import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import Features, Normalisation
from netwright.objectives import StyleCost
from netwright.training import StyleRecipe, StyleState, stylize

SCALE = Normalisation(side=8, cut=1.0, mean=(127.5,) * 3, std=(60.0,) * 3)
RECIPE = StyleRecipe(sizes=(32, 48), evaluations=(8, 6), seed=3)


def parts(**weights):
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(8, 8, 3, padding=1),
        nn.ReLU(),
    )  # fmt: skip
    cost = StyleCost(content={"4": 1.0}, style={"1": 0.5, "4": 0.5}, **weights)
    return Features(network, cost.layers, scale=SCALE), cost


def picture(seed, height=40, width=60):
    rng = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, 5, 6, generator=rng)
    return nn.functional.interpolate(coarse, (height, width), mode="bilinear")[0]


def run(recipe=RECIPE, *, state=None, **weights):
    return list(stylize(*parts(**weights), picture(1), picture(2), recipe, state=state))


def same(a: StyleState, b: StyleState):
    assert torch.equal(a.picture, b.picture)
    assert a.optimiser.keys() == b.optimiser.keys()
    assert all(torch.equal(a.optimiser[name], b.optimiser[name]) for name in a.optimiser)
    plain = {"picture": None, "optimiser": None}
    assert replace(a, **plain) == replace(b, **plain)


def test_costs_fall_and_sizes_rise():
    states = run()
    for stage in (0, 1):
        totals = [s.costs["total"] for s in states if s.stage == stage]
        assert totals[-1] < 0.9 * totals[0]
        assert totals == sorted(totals, reverse=True)
    assert [s.picture.shape for s in states if s.ended] == [(1, 3, 21, 32), (1, 3, 32, 48)]
    assert [s.done for s in states] == [False] * (len(states) - 1) + [True]
    assert states[-1].evaluations == sum(s.here for s in states if s.ended) >= 14
    assert [s.step for s in states] == list(range(1, len(states) + 1))


def test_the_parts_of_a_cost_are_those_of_the_picture():
    state = run(replace(RECIPE, sizes=(32,), evaluations=(5,)), gamma=1.0)[-1]
    features, cost = parts(gamma=1.0)
    list(
        stylize(
            features, cost, picture(1), picture(2), replace(RECIPE, sizes=(32,), evaluations=(1,))
        )
    )
    with torch.no_grad():
        again = cost(state.picture, features(state.picture))
    for name in ("total", "content", "style", "variation"):
        assert state.costs[name] == pytest.approx(getattr(again, name).item(), rel=1e-5)


@pytest.mark.parametrize("optimiser", ["lbfgs", "adam"])
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_going_on_from_any_state_gives_the_same_pictures(optimiser, noise):
    recipe = replace(RECIPE, optimiser=optimiser, noise=noise)
    states = run(recipe)
    for number, state in enumerate(states):
        again = run(recipe, state=state)
        assert len(again) == len(states) - number - 1
        for a, b in zip(again, states[number + 1 :], strict=True):
            same(a, b)


def test_equal_seeds_make_equal_noise_and_others_do_not():
    noisy = replace(RECIPE, noise=1.0, sizes=(32,), evaluations=(1,))
    first, second, other = run(noisy)[0], run(noisy)[0], run(replace(noisy, seed=4))[0]
    assert torch.equal(first.picture, second.picture)
    assert not torch.equal(first.picture, other.picture)


def test_without_noise_the_start_is_the_content():
    """With no weight on style the content is the answer, and there is nothing to do."""
    states = run(replace(RECIPE, sizes=(32,), evaluations=(5,)), beta=0.0)
    assert len(states) == 1
    assert states[0].done
    assert states[0].costs["total"] == 0.0


def test_the_weight_of_the_style_decides_what_wins():
    recipe = replace(RECIPE, sizes=(32,), evaluations=(30,))
    little, much = (run(recipe, beta=beta)[-1] for beta in (0.01, 100.0))
    assert little.costs["content"] < much.costs["content"]
    assert little.costs["style"] / 0.01 > much.costs["style"] / 100.0


def test_what_is_shown_is_within_bounds():
    state = run(replace(RECIPE, noise=1.0))[-1]
    assert state.shown.shape == (3, 32, 48)
    assert 0 <= state.shown.min() <= state.shown.max() <= 1


def test_half_precision_goes_down_as_well():
    states = run(replace(RECIPE, half=True))
    assert states[-1].costs["total"] < states[0].costs["total"] * 2
    firsts = [s.costs["total"] for s in states if s.stage == 0]
    assert firsts[-1] < 0.9 * firsts[0]
    assert states[-1].picture.dtype == torch.float32


def test_nothing_comes_of_a_state_that_is_done():
    assert run(state=run()[-1]) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sizes": (16,)}, "sizes must be longer sides of 32 pixels or more"),
        ({"sizes": ()}, "sizes must be longer sides of 32 pixels or more"),
        ({"evaluations": (5,)}, "evaluations must be 1 or more for each of the sizes"),
        ({"evaluations": (5, 0)}, "evaluations must be 1 or more for each of the sizes"),
        ({"noise": 1.5}, "noise must be a share from 0 to 1; got 1.5"),
        ({"style_scale": 0.0}, "style_scale must be a factor above 0; got 0.0"),
        ({"optimiser": "sgd"}, "optimiser must be lbfgs or adam; got 'sgd'"),
    ],
)
def test_recipes_that_cannot_work_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        StyleRecipe(**given)


def test_pictures_of_another_shape_are_refused():
    features, cost = parts()
    with pytest.raises(SettingError, match=r"style must be a picture of shape \(3, h, w\)"):
        list(stylize(features, cost, picture(1), torch.zeros(1, 40, 40), RECIPE))
