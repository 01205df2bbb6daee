import json
from importlib import resources

import jsonschema
import pytest

from calibrations import made_calibration, made_machine
from netwright.api import _doctor
from netwright.cli._commands_doctor import doctor_words
from netwright.training._machine import Compiler


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """What measuring gives; a test may put another calibration in."""
    held = [made_calibration({"matrix int8": None})]
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(_doctor, "calibrate", lambda *, cores: held[0])
    monkeypatch.setattr(_doctor, "look_at_machine", lambda: held[0].machine)
    return held


def _check(facts):
    text = resources.files("netwright.cli").joinpath("schemas", "doctor.json").read_text("utf-8")
    schema = json.loads(text)
    jsonschema.validate(facts, schema, cls=jsonschema.Draft202012Validator)
    for key in facts:
        with pytest.raises(jsonschema.ValidationError, match="is a required property"):
            jsonschema.validate({k: v for k, v in facts.items() if k != key}, schema)
    with pytest.raises(jsonschema.ValidationError, match="Additional properties"):
        jsonschema.validate({**facts, "more": 1}, schema)


def test_a_table_says_rates_ranges_and_what_they_mean(call, measured):
    done = call("doctor")
    assert (done.code, done.err) == (0, "measuring, about 3 s on a quiet machine\n")
    rows = [line.split() for line in done.out.splitlines()]
    assert ["matrix", "fp32", "2", "100", "GFLOP/s", "90", "to", "110"] in rows
    assert ["matrix", "int8", "2", "not", "available", "no", "such", "operation", "here"] in rows
    assert "compiler      g++ 12.2.0" in done.out
    assert "measured      now: 2026-01-02 03:04 UTC, 2.5 s, load 0.1" in done.out
    assert "  accelerator  none: trainings run on the CPU" in done.out
    assert max(map(len, done.out.splitlines())) <= 120


def test_rates_are_kept_and_measured_again_when_asked(call, measured):
    assert call("doctor --quiet").err == ""
    assert "measured      kept from before: " in call("doctor").out
    measured[0] = made_calibration({"copy": 7.0})
    assert "copy                            2        20 GB/s" in call("doctor").out
    assert "copy                            2        7 GB/s" in call("doctor --again").out


def test_json_is_what_the_schema_says(call, measured):
    done = call("doctor --json")
    facts = json.loads(done.out)
    assert (done.code, done.out.count("\n")) == (0, 1)
    _check(facts)
    assert facts["rates"][0]["median"] == 100
    assert facts["rates"][4]["median"] is None
    assert json.loads(call("doctor --json").out)["measured"]["cached"] is True


def test_a_bare_machine_is_no_error(call, measured):
    bare = made_machine(
        kernels="DEFAULT", instructions=(), libraries=(), accelerators=("mps",),
        compiler=Compiler(command="g++", problem="g++ is not there"),
    )  # fmt: skip
    figures = {"matrix bf16": None, "convolution bf16 contiguous": 0.01}
    measured[0] = made_calibration(figures, cores=1, load=None, machine=bare)
    done = call("doctor")
    assert done.code == 0
    for line in (
        "instructions  none that matter here",
        "compiler      none",
        "accelerators  mps",
        "measured      now: 2026-01-02 03:04 UTC, 2.5 s, load unknown",
        "  a C++ compiler that torch.compile can use: g++ is not there",
    ):
        assert line in done.out.splitlines()
    _check(json.loads(call("doctor --json").out))


def test_limits_on_instructions_and_nothing_missing_are_said(call, measured):
    facts = json.loads(call("doctor --json").out)
    facts["machine"]["instructions_allowed"] = "ONEDNN_MAX_CPU_ISA=AVX2"
    words = doctor_words({**facts, "missing": []})
    assert "AMX (ONEDNN_MAX_CPU_ISA=AVX2)" in words
    assert words.endswith("missing\n  nothing")
