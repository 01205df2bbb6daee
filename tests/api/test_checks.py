import pytest

import netwright as nw
from netwright.api._checks import check_user_settings
from netwright.errors import RecipeError


def test_settings_that_can_work_pass():
    check_user_settings({"epochs": 3, "model": "auto", "task": "", "dropout": 0.1})


def test_every_mistake_is_named_at_once_before_anything_is_read():
    with pytest.raises(RecipeError) as caught:
        nw.train("no such data", epochs=0, modl="mlp", model="mpl", task="table", dropout=1)
    assert caught.value.mistakes == (
        "dropout must be a share, from 0 up to, not at, 1; got 1",
        "epochs must be a number above 0; got 0",
        "model must be one of the 24 of: netwright models; got 'mpl' (did you mean mlp?)",
        "modl must be a setting; got 'modl' (did you mean model?)",
        "task must be one of image-classification, table-classification, table-regression; "
        "got 'table' (did you mean table-regression?)",
    )


def test_epochs_and_minutes_exclude_each_other():
    with pytest.raises(RecipeError, match="epochs must be left out where minutes are given"):
        check_user_settings({"epochs": 1, "minutes": 1})
