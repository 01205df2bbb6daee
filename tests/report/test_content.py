import numpy as np
import pytest

from netwright.errors import SettingError
from netwright.report import ExampleShown


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4)), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4), np.uint8)],
)
def test_pictures_of_another_kind_are_refused(picture):
    with pytest.raises(SettingError, match=r"picture must be uint8 \(h, w\) or \(h, w, 3\); got"):
        ExampleShown(name="a", truth="b", answer="c", picture=picture)


def test_a_confusion_table_must_fit_the_classes(small):
    with pytest.raises(
        SettingError, match=r"of shape \(2, 2\), a row for each class; got \(3, 3\)"
    ):
        small(classes=("a", "b"), confusion=np.zeros((3, 3), np.int64))


def test_residuals_must_be_as_many_as_truths(small):
    with pytest.raises(SettingError, match="residuals must be two arrays of one length"):
        small(residuals=(np.zeros(3), np.zeros(2)))


def test_what_is_not_there_is_none(small):
    content = small()
    assert content.goal_score().value == 0.98333
    assert content.goal_trivial() is None
    assert content.rows_in("test") is None
