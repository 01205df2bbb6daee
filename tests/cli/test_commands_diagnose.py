def test_a_run_is_diagnosed_in_words(place, call):
    done = call("diagnose runs/digits --human 0.01 --seconds 1")
    assert done.code == 0
    assert done.err == "reading the run and its data\n"
    assert done.out.startswith("training  ")
    assert "\nstrategy  " in done.out
    assert call("diagnose runs/digits --seconds 1 --quiet").err == ""


def test_a_number_has_no_strategy(place, call):
    assert "strategy" not in call("diagnose runs/houses --seconds 1").out


def test_what_is_no_run_says_so(place, call):
    done = call("diagnose photos")
    assert done.code == 2
    assert "run must be a run folder" in done.err
