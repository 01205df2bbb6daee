import dataclasses

import pytest

import netwright as nw
from netwright.api._prepared import Asked, data_name, open_asked
from netwright.errors import DataError, SettingError
from netwright.recipe import resolve
from styled import photos_folder


def test_a_run_is_called_after_its_data(tmp_path):
    (tmp_path / "My.Photos").mkdir()
    assert data_name(str(tmp_path / "My.Photos")) == "my-photos"
    assert data_name("a/b/Price List (2).csv") == "price-list-2"
    assert data_name("\u00fc\u00df.csv") == "data"
    assert len(data_name("x" * 200)) == 40


def test_what_was_asked_for_is_opened(data):
    user = {"target": "label"}
    source = open_asked(Asked(data=str(data / "people.csv"), test=None, user=user))
    assert (source.kind, source.target, source.count) == ("table", "label", 120)


def test_a_fixed_recipe_says_how_it_was_opened_before(data):
    fixed = resolve(user={"target": "town"})
    asked = Asked(data=str(data / "people.csv"), test=None, user={"target": "label"}, fixed=fixed)
    assert open_asked(asked).target == "town"


def test_what_is_not_there_is_refused(data):
    with pytest.raises(DataError, match="must be a path or the name of a data set"):
        open_asked(Asked(data=str(data / "nowhere"), test=None, user={}))
    with pytest.raises(SettingError, match="target must be the name of a column"):
        open_asked(Asked(data=str(data / "people.csv"), test=None, user={"target": "x"}))


def test_the_whole_network_is_trained_for_what_the_loop_is_given_unless_that_is_a_layer(styles):
    folder = photos_folder(styles.folder / "whole", 6)
    given = {"task": "style", "style": str(styles.style), "features": str(styles.run), "side": 32}
    prepared = nw.inspect(folder, **given).prepared
    assert prepared.whole is prepared.start.task
    alone = dataclasses.replace(prepared.start, layer="output")
    assert dataclasses.replace(prepared, start=alone).whole is prepared.task
    assert dataclasses.replace(prepared, start=None).whole is prepared.task
