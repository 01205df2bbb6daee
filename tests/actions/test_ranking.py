import pytest

from netwright.actions import REMEDIES, Causes, advised, ranked, relative_time
from netwright.recipe import Settings, resolve


def _names(known, causes, **settings):
    return [r.name for r in ranked(REMEDIES, resolve(user=settings), known(), causes)]


def test_remedies_for_the_cause_come_first_then_for_what_follows_then_for_errors(known):
    causes = Causes(first="LR_HIGH", others=("DEAD_RELU",), strategy=("VARIANCE",))
    by_name = {remedy.name: remedy for remedy in REMEDIES}
    order = [by_name[name] for name in _names(known, causes, learning_rate=1.0)]
    places = [advised(remedy, causes) for remedy in order]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2, 3}
    assert "learning rate / 10" in [remedy.name for remedy in order[: places.count(0)]]
    assert advised(by_name["back to the settings netwright would choose"], causes) == 0
    assert len(order) == len(REMEDIES)


def test_what_follows_from_the_cause_counts_less_than_the_cause(known):
    names = _names(known, Causes(first="DROPOUT_HIGH", others=("LR_LOW",)), dropout=0.9)
    assert names[0] == "less dropout"
    assert names.index("learning rate x 10") < names.index("learning rate / 10")


def test_of_equal_ones_the_cheapest_comes_first(known):
    names = _names(known, Causes(strategy=("VARIANCE",)), epochs=2.0)
    assert names[0] == "back to the settings netwright would choose"
    assert names.index("more dropout") < names.index("four members that vote")
    names = _names(known, Causes(first="UNDERTRAIN"), epochs=2.0, batch_size=64)
    assert names.index("three times the epochs") < names.index("as many epochs as usual")


@pytest.mark.parametrize(
    ("before", "after", "factor"),
    [
        ({}, {"epochs": 30.0}, 3.0),
        ({}, {"members": 4}, 4.0),
        ({"width": 2.0}, {"width": 1.0}, 0.5),
        ({"batch_size": 256}, {"batch_size": 64}, 2.0),
        ({"batch_size": 64}, {"batch_size": 256}, 1.0),
        ({"minutes": 1.0}, {"minutes": 1.0, "members": 4}, 1.0),
    ],
)
def test_time_is_guessed_from_settings(before, after, factor):
    assert relative_time(Settings(**before), Settings(**after)) == pytest.approx(factor)
