import numpy as np

import netwright as nw
from netwright.api._content import SHOWN, report_content
from netwright.api._score import score


def _content(run, data, **settings):
    settings |= {"plan": "fp32", "model": run.recipe.settings.model}
    settings |= {name: getattr(run.recipe.settings, name) for name in ("width", "members")}
    prepared = nw.inspect(data, **settings).prepared
    scored = score(prepared, run.model.network.state_dict())
    about = run.model.about
    return report_content(run.path, prepared, scored, about, {"train": 1.0}), prepared


def test_pictures_are_shown_worst_and_most_doubtful_first(runs, data):
    content, prepared = _content(runs.photos, data / "photos")
    assert content.title == runs.photos.path.name
    assert (content.goal.measure, content.goal.split) == ("accuracy", "test")
    assert content.confusion.sum() == len(prepared.examples.rows("test"))
    losses = [shown.loss for shown in content.worst]
    assert losses == sorted(losses, reverse=True)
    names = {prepared.examples.names[row] for row in prepared.examples.rows("val")}
    assert {shown.name for shown in (*content.worst, *content.doubtful)} <= names
    assert len(content.worst) <= SHOWN
    assert content.worst[0].picture.shape == (10, 10, 3)
    assert content.worst[0].truth in content.classes
    assert sum(layer.parameters for layer in content.network) == content.parameters


def test_rows_are_shown_with_their_cells(runs, data):
    content, _ = _content(runs.people, data / "people.csv", target="label")
    assert set(content.worst[0].fields) == {"age", "hours", "town", "label"}
    assert content.worst[0].truth == content.worst[0].fields["label"]
    assert {row["class"] for row in content.per_class} == {"no", "yes"}


def test_a_regression_shows_what_is_left_over(runs, data):
    content, prepared = _content(runs.houses, data / "houses.csv", target="price")
    truth, answers = content.residuals
    np.testing.assert_array_equal(truth, prepared.examples.arrays["target"][_val(prepared)])
    assert len(answers) == len(truth)
    assert content.classes == ()
    assert content.confusion is None


def _val(prepared):
    return prepared.examples.rows("val")
