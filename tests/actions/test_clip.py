from netwright.actions._clip import CLIP, NO_CLIP


def test_clipping_begins_or_becomes_closer_but_never_looser(change):
    assert change(CLIP) == {"clip": 1.0}
    assert change(CLIP, clip=100.0) == {"clip": 1.0}
    assert change(CLIP, clip=0.1) == {}


def test_clipping_ends(change):
    assert change(NO_CLIP, clip=1e-4) == {"clip": 0.0}
    assert change(NO_CLIP) == {}
