import dataclasses

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.errors import SettingError
from netwright.recipe import mistakes_in
from netwright.tasks._augment_kinds import KINDS, Augmentation, augmentation_from, wide


@given(
    names=st.sets(st.sampled_from(sorted(set(KINDS) - {"flip", "shift", "mixup"}))),
    share=st.floats(0, 1),
    shuffled=st.randoms(),
)
def test_words_and_kinds_say_the_same_in_any_order(names, share, shuffled):
    words = []
    for name in names:
        kind = KINDS[name]
        strength = (kind.least + share * (kind.most - kind.least)) * (32 if kind.of_side else 1)
        strength = int(strength) if kind.whole else round(strength, 6)
        words.append(f"{name}:{strength:f}" if kind.most else name)
    shuffled.shuffle(words)
    text = "+".join(words) or "none"
    found = augmentation_from(text, side=32, channels=3)
    assert {name for name, _ in found.kinds} == names
    assert augmentation_from(str(found), side=32, channels=3) == found
    assert found.draws == sum(KINDS[name].columns for name in names)
    assert not mistakes_in({"augment": str(found)}), "the recipe takes what the task writes"


def test_every_kind_passes_the_recipe_and_has_a_usual_strength_within_its_range():
    for name, kind in KINDS.items():
        assert not mistakes_in({"augment": name})
        for side in (8, 28, 32, 224):
            strength = augmentation_from(name, side=side).strength(name)
            assert bool(strength) == bool(kind.most)
    assert augmentation_from("crop", side=32).strength("crop") == 4
    assert augmentation_from("warp", side=32).strength("warp") == 2


def test_every_kind_has_columns_of_its_own():
    found = augmentation_from("rotate+crop+flip+mixup:1", side=32)
    draws = torch.arange(found.draws).expand(3, -1)
    columns = [found.columns(name, draws)[0].tolist() for name, _ in found.kinds]
    assert [name for name, _ in found.kinds] == ["flip", "crop", "rotate", "mixup"]
    assert columns == [[0], [1, 2], [3], [4, 5]]
    assert (found.strength("rotate"), found.strength("warp")) == (15, 0)
    assert "rotate" in found
    assert "warp" not in found
    assert found.resamples
    assert not augmentation_from("crop+flip+erase", side=32).resamples


def test_columns_that_alternate_and_the_kind_that_mirrors():
    assert augmentation_from("crop+altflip+rotate", side=32).alternating == (0,)
    assert augmentation_from("flip+crop", side=32).alternating == ()
    for text, mirror in (("flip+shift", "flip"), ("altflip", "altflip"), ("crop", "")):
        assert augmentation_from(text, side=32).mirror == mirror


def test_alternating_columns_are_counted_over_all_columns_before_them(monkeypatch):
    monkeypatch.setitem(KINDS, "crop", dataclasses.replace(KINDS["crop"], alternates=True))
    assert Augmentation((("altflip", 0.0), ("crop", 4.0), ("rotate", 9.0))).alternating == (0, 1, 2)
    assert Augmentation((("flip", 0.0), ("crop", 4.0), ("rotate", 9.0))).alternating == (1, 2)


def test_none_is_no_kind():
    assert augmentation_from("none") == Augmentation()
    assert (augmentation_from("none").draws, str(Augmentation())) == (0, "none")


def test_without_a_side_pixels_are_not_checked():
    assert augmentation_from("crop:40").strength("crop") == 40
    with pytest.raises(SettingError, match="rotate:0 to rotate:180"):
        augmentation_from("rotate:181")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "spin",
            r"augment must be none, or some of flip, altflip, vflip, .* joined by \+; got 'spin'",
        ),
        ("flip+rotat", "did you mean rotate?"),
        ("flip+none", "joined by .; got 'none'"),
        ("", "augment must be none, or some of .*; got ''"),
        ("flip+crop:4+flip", "augment must be made of different kinds; got 'flip.crop:4.flip'"),
        ("flip:2", "augment must be flip without a strength; got 'flip:2'"),
        ("crop:", "augment must be crop and a number behind its colon; got 'crop:'"),
        ("rotate:x", "augment must be rotate and a number behind its colon; got 'rotate:x'"),
        ("crop:2.5", "augment must be crop by a whole number of pixels; got 'crop:2.5'"),
        ("crop:40", "augment must be crop:0 to crop:16 for pictures of 32 pixels; got 'crop:40'"),
        ("warp:3", "augment must be warp:0 to warp:2.67 for pictures of 32 pixels; got 'warp:3'"),
        ("multicrop:0", "augment must be multicrop:0.05 to multicrop:1; got 'multicrop:0'"),
        ("shear:nan", "augment must be shear:0 to shear:1; got 'shear:nan'"),
        ("shift+crop:4", "augment must be shift or crop, not both; got 'shift.crop:4'"),
        ("mixup+cutmix", "augment must be mixup or cutmix, not both"),
        ("altflip+crop+flip", "must be flip or altflip, not both; got 'altflip.crop.flip'"),
        ("altflip:1", "augment must be altflip without a strength; got 'altflip:1'"),
    ],
)
def test_words_that_cannot_work_are_an_error(text, words):
    with pytest.raises(SettingError, match=words):
        augmentation_from(text, side=32, channels=3)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.colour])
def test_grey_pictures_have_no_colour_to_change(name):
    with pytest.raises(SettingError, match=f"must be without {name} for grey pictures"):
        augmentation_from(name, channels=1)
    augmentation_from(name, channels=3)


def test_numbers_are_made_wide():
    assert wide(torch.rand(2, 2)).dtype == torch.float64
