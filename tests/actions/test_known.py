from netwright.actions import Known


def test_a_usual_number_is_the_inferred_one_or_the_other():
    known = Known(inferred={"width": 0.5, "batch_size": 64, "init": "he"})
    assert known.usual("width", 1.0) == 0.5
    assert known.usual("batch_size", 1.0) == 64.0
    assert known.usual("init", 3.0) == 3.0
    assert known.usual("dropout", 0.0) == 0.0
