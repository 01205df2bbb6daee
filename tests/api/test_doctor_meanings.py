import pytest

from calibrations import MADE, made_calibration, made_machine
from netwright.api._doctor_meanings import meanings
from netwright.training._machine import Compiler


def said(figures=None, **changed):
    return dict(meanings(made_calibration(figures, **changed)))


def test_a_fast_machine_gets_a_line_for_each_thing():
    assert said() == {
        "cores": "2 threads multiply matrices 1.92 times as fast as one: cores of their own",
        "fp32": "a network of 10 million multiply-adds trains on 1,700 examples a second at most",
        "bf16": "speed, fp32 being 1: 4 in matrix products, 2 in convolutions; plans try it, and "
        "use it if the loss agrees",
        "int8": "speed, fp32 being 1: 20; no training here uses it",
        "layout": "channels_last convolves at 1.60 of contiguous's rate in fp32: plans time both",
        "memory": "a layer of fewer than 5 operations a byte waits for it: norms, activations, "
        "pools",
        "compiler": "g++ compiles what torch.compile needs",
        "accelerator": "none: trainings run on the CPU",
    }


@pytest.mark.parametrize(
    ("one", "real"), [(50.0, True), (66.0, True), (67.0, False), (100.0, False)]
)
def test_cores_are_real_where_a_second_thread_helps(one, real):
    line = said({"matrix fp32 1": one})["cores"]
    assert ("cores of their own" in line) == real
    assert ("shared cores" in line) != real


def test_bf16_that_is_slower_is_not_used():
    slow = {name: MADE[name] / 100 for name in MADE if "bf16" in name}
    assert said(slow)["bf16"] == (
        "speed, fp32 being 1: 0.04 in matrix products, 0.02 in convolutions; "
        "slower, so plans will not use it"
    )
    half = {name: MADE[name] / 100 for name in MADE if "matrix bf16" in name}
    assert "plans try it" in said(half)["bf16"]


def test_bf16_that_is_faster_but_not_known_is_not_tried():
    line = said(machine=made_machine(instructions=("AVX2",)))["bf16"]
    assert line.endswith("2 in convolutions; plans try it only with AVX-512 BF16 or AMX")


def test_what_has_no_figure_is_said():
    lines = said(dict.fromkeys(MADE))
    assert lines["bf16"] == "not available: plans use fp32"
    assert lines["int8"] == "not available; no training here uses it"
    assert {lines[name] for name in ("cores", "fp32", "layout", "memory")} == {"not measured"}
    only = said({"convolution bf16 contiguous": None, "convolution bf16 channels_last": None})
    assert only["bf16"].startswith("speed, fp32 being 1: 4 in matrix products; plans try it")


def test_one_core_has_no_second_thread():
    assert said(cores=1)["cores"] == "one core: plans use one thread"


def test_no_compiler_means_no_compile():
    compiler = Compiler(command="g++", problem="g++ is not there")
    line = said(machine=made_machine(compiler=compiler))["compiler"]
    assert line == "g++ is not there: torch.compile is not tried"


def test_accelerators_are_taken():
    line = said(machine=made_machine(accelerators=("Fast, 80 GiB", "Fast, 80 GiB")))["accelerator"]
    assert line.startswith("Fast, 80 GiB; Fast, 80 GiB: --device auto takes it")


@pytest.mark.parametrize(("load", "busy"), [(None, False), (0.5, False), (0.6, True)])
def test_rates_beside_other_work_are_doubted(load, busy):
    lines = said(load=load)
    assert ("load" in lines) == busy
    if busy:
        assert next(iter(lines)) == "load"
        assert lines["load"].startswith("0.6 processes ran beside this one: these rates are not")


def test_large_figures_are_whole_numbers():
    assert said({"matrix int8": 123456.0})["int8"].startswith("speed, fp32 being 1: 1,235; ")
