from netwright.tasks import values_in
from netwright.tasks._image_to_image_presets import image_to_image_settings


def test_few_pairs_are_seen_more_often():
    few = image_to_image_settings(20, classes=2, model="auto")
    many = image_to_image_settings(5_000, classes=2, model="auto")
    assert few["epochs"] > many["epochs"] == 10.0
    assert few["model"] == "unet"
    assert few["batch_size"] == 8
    assert image_to_image_settings(3, classes=2, model="auto")["batch_size"] == 3


def test_pictures_to_be_made_are_learned_more_gently():
    rates = [
        image_to_image_settings(100, classes=classes, model="unet:resnet18")["learning_rate"]
        for classes in (0, 3)
    ]
    assert rates[0] < rates[1]


def test_values_are_numbers_joined_by_plus():
    assert values_in("0+11+255") == (0, 11, 255)
    assert values_in("") == ()
