import pytest

from netwright.recipe import resolve
from netwright.tasks import DataFacts, transfer_settings


@pytest.mark.parametrize(
    ("train", "freeze", "thaw", "wanted"),
    [
        (244, None, 0.0, "features"),
        (999, None, 0.0, "features"),
        (1000, None, 0.0, "none"),
        (244, None, 0.5, "none"),
        (244, "none", 0.0, "none"),
        (244, "7", 0.0, "7"),
        (50_000, "features", 0.0, "features"),
    ],
)
def test_few_pictures_teach_the_output_layer_alone(train, freeze, thaw, wanted):
    found = transfer_settings(DataFacts(train=train, classes=2), freeze=freeze, thaw=thaw)
    assert found["freeze"] == wanted
    assert resolve(inferred=found).settings.freeze == wanted
    assert (found["augment"] == "none") == (wanted == "features")


def test_features_that_thaw_are_not_trained_as_if_they_stayed():
    found = transfer_settings(DataFacts(train=244), freeze="features", thaw=0.3)
    assert found["augment"] != "none"
