from netwright.actions._activation import OWN_ACTIVATION, RELU


def test_the_own_activation_comes_back(change):
    assert change(OWN_ACTIVATION, activation="sigmoid") == {"activation": ""}
    assert change(OWN_ACTIVATION) == {}


def test_relu_takes_the_place_of_one_that_was_asked_for(change):
    assert change(RELU, activation="sigmoid") == {"activation": "relu"}
    assert change(RELU) == {}
