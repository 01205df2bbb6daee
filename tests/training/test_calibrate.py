from dataclasses import replace

import pytest
import torch

from calibrations import made_machine
from netwright.training import _calibrate, calibrate
from netwright.training._probes import Probe, Work, probes


class Clock:
    """Seconds that pass only in the work of a probe."""

    def __init__(self):
        self.now, self.calls = 0.0, []

    def __call__(self):
        return self.now

    def probe(self, name, seconds, *, sizes=(1,), share=None, **changed):
        """A probe whose call of size 1 takes ``seconds`` with one thread."""

        def make(size):
            def call():
                threads = torch.get_num_threads()
                self.calls.append((name, size, threads))
                self.now += seconds * size / (threads if share is None else share)

            return Work(call=call, amount=1e9 * size)

        return Probe(name=name, unit="GFLOP/s", sizes=sizes, make=make, **changed)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def _no_compiler(monkeypatch):
    monkeypatch.setattr(_calibrate, "look_at_machine", made_machine)


def test_rates_are_work_by_time_with_all_threads_and_with_one(clock):
    found = calibrate(cores=2, wanted=[clock.probe("a", 0.05)], clock=clock)
    assert [(r.name, r.threads) for r in found.rates] == [("a", 2), ("a", 1)]
    assert [r.median for r in found.rates] == pytest.approx([40, 20])
    assert found.rate("a") == pytest.approx(40)
    assert found.rate("a", threads=1) == pytest.approx(20)
    assert found.rate("b") is None
    assert (found.cores, found.seconds) == (2, clock.now)
    assert all(r.rounds == _calibrate.MOST and not r.problem for r in found.rates)


@pytest.mark.parametrize("alone", [True, False])
def test_one_core_is_timed_once(clock, alone):
    probe = clock.probe("a", 0.05, alone=alone)
    assert [r.threads for r in calibrate(cores=1, wanted=[probe], clock=clock).rates] == [1]
    assert {threads for _, _, threads in clock.calls} == {1}
    rates = calibrate(cores=2, wanted=[probe], clock=clock).rates
    assert [r.threads for r in rates] == ([2, 1] if alone else [2])


def test_a_probe_grows_until_a_call_takes_long_enough(clock):
    sizes = (1, 2, 4, 8, 16)
    calibrate(cores=1, wanted=[clock.probe("a", 0.003, sizes=sizes)], clock=clock)
    assert {size for _, size, _ in clock.calls} == {1, 2, 4}
    clock.calls.clear()
    calibrate(cores=1, wanted=[clock.probe("a", 1e-6, sizes=sizes)], clock=clock)
    assert clock.calls[-1][1] == 16  # never enough: the last


def test_what_is_very_slow_is_called_as_rarely_as_can_be(clock):
    slow = clock.probe("slow", 2.0, sizes=(1, 2, 4))
    calibrate(cores=1, wanted=[slow], clock=clock)
    assert clock.calls == [("slow", 1, 1)] * (1 + _calibrate.FEWEST)


def test_rounds_end_with_the_time_but_not_before_there_are_enough(clock):
    wanted = [clock.probe("a", 0.2), clock.probe("b", 0.2)]
    found = calibrate(cores=1, wanted=wanted, clock=clock)
    rounds = {r.rounds for r in found.rates}
    assert len(rounds) == 1
    assert _calibrate.FEWEST <= rounds.pop() < _calibrate.MOST
    assert found.seconds < _calibrate.BOUND + 0.5


def test_rounds_alternate_between_the_probes(clock):
    wanted = [clock.probe("a", 0.05), clock.probe("b", 0.05)]
    calibrate(cores=2, wanted=wanted, clock=clock)
    last = [(name, threads) for name, _, threads in clock.calls[-4:]]
    assert last == [("a", 2), ("b", 2), ("a", 1), ("b", 1)]


def test_median_and_range_are_of_the_rounds(clock):
    takes = iter([0.1] * 3 + [0.1, 0.2, 0.4, 0.1, 0.2, 0.2, 0.5])  # sizes first, then rounds

    def call():
        clock.now += next(takes)

    work = Work(call=call, amount=1e9)
    probe = Probe(name="a", unit="GFLOP/s", sizes=(1,), make=lambda _: work)
    (rate,) = calibrate(cores=1, wanted=[probe], clock=clock).rates
    assert (rate.low, rate.median, rate.high) == pytest.approx((2, 5, 10))


@pytest.mark.parametrize("where", ["make", "call"])
def test_what_torch_cannot_do_here_is_an_answer(clock, where):
    def fail(*_):
        raise RuntimeError("addmm_impl not implemented for 'Half'\nand a trace")

    make = fail if where == "make" else lambda _: Work(call=fail, amount=1)
    broken = Probe(name="broken", unit="GOP/s", sizes=(1,), make=make)
    found = calibrate(cores=2, wanted=[broken, clock.probe("a", 0.05)], clock=clock)
    for rate in found.rates[:2]:
        assert (rate.median, rate.low, rate.high, rate.rounds) == (None, None, None, 0)
        assert rate.problem == "addmm_impl not implemented for 'Half'"
    assert found.rate("broken") is None
    assert found.rate("a") == pytest.approx(40)


def test_an_error_without_words_is_named_too(clock):
    def fail(_):
        raise NotImplementedError

    (rate,) = calibrate(
        cores=1, wanted=[Probe(name="a", unit="GOP/s", sizes=(1,), make=fail)], clock=clock
    ).rates
    assert rate.problem == "NotImplementedError"


def test_torch_has_its_threads_back_afterwards(clock):
    def stop(_):
        raise KeyboardInterrupt

    torch.set_num_threads(1)
    calibrate(cores=2, wanted=[clock.probe("a", 0.05)], clock=clock)
    assert torch.get_num_threads() == 1
    torch.set_num_threads(2)
    with pytest.raises(KeyboardInterrupt):
        calibrate(cores=1, wanted=[Probe(name="a", unit="", sizes=(1,), make=stop)], clock=clock)
    assert torch.get_num_threads() == 2


def test_the_real_probes_give_figures_or_reasons(monkeypatch):
    monkeypatch.setattr(_calibrate, "FEWEST", 1)
    monkeypatch.setattr(_calibrate, "MOST", 1)
    small = [replace(p, sizes=(2**16,) if p.name == "copy" else p.sizes[:1]) for p in probes()]
    found = calibrate(cores=1, wanted=small)
    assert len(found.rates) == len(small)
    for rate in found.rates:
        assert bool(rate.problem) == (rate.median is None)
        assert rate.median is None or 0 < rate.low <= rate.median <= rate.high
    assert found.rate("matrix fp32")
    assert found.rate("copy")


def test_where_the_system_tells_no_load_there_is_none(clock, monkeypatch):
    wanted = [clock.probe("a", 0.05)]
    monkeypatch.setattr(_calibrate.os, "getloadavg", lambda: (1.5, 9, 9), raising=False)
    assert calibrate(cores=1, wanted=wanted, clock=clock).load == 1.5
    monkeypatch.delattr(_calibrate.os, "getloadavg")
    assert calibrate(cores=1, wanted=wanted, clock=clock).load is None
