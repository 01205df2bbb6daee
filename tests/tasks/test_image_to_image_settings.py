import pytest

from netwright.errors import SettingError
from netwright.tasks._image_to_image_settings import ImageToImageSettings

MASKS = {
    "sides": (32, 64), "channels": 3, "mean": (1.0,) * 3, "std": (1.0,) * 3, "classes": ("a", "b"),
}  # fmt: skip
MADE = {**MASKS, "classes": (), "made": 3}


def test_augmentation_is_taken_from_words():
    settings = ImageToImageSettings(**MASKS, augment="flip+crop:4")
    assert settings.augmentation.draws == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({**MASKS, "sides": (32, 40)}, "sides must be two multiples of 32 from 32 to 1024 pixels"),
        ({**MASKS, "sides": (0, 32)}, "sides must be two multiples of 32"),
        ({**MASKS, "channels": 2}, "channels must be 1 \\(grey\\) or 3"),
        ({**MADE, "made": 2}, "made must be 1 or 3 channels, or 0 for masks; got 2"),
        ({**MASKS, "mean": (1.0,)}, "mean must be 3 numbers, and std too"),
        ({**MASKS, "std": (1.0, 0.0, 1.0)}, "std must be above 0"),
        ({**MASKS, "classes": ("a",)}, "classes must be 2 or more for masks, none for pictures"),
        ({**MASKS, "made": 3}, "classes must be 2 or more for masks, none for pictures"),
        ({**MASKS, "dice": -1.0}, "dice must be a finite number, 0 or more; got -1.0"),
        ({**MASKS, "adversarial": 0.1}, "adversarial must be 0 but for pictures made by a plain"),
        ({**MADE, "adversarial": 0.1, "network": "unet:resnet18"}, "0 but for pictures made"),
        ({**MASKS, "class_weights": (1.0,)}, "class_weights must be one above 0 for each class"),
        ({**MASKS, "class_weights": (1.0, 0.0)}, "class_weights must be one above 0 for each"),
        ({**MASKS, "boundary": "c"}, r"boundary must be one of \('a', 'b'\); got 'c'"),
        ({**MADE, "distance": "odd"}, "distance must be mae or mse; got 'odd'"),
        ({**MASKS, "network": "yolo"}, "network must be unet, or unet: and a network"),
        ({**MASKS, "network": "unet:"}, "network must be unet, or unet: and a network"),
        ({**MASKS, "network": "unet:resnet19"}, "did you mean resnet"),
        ({**MASKS, "up": "odd"}, "up must be transposed or resize for the way up; got 'odd'"),
        ({**MASKS, "augment": "mixup"}, "augment must be without mixup here"),
        ({**MADE, "augment": "erase"}, "augment must be without erase here"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        ImageToImageSettings(**given)
