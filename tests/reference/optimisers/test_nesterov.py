import numpy as np
import pytest

from netwright.reference.optimisers import momentum, nesterov


def test_values_worked_out_by_hand():
    weights, b = nesterov.forward([1.0], [2.0], [-4.0], rate=0.1, mu=0.5, decay=1.0)
    np.testing.assert_allclose(b, [1.0])  # -2 + (2 + 1)
    np.testing.assert_allclose(weights, [0.65])  # 1 - 0.1 (3 + 0.5)


def test_it_is_the_classical_form_seen_from_the_point_ahead():
    def slope(point):
        return np.array([1.0, 10.0]) * point

    rate, mu = 0.02, 0.9
    weights, b = np.array([3.0, -2.0]), np.zeros(2)
    u, velocity = weights, np.zeros(2)
    for _ in range(40):
        velocity = mu * velocity - rate * slope(u + mu * velocity)  # Sutskever's (3)
        u = u + velocity  # and (4)
        weights, b = nesterov.forward(weights, slope(weights), b, rate=rate, mu=mu)
        np.testing.assert_allclose(weights, u + mu * velocity, rtol=0, atol=1e-13)


def test_a_bowl_is_descended_with_less_swinging_than_with_plain_momentum():
    far = {}
    for step in (momentum, nesterov):
        weights, b, path = np.array([1.0]), np.zeros(1), []
        for _ in range(60):
            weights, b = step.forward(weights, weights, b, rate=0.3, mu=0.9)
            path.append(abs(weights[0]))
        far[step] = sum(path)
    assert far[nesterov] < 0.5 * far[momentum]


def test_mu_is_a_share():
    with pytest.raises(ValueError, match="mu must be a share from 0 up to, not at, 1; got 1"):
        nesterov.forward([1.0], [1.0], [0.0], rate=0.1, mu=1)
