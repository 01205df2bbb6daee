import math

import pytest
import torch

from netwright.errors import SettingError
from netwright.objectives import (
    StyleCost,
    content_cost,
    root_mean_squares,
    style_cost,
    total_variation,
)


def features(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_content_costs_worked_out_by_hand():
    generated = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
    content = torch.tensor([[[1.0, 0.0]], [[3.0, 0.0]]])
    assert content_cost(generated, content).item() == (4 + 16) / (4 * 4)


def test_style_costs_worked_out_by_hand():
    seen, style = torch.tensor([[[1.0, 2.0]]]), torch.tensor([[[3.0, 0.0]]])
    assert style_cost(seen, style).item() == (5 / 2 - 9 / 2) ** 2 / 4


def test_where_something_is_does_not_matter_to_style_and_matters_to_content():
    seen, aim = features(1, 3, 4, 5), features(1, 3, 4, 5, seed=1)
    moved = seen.flip(-1)
    assert style_cost(moved, aim).item() == pytest.approx(style_cost(seen, aim).item(), rel=1e-12)
    assert content_cost(moved, aim).item() != pytest.approx(content_cost(seen, aim).item())


def test_a_style_picture_of_another_size_with_the_same_texture_costs_nothing():
    tile = features(1, 3, 2, 4)
    assert style_cost(tile.tile(1, 1, 3, 2), tile).item() == pytest.approx(0.0, abs=1e-24)


def test_costs_are_means_over_the_batch():
    seen, aim = features(2, 3, 4, 5), features(1, 3, 6, 2, seed=1)
    each = [style_cost(one[None], aim).item() for one in seen]
    assert style_cost(seen, aim).item() == pytest.approx(sum(each) / 2, rel=1e-12)


def test_the_variation_of_a_flat_picture_is_nothing_and_of_others_their_steps():
    assert total_variation(torch.full((2, 3, 4, 5), 0.3)).item() == 0.0
    assert total_variation(torch.tensor([[[1.0, 2.0], [4.0, 8.0]]])).item() == 62.0
    assert total_variation(torch.ones(1, 3, 1, 1)).item() == 0.0


def costs(*, units, factor=1.0, gamma=0.0):
    cost = StyleCost(
        content={"deep": 1.0},
        style={"low": 0.25, "deep": 0.75},
        alpha=2.0,
        beta=3.0,
        gamma=gamma,
        units=units,
    )
    assert cost.layers == ("deep", "low")
    cost.aim_at_content({"deep": factor * features(1, 4, 3, 3, seed=2)})
    aims = {"deep": features(1, 4, 2, 5, seed=3), "low": features(1, 2, 6, 6, seed=4)}
    cost.aim_at_style({name: factor * aim for name, aim in aims.items()})
    seen = {"deep": features(1, 4, 3, 3, seed=5), "low": features(1, 2, 8, 8, seed=6)}
    picture = torch.linspace(0, 1, 48, dtype=torch.float64).reshape(1, 3, 4, 4)
    return cost(picture, {name: factor * s for name, s in seen.items()})


def test_the_total_is_the_sum_of_its_parts_each_with_its_weight():
    found = costs(units=False, gamma=5.0)
    deep, low = features(1, 4, 3, 3, seed=5), features(1, 2, 8, 8, seed=6)
    content = 2 * content_cost(deep, features(1, 4, 3, 3, seed=2))
    style = 3 * 0.75 * style_cost(deep, features(1, 4, 2, 5, seed=3))
    style = style + 3 * 0.25 * style_cost(low, features(1, 2, 6, 6, seed=4))
    assert found.content.item() == pytest.approx(content.item(), rel=1e-12)
    assert found.style.item() == pytest.approx(style.item(), rel=1e-12)
    picture = torch.linspace(0, 1, 48, dtype=torch.float64).reshape(1, 3, 4, 4)
    assert found.variation.item() == pytest.approx(5 * total_variation(picture).item() / 48)
    parts = found.content + found.style + found.variation
    assert found.total.item() == pytest.approx(parts.item(), rel=1e-12)


def test_in_its_own_unit_a_network_of_other_numbers_costs_the_same():
    plain, larger = costs(units=True), costs(units=True, factor=100.0)
    assert larger.content.item() == pytest.approx(plain.content.item(), rel=1e-9)
    assert larger.style.item() == pytest.approx(plain.style.item(), rel=1e-9)
    raw = costs(units=False, factor=100.0)
    assert raw.style.item() == pytest.approx(1e8 * costs(units=False).style.item(), rel=1e-9)


def test_a_silent_layer_divides_nothing_by_zero():
    cost = StyleCost(content={"a": 1.0}, style={"a": 1.0})
    silent = {"a": torch.zeros(1, 2, 3, 3)}
    cost.aim_at_content(silent)
    cost.aim_at_style(silent)
    assert cost(torch.zeros(1, 3, 3, 3), silent).total.item() == 0.0


def test_half_precision_is_summed_in_full():
    cost = StyleCost(content={"a": 1.0}, style={"a": 1.0})
    aim = {"a": features(1, 2, 3, 3).bfloat16()}
    cost.aim_at_content(aim)
    cost.aim_at_style(aim)
    assert cost(torch.zeros(1, 3, 3, 3), aim).total.dtype == torch.float32


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"alpha": -1.0}, "alpha must be a finite number, 0 or more; got -1.0"),
        ({"gamma": math.inf}, "gamma must be a finite number"),
        ({"style": {"a": math.nan}}, "weight of a must be a finite number"),
        ({"content": {}}, "layers must be one or more for content and for style"),
    ],
)
def test_weights_that_cannot_work_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        StyleCost(**{"content": {"a": 1.0}, "style": {"a": 1.0}, **given})


def aimed(**weights):
    """A cost whose style is known, and the features of two pictures and of their contents."""
    cost = StyleCost(content={"deep": 1.0}, style={"low": 1.0}, gamma=2.0, **weights)
    cost.aim_at_style({"low": features(1, 2, 6, 6, seed=4)})
    seen = {"deep": features(2, 4, 3, 3), "low": features(2, 2, 8, 8, seed=1)}
    return cost, seen, {"deep": features(2, 4, 3, 3, seed=2)}


def test_each_picture_costs_what_it_costs_alone_whatever_is_beside_it():
    cost, seen, contents = aimed()
    cost.measure_content_in({"deep": 1.5})
    pictures = features(2, 3, 4, 4, seed=3)
    both = cost.each(pictures, seen, contents)
    assert both.total.shape == (2,)
    for row in range(2):
        one = slice(row, row + 1)
        alone = cost.each(
            pictures[one],
            {name: f[one] for name, f in seen.items()},
            {name: f[one] for name, f in contents.items()},
        )
        for part in ("total", "content", "style", "variation"):
            torch.testing.assert_close(getattr(alone, part)[0], getattr(both, part)[row])
        wanted = content_cost(seen["deep"][one], contents["deep"][one]) / 1.5**2
        torch.testing.assert_close(both.content[row], wanted)
        smooth = 2.0 * total_variation(pictures[row]) / pictures[row].numel()
        torch.testing.assert_close(both.variation[row], smooth)
    torch.testing.assert_close(both.mean().total, both.total.mean())


def test_a_batch_as_the_aim_costs_the_mean_of_its_pictures():
    cost, seen, contents = aimed(units=False)
    cost.aim_at_content(contents)
    pictures = features(2, 3, 4, 4, seed=3)
    wanted = cost.each(pictures, seen, contents).total.mean()
    torch.testing.assert_close(cost(pictures, seen).total, wanted)


def test_the_unit_of_many_pictures_is_that_of_all_their_numbers():
    few = [features(1, 4, 3, 3, seed=seed) for seed in range(3)]
    (unit,) = root_mean_squares({"deep": one} for one in few).values()
    assert unit == pytest.approx(torch.cat(few).square().mean().sqrt().item(), rel=1e-12)
    assert root_mean_squares([{"deep": torch.zeros(1, 2, 3, 3)}])["deep"] > 0
    assert root_mean_squares([]) == {}


def test_aims_go_where_they_are_sent_and_units_are_checked():
    cost, seen, contents = aimed()
    cost.aim_at_content(contents)
    cost.to(torch.device("meta"))
    pictures = features(2, 3, 4, 4).to("meta")
    assert cost(pictures, {name: f.to("meta") for name, f in seen.items()}).total.is_meta
    for units in ({}, {"deep": 0.0}, {"deep": math.inf}):
        with pytest.raises(SettingError, match="unit of deep must be a number above 0; got"):
            cost.measure_content_in(units)
