from netwright.data._wording import counted, listed


def test_counts_and_lists():
    assert [counted(count, "row") for count in (0, 1, 2_000)] == ["0 rows", "1 row", "2,000 rows"]
    assert listed(["a", "b"], most=2) == "'a', 'b'"
    assert listed("abc", most=2) == "'a', 'b', ..."
    assert listed([]) == ""
