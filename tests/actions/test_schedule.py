from netwright.actions._schedule import ONE_CYCLE


def test_one_cycle_comes_with_its_usual_warm_up(change):
    assert change(ONE_CYCLE, schedule="constant") == {"schedule": "one-cycle", "warmup": 0.25}


def test_one_cycle_stays(change):
    assert change(ONE_CYCLE, schedule="one-cycle", warmup=0.1) == {}
