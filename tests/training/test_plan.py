import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.errors import DamageError, SettingError
from netwright.training import Candidate, choose, list_candidates, plan_from, planning_seconds
from netwright.training._plan import AGREEMENT, MARGIN, RESIDENT

WHERE = [
    ("cpu", True, 4),
    ("cpu", False, 4),
    ("cpu", True, 1),
    ("cuda", True, 4),
    ("mps", False, 4),
]
ALL = list_candidates("cpu", pictures=True, cores=4, bf16=True)


def timer(seconds, losses=None):
    def time(candidate):
        place = ALL.index(candidate)
        return seconds[place], (losses or [1.0] * len(ALL))[place]

    return time


@pytest.mark.parametrize(("device", "pictures", "cores"), WHERE)
@pytest.mark.parametrize("bf16", [False, True])
def test_candidates_are_every_way_once_and_plain_fp32_first(device, pictures, cores, bf16):
    found = list_candidates(device, pictures=pictures, cores=cores, bf16=bf16)
    first = found[0]
    assert (first.dtype, first.memory) == ("fp32", "contiguous")
    assert first.threads == (cores if device == "cpu" else 0)
    assert len({c.name for c in found}) == len(found)
    threads = 2 if device == "cpu" and cores > 1 else 1
    passes = 2 if device == "cpu" else 1
    compiled = 0 if device == "mps" else 1 + bf16
    resident = [c for c in found if c.dtype == RESIDENT]
    assert not resident or found[passes] == resident[0]  # may gain most
    assert len(resident) == (threads * passes if bf16 and device != "mps" else 0)
    assert {c.memory for c in resident} <= {"channels_last" if pictures else "contiguous"}
    others = threads * (1 + bf16) * (1 + pictures) * passes + compiled
    assert len(found) == others + len(resident)
    assert not any(c.micro for c in found)
    assert [c.passes for c in found].index("compiled") == len(found) - compiled if compiled else 1


def test_every_candidate_wins_where_it_is_the_fastest():
    for winner in range(len(ALL)):
        seconds = [1.0] * len(ALL)
        seconds[winner] = 0.5
        plan = choose(ALL, timer(seconds), device="cpu")
        assert plan.chosen == ALL[winner]
        assert plan.step_seconds == 0.5
        assert plan.because == (
            f"{ALL[winner].name} takes 0.50 of plain fp32's time"
            if winner
            else "no candidate was faster than plain fp32 and agreed with its loss"
        )
        assert [timed.name for timed in plan.candidates] == [c.name for c in ALL]


@pytest.mark.parametrize("winner", range(1, len(ALL)))
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_candidate_that_disagrees_is_refused_however_fast(winner, sign):
    seconds, losses = [1.0] * len(ALL), [2.0] * len(ALL)
    seconds[winner] = 1e-6
    gap = AGREEMENT[ALL[winner].dtype]
    losses[winner] = 2.0 * (1 + sign * gap * 1.01)
    refused = choose(ALL, timer(seconds, losses), device="cpu")
    assert refused.chosen == ALL[0]
    assert [timed.agrees for timed in refused.candidates].count(False) == 1
    losses[winner] = 2.0 * (1 + sign * gap * 0.99)
    assert choose(ALL, timer(seconds, losses), device="cpu").chosen == ALL[winner]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_never_agrees(loss):
    seconds, losses = [1.0] * len(ALL), [2.0] * len(ALL)
    seconds[3], losses[3] = 0.1, loss
    assert choose(ALL, timer(seconds, losses), device="cpu").chosen == ALL[0]
    assert choose(ALL, timer(seconds, [loss] * len(ALL)), device="cpu").chosen == ALL[0]


def test_a_gain_within_the_noise_of_timing_changes_nothing():
    seconds = [1.0] * len(ALL)
    seconds[1] = 1 - MARGIN * 0.9
    assert choose(ALL, timer(seconds), device="cpu").chosen == ALL[0]


@given(
    seconds=st.lists(st.floats(1e-6, 10), min_size=len(ALL), max_size=len(ALL)),
    losses=st.lists(st.floats(0, 3), min_size=len(ALL), max_size=len(ALL)),
)
def test_never_slower_than_plain_fp32_and_always_in_agreement(seconds, losses):
    plan = choose(ALL, timer(seconds, losses), device="cpu")
    place = ALL.index(plan.chosen)
    assert plan.step_seconds == seconds[place] <= seconds[0]
    assert plan.candidates[place].agrees
    agreeing = [s for s, timed in zip(seconds, plan.candidates, strict=True) if timed.agrees]
    assert plan.step_seconds <= max(min(agreeing), (1 - MARGIN) * seconds[0]) or place == 0


def test_no_candidate_is_an_error():
    with pytest.raises(SettingError, match=r"candidates must be 1 or more; got \[\]"):
        choose([], timer([]), device="cpu")


@pytest.fixture
def values():
    plan = choose(ALL, timer([1.0, 0.5] + [1.0] * (len(ALL) - 2)), device="cpu")
    return json.loads(json.dumps(plan.to_dict()))


def test_a_plan_survives_its_file(values):
    plan = plan_from(values)
    assert plan.chosen == ALL[1]
    assert plan.step_seconds == 0.5
    assert plan_from(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    ("where", "value", "words"),
    [
        (("device",), "tpu", r"plan\.json must name a device, a dtype and a layout; got 'tpu'"),
        (("chosen", "dtype"), "fp8", "must name a device, a dtype and a layout"),
        (("chosen", "dtype"), "os.system", "must name a device, a dtype and a layout"),
        (("chosen", "memory"), "upside down", "must name a device, a dtype and a layout"),
        (("chosen", "threads"), "4", r"must give a number of threads; got '4'"),
        (("chosen", "threads"), -1, "must give a number of threads; got -1"),
        (("chosen", "threads"), 10**9, "must give a number of threads"),
        (("chosen", "micro"), "8", r"must give the rows of a piece, or 0; got '8'"),
        (("chosen", "micro"), -8, "must give the rows of a piece, or 0; got -8"),
        (("chosen", "micro"), 2.5, "must give the rows of a piece, or 0"),
        (("step_seconds",), "fast", "must give seconds of a step and a row"),
        (("step_seconds",), math.nan, "must give seconds of a step and a row"),
        (("row_seconds",), -1.0, "must give seconds of a step and a row"),
        (("row_seconds",), None, "must give seconds of a step and a row"),
        (("chosen",), {"dtype": "fp32"}, "must hold a plan"),
        (("chosen",), [], "must hold a plan"),
        (("chosen", "dtype"), [], "must hold a plan"),
        (("chosen", "extra"), 1, "must hold a plan"),
        (("candidates",), 3, "must hold a plan"),
        (("candidates",), [{"name": "x"}], "must hold a plan"),
        (("extra",), 1, "must hold a plan"),
    ],
)
def test_a_damaged_plan_is_an_error(values, where, value, words):
    inner = values
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = value
    with pytest.raises(DamageError, match=words):
        plan_from(values)


def test_a_plan_older_than_pieces_is_read(values):
    del values["chosen"]["micro"]
    assert plan_from(values).chosen == ALL[1]


@pytest.mark.parametrize("name", ["chosen", "device", "candidates"])
def test_a_missing_value_is_an_error(values, name):
    del values[name]
    with pytest.raises(DamageError, match=r"other\.json must hold a plan"):
        plan_from(values, name="other.json")


@pytest.mark.parametrize("whole", [None, 3, [], "plan"])
def test_something_else_is_an_error(whole):
    with pytest.raises(DamageError, match="must hold a plan"):
        plan_from(whole)


def test_names():
    assert Candidate(dtype="bf16", memory="channels_last", threads=2).name == (
        "bf16, channels_last, 2 threads"
    )
    assert Candidate(dtype="fp32", memory="contiguous", threads=0).name == "fp32, contiguous"
    cut = Candidate(dtype=RESIDENT, memory="contiguous", threads=1, passes="replayed", micro=16)
    assert cut.name == "bf16-resident, contiguous, 1 threads, replayed, pieces of 16"


@pytest.mark.parametrize(
    ("training", "planning"), [(0.0, 0.0), (0.4, 0.2), (2.0, 1.0), (30.0, 1.0), (1000.0, 30.0)]
)
def test_planning_takes_a_small_part_of_a_training(training, planning):
    assert planning_seconds(training) == pytest.approx(planning)
