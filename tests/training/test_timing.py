import dataclasses

import pytest
import torch

from clocks import Clock
from netwright.training import (
    Candidate,
    Feed,
    _timing,
    candidates_for,
    list_candidates,
    measure_plan,
    use_threads,
)
from netwright.training._plan import RESIDENT

CPU = torch.device("cpu")
ALL = list_candidates("cpu", pictures=True, cores=2, bf16=False)
FP32 = "fp32, contiguous, 2 threads"
LAST = "fp32, channels_last, 2 threads"
ONE = "fp32, contiguous, 1 threads"
LAST_ONE = "fp32, channels_last, 1 threads"


@pytest.fixture
def measure(make_image_task, make_pictures, make_settings):
    def run(clock, *, bound=20.0, candidates=ALL):
        return measure_plan(
            make_image_task(),
            make_pictures(),
            make_settings(),
            CPU,
            candidates,
            bound=lambda plain: bound,
            clock=clock,
        )

    return run


@pytest.mark.parametrize("winner", [FP32, LAST, ONE, LAST_ONE])
def test_each_candidate_wins_where_it_is_the_fastest(measure, monkeypatch, winner):
    clock = Clock(monkeypatch, {winner: 0.25})
    plan = measure(clock)
    assert plan.chosen.name == winner
    assert plan.step_seconds == 0.25
    assert {timed.name: timed.seconds for timed in plan.candidates} == {
        name: 0.25 if name == winner else 1.0 for name in (FP32, LAST, ONE, LAST_ONE)
    }
    assert clock.last == plan.chosen, "torch must be left with the threads of the chosen one"


def test_one_that_disagrees_is_refused_however_fast(measure, monkeypatch):
    plan = measure(Clock(monkeypatch, {LAST: 0.01}, losses={LAST: 1.1}))
    assert plan.chosen.name == FP32
    assert [timed.agrees for timed in plan.candidates] == [True, False, True, True]


def test_one_that_is_not_finite_is_refused(measure, monkeypatch):
    plan = measure(Clock(monkeypatch, {ONE: 0.01}, losses={ONE: "not finite"}))
    assert plan.chosen.name == FP32
    assert not plan.candidates[2].agrees


def test_the_hopeless_are_not_timed_again_and_the_others_in_rounds(measure, monkeypatch):
    clock = Clock(monkeypatch, {LAST: 3.0})
    measure(clock, bound=40.0)
    least = _timing.WARM + 1
    assert clock.steps.count(LAST) == least
    counts = {name: clock.steps.count(name) for name in (FP32, ONE, LAST_ONE)}
    assert len(set(counts.values())) == 1
    assert counts[FP32] > least
    assert clock.steps[4 * least :][:3] == [FP32, ONE, LAST_ONE]


def test_the_bound_is_kept(measure, monkeypatch):
    each = _timing.WARM + 1
    for bound, timed in ((0.0, [FP32]), (1.0, [FP32, LAST])):  # one is begun if there is any time
        clock = Clock(monkeypatch, {})
        plan = measure(clock, bound=bound)
        assert [candidate.name for candidate in plan.candidates] == timed
        assert plan.seconds == clock.now == each * len(timed)
    measure(clock := Clock(monkeypatch, {}), bound=30.0)
    assert each + 30.0 <= clock.now < each + 30.0 + 4


def test_plain_alone_where_it_was_asked_for(measure, monkeypatch):
    clock = Clock(monkeypatch, {LAST: 0.01})
    plan = measure(clock, candidates=ALL[:1])
    assert [timed.name for timed in plan.candidates] == [FP32]
    assert set(clock.steps) == {FP32}
    assert plan.step_seconds == 1.0


def test_with_the_real_clock_rows_are_timed_too(make_table_task, make_table, make_settings):
    rows, real = [], _timing.outputs

    def noted(*given, **more):
        rows.append(len(given[3]))
        return real(*given, **more)

    task, examples = make_table_task(), dataclasses.replace(make_table(), subset=3)
    given = (task, examples, make_settings(), CPU, candidates_for(task, CPU, cores=1)[:1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_timing, "outputs", noted)
        plan = measure_plan(*given, bound=lambda plain: 0.0)
    assert (plan.device, rows) == ("cpu", [3, 3])
    assert min(plan.step_seconds, plan.row_seconds) > 0


def test_timing_does_not_touch_the_examples(measure, monkeypatch, make_pictures):
    before = make_pictures()
    measure(Clock(monkeypatch, {}), bound=0.0)
    assert (make_pictures().arrays["picture"] == before.arrays["picture"]).all()


def test_threads_are_set_where_a_candidate_names_them():
    use_threads(Candidate(dtype="fp32", memory="contiguous", threads=2))
    assert torch.get_num_threads() == 2
    use_threads(Candidate(dtype="fp32", memory="contiguous", threads=0))
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize("bf16", [False, True])
def test_bf16_is_tried_where_the_machine_has_it(monkeypatch, make_table_task, bf16):
    monkeypatch.setattr(_timing, "has_bf16", lambda device: bf16)
    found = candidates_for(make_table_task(), CPU, cores=1)
    assert {c.dtype for c in found} == {"fp32"} | ({"bf16", RESIDENT} if bf16 else set())


@pytest.mark.parametrize(("changed", "wanted"), [({"thaw": 0.2}, "none"), ({}, "features")])
def test_what_will_thaw_is_timed_thawed(
    make_image_task, make_pictures, make_settings, monkeypatch, changed, wanted
):
    seen, init = [], _timing.Stepper.__init__

    def noted(stepper, task, settings, *args, **kwargs):
        seen.append(settings.freeze)
        init(stepper, task, settings, *args, **kwargs)

    monkeypatch.setattr(_timing.Stepper, "__init__", noted)
    settings = make_settings(freeze="features", **changed)
    one = list_candidates("cpu", pictures=False, cores=1, bf16=False)
    measure_plan(make_image_task(), make_pictures(), settings, CPU, one, bound=lambda plain: 0.0)
    assert set(seen) == {wanted}


REPLAY = "fp32, channels_last, 1 threads, replayed"
COMPILE = "fp32, channels_last, 2 threads, compiled"


def test_replayed_passes_are_tried_where_a_step_is_short(measure, monkeypatch):
    clock = Clock(monkeypatch, {REPLAY: 0.004}, default=0.01)
    plan = measure(clock, bound=1.0)
    assert plan.chosen.name == REPLAY
    assert plan.because == f"{REPLAY} takes 0.40 of plain fp32's time"
    clock = Clock(monkeypatch, {REPLAY: 0.004}, default=2 * _timing.REPLAYED)
    assert not any("replayed" in timed.name for timed in measure(clock, bound=1.0).candidates)


class Compiler:
    """``torch.compile`` without a compiler: what it was asked, and what comes of it."""

    def __init__(self, problem="", fails=False):
        self.problem, self.fails, self.asked = problem, fails, 0

    def __call__(self, network):
        self.asked += 1

        def forward(*inputs):
            if self.fails:
                raise RuntimeError("the C++ compiler said no")
            return network(*inputs)

        return forward


@pytest.fixture
def compiler(monkeypatch):
    def put(**changed):
        made = Compiler(**changed)
        monkeypatch.setattr(torch, "compile", made)
        monkeypatch.setattr(_timing, "find_compiler", lambda: made)
        return made

    return put


def test_compiled_passes_are_tried_where_the_training_is_long(measure, monkeypatch, compiler):
    found = compiler()
    clock = Clock(monkeypatch, {COMPILE: 0.5})
    assert measure(clock, bound=_timing.COMPILED).chosen.name == COMPILE
    assert found.asked == 1
    found = compiler()
    clock = Clock(monkeypatch, {COMPILE: 0.5})
    assert measure(clock, bound=_timing.COMPILED - 1).chosen.name == FP32
    assert found.asked == 0


def test_without_a_compiler_nothing_is_compiled(measure, monkeypatch, compiler):
    found = compiler(problem="g++ is not there")
    plan = measure(Clock(monkeypatch, {COMPILE: 0.5}), bound=100.0)
    assert plan.chosen.name == FP32
    assert found.asked == 0


def test_a_compiler_that_fails_is_never_chosen(measure, monkeypatch, compiler):
    compiler(fails=True)
    plan = measure(Clock(monkeypatch, {COMPILE: 0.5}), bound=100.0)
    assert plan.chosen.name == FP32
    assert {timed.name: timed.agrees for timed in plan.candidates}[COMPILE] is False


def test_other_failures_of_a_step_are_not_hidden(measure, monkeypatch):
    def fail(network, batch):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(_timing.Stepper, "_loss", fail)
    with pytest.raises(RuntimeError, match="out of memory"):
        measure(Clock(monkeypatch, {}))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:dynamo_pgo force disabled")  # of torch, in some orders of tests
def test_a_network_is_really_compiled(make_image_task, make_pictures, make_settings):
    if problem := _timing.find_compiler().problem:
        pytest.skip(f"no compiler that torch.compile can use: {problem}")
    task, settings = make_image_task(augment="shift"), make_settings()
    losses = []
    for way in ("plain", "compiled"):
        candidate = Candidate(dtype="fp32", memory="channels_last", threads=1, passes=way)
        feed = Feed(task, make_pictures(), batch_size=8, seed=0, device=CPU, channels_last=True)
        stepper = _timing.Stepper(task, settings, candidate, CPU, steps=12)
        losses.append([float(stepper.step(feed.batch(n), n)) for n in range(12)])
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


TABLE = list_candidates("cpu", pictures=False, cores=1, bf16=False)[:2]


@pytest.fixture
def measure_table(make_table_task, make_table, make_settings):
    def run(clock, *, bound=0.3, candidates=TABLE, **changed):
        task, settings = make_table_task(dropout=0.5), make_settings(batch_size=30, **changed)
        rows = make_table()
        return measure_plan(
            task, rows, settings, CPU, candidates, bound=lambda plain: bound, clock=clock
        )

    return run


CUT = ["fp32, contiguous, 1 threads, replayed, pieces of 8"]


def test_the_fastest_is_tried_in_pieces_where_its_activations_fill_the_cache(
    measure_table, monkeypatch
):
    monkeypatch.setattr(_timing, "CACHE", 1000)
    seconds = {TABLE[0].name: 0.01, TABLE[1].name: 0.005, CUT[0]: 0.001}
    plan = measure_table(Clock(monkeypatch, seconds))
    assert [timed.name for timed in plan.candidates] == [*(c.name for c in TABLE), *CUT]
    assert (plan.chosen.micro, plan.chosen.passes) == (8, "replayed")
    assert all(timed.agrees for timed in plan.candidates)
    assert plan.candidates[2].loss == pytest.approx(plan.candidates[0].loss, rel=1e-5)


@pytest.mark.parametrize("cache", [1000, 2**21])
def test_whole_batches_stay_whole_where_they_fit_or_time_is_over(measure_table, monkeypatch, cache):
    monkeypatch.setattr(_timing, "CACHE", cache)
    over = 0.0 if cache == 1000 else 0.3
    plan = measure_table(Clock(monkeypatch, {}, default=0.01), bound=over)
    assert not any("pieces" in timed.name for timed in plan.candidates)
    alone = measure_table(Clock(monkeypatch, {}, default=0.01), candidates=TABLE[:1])
    assert [timed.name for timed in alone.candidates] == [TABLE[0].name]


def test_where_nothing_is_finite_nothing_is_cut(measure_table, monkeypatch):
    monkeypatch.setattr(_timing, "CACHE", 1000)
    lost = {candidate.name: "not finite" for candidate in TABLE}
    plan = measure_table(Clock(monkeypatch, {}, default=0.01, losses=lost))
    assert plan.chosen == TABLE[0]
    assert not any("pieces" in timed.name for timed in plan.candidates)


def test_a_layer_that_takes_no_bf16_weights_is_no_error(measure_table, monkeypatch):
    loss = _timing.Stepper._loss

    def refuse(stepper, batch):
        if stepper._resident is not None:
            raise RuntimeError("mat1 and mat2 must have the same dtype")
        return loss(stepper, batch)

    monkeypatch.setattr(_timing.Stepper, "_loss", refuse)
    resident = Candidate(dtype=RESIDENT, memory="contiguous", threads=1)
    clock = Clock(monkeypatch, {resident.name: 0.001}, default=0.01)
    plan = measure_table(clock, candidates=[TABLE[0], resident])
    assert plan.chosen == TABLE[0]
    assert [timed.agrees for timed in plan.candidates] == [True, False]
