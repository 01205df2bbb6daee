from netwright.actions import Known, Remedy
from netwright.recipe import resolve

WIDE = Remedy(
    name="wide",
    causes=("AVOIDABLE_BIAS",),
    sets=("width", "members"),
    expect="more",
    cost="time",
    change=lambda settings, known: {"width": 2.0, "members": settings.members},
)


def test_only_what_differs_is_set_and_it_is_the_coach_who_sets_it():
    recipe = resolve(user={"seed": 3, "width": 1.0})
    after = WIDE.apply(recipe, Known())
    assert (after.settings.width, after.settings.seed) == (2.0, 3)
    assert after.origin("width") == "coach"
    assert after.origin("members") == "default"
    assert after.origin("seed") == "user"


def test_where_nothing_differs_it_is_the_same_recipe():
    recipe = resolve(user={"width": 2.0})
    assert WIDE.apply(recipe, Known()) is recipe
