from netwright.actions._batch_size import USUAL_BATCH


def test_the_usual_size_comes_back(change):
    assert change(USUAL_BATCH, batch_size=4096) == {"batch_size": 64}
    assert change(USUAL_BATCH, batch_size=64) == {}
    assert change(USUAL_BATCH, data={"inferred": {}}, batch_size=4096) == {}
