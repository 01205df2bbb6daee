from netwright.actions._patience import TO_THE_END


def test_the_training_goes_on_to_its_end(change):
    assert change(TO_THE_END, patience=2) == {"patience": 0}
    assert change(TO_THE_END) == {}
