import numpy as np
import pytest
import torch

from netwright.errors import SettingError
from netwright.tasks import Target, loss_weights

COLOUR = Target(name="colour", kind="class", classes=("blue", "red"), shares=(0.75, 0.25))
PRICE = Target(name="price", kind="number", log=True, mean=2.0, std=0.5)
MARKS = Target(name="marks", kind="labels", classes=("a", "b"), shares=(0.5, 0.1))


def test_each_kind_has_its_array_and_its_width():
    assert [part.array for part in (COLOUR, PRICE, MARKS)] == [
        "label:colour", "target:price", "labels:marks",
    ]  # fmt: skip
    assert [part.width for part in (COLOUR, PRICE, MARKS)] == [2, 1, 2]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"classes": ("a", "a")}, "classes must be 2 or more different names for class; got"),
        ({"classes": ("a",), "shares": (0.5,)}, "classes must be 2 or more different names"),
        ({"kind": "number"}, r"classes must be empty; got \('blue'"),
        ({"kind": "labels", "classes": (), "shares": ()}, "must be 1 or more different names for"),
        ({"shares": (0.5,)}, "shares must be above 0 and below 1, one a class; got"),
        ({"shares": (0.0, 1.0)}, "shares must be above 0 and below 1, one a class; got"),
        ({"std": 0.0}, "std must be above 0; got 0.0"),
        ({"weight": -1.0}, "weight must be above 0; got -1.0"),
    ],
)
def test_what_cannot_work_is_an_error(changed, words):
    given = {"name": "x", "kind": "class", "classes": ("blue", "red"), "shares": (0.75, 0.25)}
    with pytest.raises(SettingError, match=words):
        Target(**{**given, **changed})


def test_numbers_are_standardised_and_missing_ones_stay_missing():
    found = PRICE.prepare(torch.tensor([np.e**3, np.nan], dtype=torch.float64))
    assert found.dtype == torch.float32
    assert found[0] == pytest.approx(2.0)
    assert found[1].isnan()
    assert COLOUR.prepare(found) is found


def test_members_are_averaged_as_probabilities_or_numbers():
    raw = torch.randn(4, 3, 2, dtype=torch.float64)
    shares = raw.softmax(dim=2).mean(dim=1)
    torch.testing.assert_close(COLOUR.combine(raw).softmax(dim=1), shares)
    torch.testing.assert_close(MARKS.combine(raw).sigmoid(), raw.sigmoid().mean(dim=1))
    torch.testing.assert_close(PRICE.combine(raw[:, :, :1]), raw[:, :, 0].mean(dim=1)[:, None])


def test_sure_members_are_averaged_without_overflow():
    found = MARKS.combine(torch.tensor([[[900.0, -900.0], [-900.0, -900.0]]]))
    assert found.tolist() == [[pytest.approx(0.0), pytest.approx(-900.0)]]


def test_what_ignores_the_input_says_the_shares_and_the_mean():
    np.testing.assert_allclose(np.exp(COLOUR.ignoring()), COLOUR.shares)
    np.testing.assert_allclose(1 / (1 + np.exp(-MARKS.ignoring())), MARKS.shares)
    assert PRICE.answers(PRICE.ignoring()[None]) == [{"value": pytest.approx(np.e**2)}]


@pytest.mark.parametrize(
    ("part", "stored", "right"),
    [
        (COLOUR, np.array([1, -1]), np.array([[-9.0, 9.0], [0.0, 0.0]])),
        (PRICE, np.array([np.e**2.5, np.nan]), np.array([[1.0], [0.0]])),
        (MARKS, np.array([[1, 0], [255, 255]], np.uint8), np.array([[9.0, -9.0], [0.0, 0.0]])),
    ],
)
def test_losses_measures_and_truth_pass_over_what_is_missing(part, stored, right):
    for found in (part.losses(right, stored), part.wrongness(right, stored)):
        assert found[0] == pytest.approx(0.0, abs=1e-3)
        assert np.isnan(found[1])
    assert part.known(stored).tolist() == [True, False]
    assert part.measures(right, stored)
    assert part.measures(right[1:], stored[1:]) == {}
    assert part.truth(stored, 1) is None
    wanted = {"colour": "red", "price": pytest.approx(np.e**2.5), "marks": "a"}
    assert part.truth(stored, 0) == wanted[part.name]


def test_answers_are_those_of_the_single_tasks():
    assert COLOUR.answers(np.log([[0.2, 0.8]])) == [
        {"label": "red", "probability": pytest.approx(0.8)}
    ]
    assert MARKS.answers(np.array([[2.0, -1.0], [-1.0, -1.0]])) == [
        {"labels": ["a"], "probabilities": [pytest.approx(1 / (1 + np.exp(-2)))]},
        {"labels": [], "probabilities": []},
    ]
    assert np.isfinite(PRICE.answers(np.array([[1e30]]))[0]["value"])


def test_wrong_labels_and_numbers_are_weighed_without_a_unit():
    stored = np.array([1.0, 3.0])
    plain = Target(name="n", kind="number", mean=0.0, std=1.0)
    found = plain.wrongness(np.array([[1.0], [5.0]]), stored)
    np.testing.assert_allclose(found, [0.0, 4.0])  # 2 off, where the deviation is 1
    tags = np.array([[1, 1]], np.uint8)
    np.testing.assert_allclose(MARKS.wrongness(np.array([[1.0, -1.0]]), tags), [0.5])


def test_weights_are_read_by_name():
    assert loss_weights("", ["a", "b"]) == (1.0, 1.0)
    assert loss_weights(" b = 0.5 ; a=2;", ["a", "b"]) == (2.0, 0.5)
    assert loss_weights("x=y=3", ["x=y"]) == (3.0,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prise=2", r"loss_weights must be of price, colour; got 'prise=2'\ndid you mean price\?"),
        ("zz", "loss_weights must be of price, colour; got 'zz'"),
        ("price=0", "loss_weights must be numbers above 0, as in price=0.5;colour=1; got '0'"),
        ("price=much", "loss_weights must be numbers above 0, as in .*; got 'much'"),
        ("price=nan", "loss_weights must be numbers above 0"),
    ],
)
def test_weights_that_cannot_work_are_an_error(text, words):
    with pytest.raises(SettingError, match=words):
        loss_weights(text, ["price", "colour"])
