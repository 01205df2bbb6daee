from netwright.report import GoalShown
from netwright.report._limits import limits


def test_only_what_the_numbers_say(small):
    assert limits(small()) == [
        "The scores hold for data like those above. How it does on others was not measured."
    ]


def test_counts_notes_and_few_examples(full):
    said = limits(full())
    assert "Classes measured on fewer than 30 examples: c0, c1, c2." in said
    assert "Quarantined examples: 2." in said
    assert "Duplicate examples: 1." in said
    assert "All pictures are grey." in said


def test_missing_classes_are_named_for_each_split(full):
    classes = {f"c{i}": {"train": 5, "val": 0} for i in range(10)}
    said = " ".join(limits(full(data={"classes": classes})))
    assert (
        "Classes without validation examples (10): c0, c1, c2, c3, c4, c5, c6, c7 and 2 more."
        in said
    )
    assert "without train" not in said


def test_a_goal_on_data_that_chose_the_weights_is_said_to_be_hopeful(small):
    said = limits(small(goal=GoalShown(measure="accuracy", best="max", split="val")))
    assert "on new data expect less" in said[1]
