import pytest

from bars import bar
from netwright.api import predict_inputs, predict_run
from netwright.errors import SettingError


def test_answers_that_do_not_lie_in_pictures_are_not_drawn(bars_run, runs, data, tmp_path):
    for run in (runs.photos, runs.people, bars_run):
        with pytest.raises(SettingError, match="whose answers do not lie in a picture; got"):
            predict_run(run.path, run.model, [data / "photos"], draw=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_people_are_compared_and_all_else_is_answered_by_the_model_alone(bars_run, runs, data):
    done = predict_run(bars_run.path, bars_run.model, (bar(1, 7), bar(2, 8)))
    assert set(done.answers[0]) == {"inputs", "same", "probability", "score", "threshold"}
    assert bars_run.predict(bar(1, 7), bar(2, 8)) == done.answers
    photos = [data / "photos" / "dark"]
    found = predict_run(runs.photos.path, runs.photos.model, photos)
    assert found == predict_inputs(runs.photos.model, photos)
