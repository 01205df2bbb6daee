def test_a_run_is_diagnosed_in_words(place, call):
    done = call("diagnose runs/digits --human 0.01 --seconds 1")
    assert done.code == 0
    assert done.err == "reading runs/digits\n"
    assert done.out.startswith("training  ")
    assert "\nstrategy  " in done.out
    assert call("diagnose runs/digits --seconds 1 --quiet").err == ""


def test_a_number_has_no_strategy(place, call):
    assert "strategy" not in call("diagnose runs/houses --seconds 1").out


def test_an_unfinished_run_says_so_first(copied, call):
    run = copied("digits")
    (run / "manifest.json").unlink()
    done = call(f"diagnose {run} --seconds 1")
    assert done.code == 0
    assert done.out.startswith("not finished: judged by the checkpoint of step ")


def test_data_are_diagnosed_before_training(place, call):
    done = call("diagnose people.csv --target label")
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("data    ")
    assert [line[:10] for line in done.out.splitlines()[1:3]] == ["  because ", "  next    "]


def test_what_does_not_go_together_says_so(place, call):
    done = call("diagnose runs/digits --target label")
    assert done.code == 2
    assert "target must be left out: a run knows its data" in done.err
    done = call("diagnose runs")
    assert done.code == 2
    assert "run must be a run folder" in done.err
    assert call("diagnose nowhere").code == 65
