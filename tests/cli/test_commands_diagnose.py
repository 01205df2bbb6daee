def test_a_run_is_diagnosed_in_words(place, call):
    done = call("diagnose runs/digits --human 0.01 --seconds 1")
    assert done.code == 0
    assert done.err == "reading runs/digits\n"
    assert done.out.startswith("verdict ")
    for head in ("training  ", "strategy  ", "errors    "):
        assert f"\n{head}" in done.out
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


def test_the_errors_go_out_as_a_sheet_and_come_back_with_tags(place, call, tmp_path):
    sheet = tmp_path / "errors.csv"
    done = call(f"diagnose runs/digits --seconds 1 --sheet {sheet}")
    assert done.code == 0
    assert f"netwright diagnose runs/digits --tags {sheet}" in done.out
    assert sheet.read_text().startswith("example,truth,answer,confidence,label_wrong,tags,note")
    again = call(f"diagnose runs/digits --seconds 1 --sheet {sheet}")
    assert again.code == 2
    assert "sheet must be a file that is not there yet" in again.err
    tagged = call(f"diagnose runs/digits --seconds 1 --tags {sheet}")
    assert tagged.code == 0
    assert "  tags    " in tagged.out


def test_a_run_is_compared_and_trained_for_on_request(place, call):
    line = "diagnose runs/people --seconds 1 --against runs/people --minutes 3"
    done = call(line)
    assert done.code == 0
    assert "  against " in done.out
    assert "trainings on " in done.out
    assert "\ntraining on " in done.err
    assert call("diagnose runs/houses --minutes 1").code == 2
