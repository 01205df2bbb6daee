from netwright.actions._inferred import AS_INFERRED


def test_what_was_set_otherwise_is_as_netwright_would_choose(change):
    inferred = {"learning_rate": 0.01, "dropout": 0.0, "epochs": 20.0, "seed": 5, "model": "mlp"}
    wrong = {"learning_rate": 1.0, "dropout": 0.9, "epochs": 1.0, "seed": 1}
    found = change(AS_INFERRED, data={"inferred": inferred}, **wrong)
    assert found == {"learning_rate": 0.01, "dropout": 0.0}


def test_nothing_is_known_nothing_is_changed(change):
    assert change(AS_INFERRED, data={"inferred": {}}, dropout=0.9) == {}
