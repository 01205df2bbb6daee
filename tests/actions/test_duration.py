from netwright.actions._duration import LONGER, SHORTER, USUAL_EPOCHS


def test_longer_as_usual_and_shorter(change):
    assert change(LONGER, epochs=2.0) == {"epochs": 6.0}
    assert change(USUAL_EPOCHS, epochs=2.0) == {"epochs": 20.0}
    assert change(SHORTER, epochs=5.0) == {"epochs": 2.5}


def test_there_are_bounds(change):
    assert change(LONGER, epochs=400.0) == {}
    assert change(USUAL_EPOCHS, epochs=30.0) == {}
    assert change(SHORTER, epochs=1.5) == {}


def test_minutes_are_kept(change):
    for remedy in (LONGER, USUAL_EPOCHS, SHORTER):
        assert change(remedy, minutes=1.0, epochs=4.0) == {}
