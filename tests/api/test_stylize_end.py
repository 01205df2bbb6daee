"""A picture is judged beside the one that was given, and beside an unrelated one."""

import pytest
import torch

from netwright.api._style_features import find_looker
from netwright.api._style_pictures import read_style_pictures
from netwright.api._stylize_end import judged
from netwright.api._stylize_settings import given_settings
from netwright.training import sized


@pytest.fixture(scope="module")
def asked(styles):
    settings = given_settings({"sizes": (48,)})
    both = read_style_pictures(str(styles.content), str(styles.style), smallest=48)
    return find_looker(str(styles.run)), settings, both


def test_the_unchanged_picture_has_no_content_cost_and_all_of_the_style_cost(asked):
    content = sized(asked[2].content, 48)[0]
    found = judged(*asked, content)
    assert found.costs == found.unchanged
    assert found.costs["content"] == 0
    assert found.figures["style/left"] == found.figures["style/worse"] == 1
    assert found.figures["style/share"] == found.figures["style/lost"] == found.moved == 0


def test_noise_is_as_far_from_the_content_as_an_unrelated_picture(asked):
    noise = torch.rand(3, 34, 48, generator=torch.Generator().manual_seed(0))
    found = judged(*asked, noise)
    assert found.figures["style/lost"] > 0.5
    assert found.figures["style/worse"] > 0
    assert 0.2 < found.moved < 1
    parts = [found.costs[name] for name in ("content", "style", "variation")]
    assert found.costs["total"] == pytest.approx(sum(parts), rel=1e-5)


def test_what_weighs_nothing_leaves_its_figures_unknown(asked):
    looker, _, both = asked
    settings = given_settings({"sizes": (48,), "content_weight": 0.0})
    found = judged(looker, settings, both, sized(both.content, 48)[0])
    assert found.figures["style/lost"] != found.figures["style/lost"]
