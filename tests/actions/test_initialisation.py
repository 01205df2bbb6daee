from netwright.actions._initialisation import OWN_START


def test_the_own_start_comes_back(change):
    assert change(OWN_START, init="zero") == {"init": ""}
    assert change(OWN_START) == {}
