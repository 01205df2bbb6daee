from netwright.actions._smoothing import NO_SMOOTHING, SMOOTHING


def test_on_and_off(change):
    assert change(SMOOTHING) == {"smoothing": 0.1}
    assert change(SMOOTHING, smoothing=0.4) == {}
    assert change(NO_SMOOTHING, smoothing=0.4) == {"smoothing": 0.0}


def test_numbers_have_no_labels_to_smooth(change):
    assert change(SMOOTHING, data={"classes": False}) == {}
    assert change(NO_SMOOTHING, data={"classes": False}, smoothing=0.4) == {}
