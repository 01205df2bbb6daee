import math

import numpy as np
import pytest

from netwright.reference.losses import cross_entropy, margin_softmax


def test_values_worked_out_by_hand():
    loss, saved = margin_softmax.forward([[0.5, 0.25]], [0], scale=4.0, margin=0.25)
    assert loss == pytest.approx(math.log(2))  # both logits are 1
    np.testing.assert_allclose(margin_softmax.backward(1.0, saved).cosines, [[-2.0, 2.0]])
    # 60 degrees, turned by 30: the cosine is 0, and its slope cos 30 + sin 30 cot 60
    given = {"scale": 1.0, "margin": 0.0, "angle": math.pi / 6}
    loss, saved = margin_softmax.forward([[0.5, 0.0]], [0], **given)
    assert loss == pytest.approx(math.log(2))
    slope = -0.5 * (math.sqrt(3) / 2 + 0.5 / math.sqrt(3))
    np.testing.assert_allclose(margin_softmax.backward(1.0, saved).cosines, [[slope, 0.5]])


@pytest.mark.parametrize("case", range(20))
def test_without_margin_and_angle_it_is_cross_entropy(case):
    given = margin_softmax.example(np.random.default_rng(case))
    loss, _ = margin_softmax.forward(
        given["cosines"], given["labels"], scale=given["scale"], margin=0.0
    )
    wanted, _ = cross_entropy.forward(given["scale"] * given["cosines"], given["labels"])
    assert loss == pytest.approx(wanted, rel=1e-12)
    assert margin_softmax.forward(**given)[0] >= loss - 1e-12


def test_beyond_pi_it_goes_on_falling():
    angle = 0.5
    turned = []
    for theta in np.linspace(0.01, math.pi - 0.01, 100):
        loss, _ = margin_softmax.forward(
            [[math.cos(theta), 0.0]], [0], scale=1.0, margin=0.0, angle=angle
        )
        turned.append(-math.log(math.expm1(loss)))
    assert (np.diff(turned) < 0).all()
    assert min(turned) < -1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cosines": [[1.0, 0.0]]}, r"cosines must be above -1 and below 1; got 1.0"),
        ({"cosines": [[0.0, -1.5]]}, r"cosines must be above -1 and below 1; got -1.5"),
        ({"angle": 3.5}, r"angle must be below pi; got 3.5"),
        ({"angle": -0.1}, r"angle must be a finite number, 0 or more; got -0.1"),
        ({"scale": 0}, r"scale must be a finite number above 0; got 0"),
        ({"margin": -1}, r"margin must be a finite number, 0 or more; got -1"),
        ({"labels": [2]}, r"labels must be whole numbers from 0 to 1; got 2"),
    ],
)
def test_what_cannot_be_is_refused(changed, words):
    given = {"cosines": [[0.5, 0.0]], "labels": [0], "scale": 1.0, "margin": 0.0, "angle": 0.0}
    with pytest.raises(ValueError, match=words):
        margin_softmax.forward(**{**given, **changed})
