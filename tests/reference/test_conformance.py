"""What holds for every file of the reference, whoever wrote it: one suite for all of them."""

import copy
import importlib
import inspect
import pkgutil
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

import netwright.reference
from netwright.reference.gradient_check import equation_gaps

CASES = 100
WITHIN = 1e-6
ROOM = "netwright.reference."

# one array of any shape at all: there is no wrong one
ANY_SHAPE: set[str] = {
    "activations.elu",
    "activations.gelu",
    "activations.hard_swish",
    "activations.leaky_relu",
    "activations.linear",
    "activations.maxout",
    "activations.mish",
    "activations.relu",
    "activations.relu6",
    "activations.scaled_tanh",
    "activations.sigmoid",
    "activations.silu",
    "activations.softplus",
    "activations.tanh",
    "initialisers.he",
    "initialisers.small_random",
    "initialisers.torch_default",
    "initialisers.xavier",
    "layers.dropout",
    "losses.l1_penalty",
    "losses.l2_penalty",
    "operations.add",
    "operations.concatenate",
    "operations.exponential",
    "operations.flatten",
    "operations.logarithm",
    "operations.mean",
    "operations.multiply",
    "operations.pick",
    "operations.power",
    "operations.total",
    "optimisers.adagrad",
    "optimisers.adam",
    "optimisers.adamw",
    "optimisers.lookahead",
    "optimisers.momentum",
    "optimisers.nesterov",
    "optimisers.rmsprop",
    "optimisers.sgd",
}

# settings that no example varies
FIXED = {"networks.l_layer": {"bend"}}  # a file, which cannot be copied; its twins vary it


def _modules():
    found = pkgutil.walk_packages(netwright.reference.__path__, ROOM)
    public = [m.name for m in found if not m.ispkg and "._" not in m.name]
    return {name.removeprefix(ROOM): importlib.import_module(name) for name in public}


MODULES = _modules()
EQUATIONS = {name: module for name, module in MODULES.items() if hasattr(module, "forward")}
WITH_GRADIENT = {name: m for name, m in EQUATIONS.items() if hasattr(m, "backward")}


def _rng(name: str, case: int) -> np.random.Generator:
    return np.random.default_rng([case, *name.encode()])


def _arrays(arguments):
    return {n: v for n, v in arguments.items() if isinstance(v, np.ndarray) and v.ndim}


def _parts(value):
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("name", EQUATIONS)
def test_forward_takes_what_example_gives(name):
    module = EQUATIONS[name]
    taken = set(inspect.signature(module.forward).parameters)
    for case in range(5):
        given = module.example(_rng(name, case))
        assert set(given) <= taken
        module.forward(**given)


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_examples_differ_from_case_to_case(name):
    module = EQUATIONS[name]
    shown = {repr(module.example(_rng(name, case))) for case in range(8)}
    assert len(shown) >= 4


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_examples_vary_every_setting(name):
    """A setting that is always the same could be ignored by the code, and no case would tell."""
    module = EQUATIONS[name]
    cases = [module.example(_rng(name, case)) for case in range(40)]
    parameters = inspect.signature(module.forward).parameters.values()
    settings = {p.name for p in parameters if p.default is not p.empty}
    settings |= {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    still = {s for s in settings if len({repr(case.get(s)) for case in cases}) == 1}
    assert still == FIXED.get(name, set())


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_gradients_match_central_differences(name, record_property):
    module = WITH_GRADIENT[name]
    worst = 0.0
    for case in range(CASES):
        rng = _rng(name, case)
        gaps = equation_gaps(module, module.example(rng), rng)
        assert gaps
        assert all(gap < WITHIN for gap in gaps.values()), f"case {case}: {gaps}"
        worst = max(worst, *gaps.values())
    record_property("worst gap", float(worst))


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_every_gradient_is_shaped_like_its_input(name):
    module = WITH_GRADIENT[name]
    for case in range(5):
        rng = _rng(name, case)
        arguments = module.example(rng)
        y, saved = module.forward(**arguments)
        grads = module.backward(rng.standard_normal(np.shape(y)), saved)
        assert is_dataclass(grads)
        for field in fields(grads):
            parts = zip(
                _parts(getattr(grads, field.name)), _parts(arguments[field.name]), strict=True
            )
            assert all(np.shape(grad) == np.shape(given) for grad, given in parts)


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_every_input_of_floats_has_a_gradient_or_says_why_not(name):
    module = WITH_GRADIENT[name]
    given = module.example(_rng(name, 0))
    floats = {n for n, v in given.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"}
    constants = set(getattr(module, "CONSTANTS", ()))
    assert floats - constants <= {field.name for field in fields(module.Grads)}


@pytest.mark.parametrize("name", EQUATIONS)
def test_forward_and_backward_change_none_of_their_inputs(name):
    module = EQUATIONS[name]
    rng = _rng(name, 0)
    arguments = module.example(rng)
    before = copy.deepcopy(arguments)
    result = module.forward(**arguments)
    if hasattr(module, "backward"):
        dy = np.asarray(rng.standard_normal(np.shape(result[0])))
        kept = dy.copy()
        module.backward(dy, result[1])
        np.testing.assert_array_equal(dy, kept)
    assert repr(arguments) == repr(before)


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_number_that_is_not_finite_is_refused_by_name(name):
    module = EQUATIONS[name]
    for bad in (np.nan, np.inf):
        arguments = module.example(_rng(name, 1))
        for argument, array in _arrays(arguments).items():
            if array.dtype.kind != "f":
                continue
            spoiled = array.copy()
            spoiled.flat[-1] = bad
            with pytest.raises(ValueError, match=rf"^{argument} must be finite; got {bad}"):
                module.forward(**{**arguments, argument: spoiled})


@pytest.mark.parametrize("name", EQUATIONS)
def test_an_empty_array_is_refused_by_name(name):
    module = EQUATIONS[name]
    arguments = module.example(_rng(name, 1))
    for argument, array in _arrays(arguments).items():
        empty = array[:0]
        with pytest.raises(ValueError, match=rf"^{argument} must have .*; got .*\(0"):
            module.forward(**{**arguments, argument: empty})


@pytest.mark.parametrize("name", EQUATIONS)
def test_a_wrong_number_of_axes_is_refused_with_both_shapes(name):
    module = EQUATIONS[name]
    arguments = module.example(_rng(name, 1))
    for argument, array in _arrays(arguments).items():
        if name in ANY_SHAPE:
            continue
        deeper = array[np.newaxis, ..., np.newaxis]
        shape = re.escape(str(deeper.shape))
        with pytest.raises(ValueError, match=rf"^{argument} must have shape \(.*\); got {shape}"):
            module.forward(**{**arguments, argument: deeper})


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_axes_of_a_wanted_shape_are_called_as_the_docstring_calls_them(name):
    module = EQUATIONS[name]
    arguments = module.example(_rng(name, 1))
    shapes = " ".join(re.findall(r"\(([^()]*)\)", module.forward.__doc__))
    known = set(re.findall(r"[A-Za-z_]+", shapes))
    for argument, array in _arrays(arguments).items():
        if name in ANY_SHAPE:
            continue
        with pytest.raises(ValueError, match="must have shape") as caught:
            module.forward(**{**arguments, argument: array[np.newaxis, ..., np.newaxis]})
        wanted = str(caught.value).partition("; got")[0].partition("shape")[2]
        assert set(re.findall(r"[A-Za-z_]+", wanted)) - {"or"} <= known, wanted


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_backward_refuses_a_dy_of_another_shape(name):
    module = WITH_GRADIENT[name]
    y, saved = module.forward(**module.example(_rng(name, 1)))
    with pytest.raises(ValueError, match=r"^dy must have shape \(.*\); got \("):
        module.backward(np.ones((*np.shape(y), 2)), saved)


@pytest.mark.parametrize("name", EQUATIONS)
def test_every_numbered_equation_is_named_on_a_line_that_computes_it(name):
    """(1) in the docstring, ``# (1)`` or ``# (3), (1)`` in the code."""
    source = Path(str(EQUATIONS[name].__file__)).read_text(encoding="utf-8")
    doc = EQUATIONS[name].__doc__
    code = source[source.index('"""', 3) + 3 :]
    numbered = set(re.findall(r" \((\d+)\)$", doc, flags=re.MULTILINE))
    assert numbered, "no numbered equation at the end of a line"
    comments = " ".join(re.findall(r"# (.*)$", code, flags=re.MULTILINE))
    computed = set(re.findall(r"\((\d+)\)", comments))
    assert numbered <= computed, f"not in the code: {sorted(numbered - computed, key=int)}"


@pytest.mark.parametrize("name", EQUATIONS)
def test_every_file_names_its_source_and_shows_an_example(name):
    module = EQUATIONS[name]
    assert re.search(r"^Source: \S", module.__doc__, flags=re.MULTILINE)
    assert ">>> " in module.forward.__doc__
    assert "ValueError" in module.forward.__doc__
