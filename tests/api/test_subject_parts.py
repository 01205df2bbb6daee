from netwright.api._diagnose_reached import reached
from netwright.api._score import score
from netwright.api._subject_parts import subject_parts


def parts_of(run):
    found = reached(run.path)
    return subject_parts(found.prepared, score(found.prepared, found.weights))


def test_people_have_sections_of_their_own_and_classes_have_none(bars_run, runs):
    assert [part.title for part in parts_of(bars_run)] == ["Pairs told apart", "Hardest pairs"]
    assert parts_of(runs.photos) == []
