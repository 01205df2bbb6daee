import numpy as np
import pytest

from netwright.reference.layers import waves


def test_values_worked_out_by_hand():
    # one number with two waves, mixed to two: at x = 1/4 a whole turn and a quarter of one
    y, saved = waves.forward(
        [[0.25]], [[4.0, 1.0]], [[0.0, 0.0]], [[[1.0, 2.0], [3.0, 4.0]]], [[10.0, 20.0]]
    )
    np.testing.assert_allclose(y, [[11.0, 22.0]])
    grads = waves.backward(np.array([[1.0, 10.0]]), saved)
    np.testing.assert_allclose(grads.mix, [[[1.0, 10.0], [0.0, 0.0]]], atol=1e-14)
    np.testing.assert_allclose(grads.phase, [[0.0, -43.0]], atol=1e-12)  # -sin(pi/2) (3 + 40)
    np.testing.assert_allclose(grads.numbers, [[-86.0 * np.pi]])


@pytest.mark.parametrize("case", range(10))
def test_each_number_has_waves_of_its_own(case):
    given = waves.example(np.random.default_rng(case))
    y, _ = waves.forward(**given)
    d, _, bent = given["mix"].shape
    for j in range(d):
        alone = {"numbers": given["numbers"][:, j : j + 1]}
        alone |= {n: given[n][j : j + 1] for n in ("frequency", "phase", "mix", "bias")}
        part, _ = waves.forward(**alone)
        np.testing.assert_allclose(part, y[:, j * bent : (j + 1) * bent], atol=1e-13)


@pytest.mark.parametrize("case", range(10))
def test_a_whole_turn_of_the_phase_changes_nothing(case):
    given = waves.example(np.random.default_rng(case))
    turned = {**given, "phase": given["phase"] + 2 * np.pi}
    np.testing.assert_allclose(waves.forward(**turned)[0], waves.forward(**given)[0], atol=1e-12)


def test_a_mix_of_other_waves_says_both_shapes():
    given = waves.example(np.random.default_rng(0)) | {"frequency": np.ones((1, 2))}
    given |= {"numbers": np.ones((1, 1)), "phase": np.ones((1, 2)), "mix": np.ones((1, 3, 1))}
    with pytest.raises(ValueError, match=r"mix must have shape \(1, 2, b\); got \(1, 3, 1\)"):
        waves.forward(**given)
