"""Settings of a style that follow from how many photographs there are."""

import pytest

from netwright.tasks._style_presets import HELD, PICTURES_SEEN, style_settings


@pytest.mark.parametrize("pictures", [1, 3, 12, 80, 2_000, 82_000])
def test_as_many_pictures_are_seen_and_few_are_measured(pictures):
    found = style_settings(pictures)
    assert found["val_share"] == found["test_share"] <= 0.2
    assert round(found["val_share"] * pictures) <= HELD
    assert found["batch_size"] == min(4, pictures)
    seen = found["epochs"] * pictures
    assert found["epochs"] in (1.0, 200.0) or seen == pytest.approx(PICTURES_SEEN)
