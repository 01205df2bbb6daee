from netwright.actions._optimiser import ADAMW, MUON


def test_an_optimiser_comes_with_its_rate(change):
    found = change(ADAMW, optimiser="sgd", learning_rate=1.0, momentum=0.9, weight_decay=0.1)
    assert found == {
        "optimiser": "adamw",
        "learning_rate": 1e-2,
        "momentum": 0.7,
        "weight_decay": 0.0,
    }
    assert change(MUON, momentum=0.7) == {"optimiser": "muon", "learning_rate": 0.1}


def test_an_optimiser_that_is_there_keeps_the_rate_it_has(change):
    assert change(ADAMW, learning_rate=1.0) == {}
    assert change(MUON, optimiser="muon", learning_rate=1.0) == {}


def test_without_known_rates_nothing_is_changed(change):
    assert change(MUON, data={"optimisers": {"muon": {}}}) == {}
