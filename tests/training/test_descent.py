import pytest
import torch
from scipy import optimize

from netwright.errors import SettingError
from netwright.training._descent import Lbfgs, PictureAdam


def rosenbrock(x):
    """Cost and slope of the valley that bends; the lowest place is all ones."""
    x = x.detach().requires_grad_(True)
    cost = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
    (slope,) = torch.autograd.grad(cost, x)
    return cost.item(), slope


def bowl(x):
    """A quadratic with curvatures from 1 to 1000."""
    weights = torch.logspace(0, 3, x.numel(), dtype=x.dtype)
    return (weights * x**2).sum().item() / 2, weights * x


def test_the_bent_valley_is_gone_down_as_fast_as_scipy_does():
    start = torch.tensor([-1.2, 1.0, -0.5, 0.8], dtype=torch.float64)
    way, calls = Lbfgs(start), 0
    while rosenbrock(way.x)[0] > 1e-10 and calls < 200:
        calls += way.step(rosenbrock)
    torch.testing.assert_close(way.x, torch.ones(4, dtype=torch.float64), atol=1e-4, rtol=0)
    theirs = optimize.minimize(
        lambda x: tuple(map(_numpy, rosenbrock(torch.tensor(x)))),
        start.numpy(),
        jac=True,
        method="L-BFGS-B",
        options={"maxcor": 10, "ftol": 0, "gtol": 1e-6},
    )
    assert calls <= 2 * theirs.nfev


def _numpy(value):
    return value.numpy() if isinstance(value, torch.Tensor) else value


def test_costs_never_rise():
    way, last = Lbfgs(torch.full((30,), 1.0, dtype=torch.float64)), float("inf")
    for _ in range(200):
        way.step(bowl)
        cost, _ = bowl(way.x)
        assert cost <= last
        last = cost
    assert last < 1e-8 * bowl(torch.ones(30, dtype=torch.float64))[0]


def test_directions_are_those_of_the_inverse_that_is_built_pair_by_pair():
    """The two loops give H g, with H by the product form (Nocedal & Wright, 7.16)."""
    torch.manual_seed(0)
    way = Lbfgs(torch.randn(6, dtype=torch.float64), memory=3)
    for _ in range(5):
        way.step(rosenbrock)
    eye = torch.eye(6, dtype=torch.float64)
    s, y = way._pairs[-1]
    inverse = (s @ y) / (y @ y) * eye
    assert len(way._pairs) == 3
    for s, y in way._pairs:
        r = 1 / (y @ s)
        v = eye - r * torch.outer(y, s)
        inverse = v.T @ inverse @ v + r * torch.outer(s, s)
    gradient = torch.randn(6, dtype=torch.float64)
    torch.testing.assert_close(way._direction(gradient), -inverse @ gradient)


def test_the_first_step_goes_as_far_as_it_is_told():
    start = torch.zeros(50, dtype=torch.float64)
    way = Lbfgs(start, reach=0.01)
    way.step(lambda x: (x.sum().item() * 1e6, torch.full_like(x, 1e6)))
    assert (way.x - start).square().mean().sqrt().item() == pytest.approx(0.01)


@pytest.mark.parametrize("kind", [Lbfgs, PictureAdam])
@pytest.mark.parametrize("cut", [0, 1, 4])
def test_going_on_from_what_was_kept_is_the_same_to_the_last_bit(kind, cut):
    start = torch.rand(20)
    whole = kind(start)
    for _ in range(9):
        whole.step(bowl)
    part = kind(start)
    for _ in range(cut):
        part.step(bowl)
    kept = {name: tensor.clone() for name, tensor in part.tensors().items()}
    again = kind(part.x)
    again.restore(kept)
    for _ in range(9 - cut):
        part.step(bowl)  # what was kept is not changed by going on
        again.step(bowl)
    assert torch.equal(again.x, whole.x)
    assert torch.equal(part.x, whole.x)


def test_what_was_given_is_not_changed():
    start = torch.rand(5)
    before = start.clone()
    for way in (Lbfgs(start), PictureAdam(start)):
        way.step(bowl)
        assert torch.equal(start, before)


def test_at_the_lowest_place_there_is_no_step():
    for way in (Lbfgs(torch.zeros(4)), PictureAdam(torch.zeros(4))):
        assert way.step(bowl) == 0
        assert torch.equal(way.x, torch.zeros(4))


def test_a_slope_that_lies_is_given_up_after_forgetting():
    """The cost rises whatever the slope says: first the pairs go, then the search ends."""
    way = Lbfgs(torch.ones(4, dtype=torch.float64))
    for _ in range(3):
        way.step(bowl)
    before = way.x.clone()
    costs = iter(range(100, 1000))

    def lying(x):
        return float(next(costs)), torch.ones_like(x)

    assert way.step(lying) > 0
    assert way._pairs == []
    assert way.step(lying) == 0
    assert torch.equal(way.x, before)


def test_a_cost_that_is_not_a_number_is_stepped_back_from():
    way = Lbfgs(torch.tensor([0.5], dtype=torch.float64), reach=2.0)

    def walled(x):
        if x.item() < 0:
            return float("nan"), torch.ones_like(x)
        return x.item(), torch.ones_like(x)

    assert way.step(walled) > 1
    assert 0 <= way.x.item() < 0.5


def test_noise_within_the_slack_does_not_stop_it():
    torch.manual_seed(0)

    def noisy(x):
        cost, slope = bowl(x)
        return cost * (1 + 1e-3 * torch.rand(()).item()), slope

    way = Lbfgs(torch.ones(20), slack=2e-3)
    for _ in range(200):
        way.step(noisy)
    assert bowl(way.x)[0] < 1e-6 * bowl(torch.ones(20))[0]


def test_adam_beside_torch():
    torch.manual_seed(0)
    start = torch.rand(10, dtype=torch.float64)
    theirs = start.clone().requires_grad_(True)
    adam = torch.optim.Adam([theirs], lr=0.01)
    way = PictureAdam(start, rate=0.01, least=-9.0, most=9.0)
    for _ in range(20):
        adam.zero_grad()
        theirs.grad = bowl(theirs.detach())[1]
        adam.step()
        assert way.step(bowl) == 1
    torch.testing.assert_close(way.x, theirs.detach(), rtol=1e-9, atol=1e-12)


def test_adam_stays_within_its_bounds():
    way = PictureAdam(torch.rand(8), rate=0.5)
    for _ in range(5):
        way.step(lambda x: (0.0, torch.ones_like(x)))
    assert torch.equal(way.x, torch.zeros(8))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x: Lbfgs(x, memory=0), "memory must be a whole number of pairs, 1 or more; got 0"),
        (lambda x: Lbfgs(x, slack=1.0), "slack must be a share, from 0 up to, not at, 1; got 1.0"),
        (lambda x: Lbfgs(x, reach=0.0), "reach must be a finite number above 0; got 0.0"),
        (lambda x: PictureAdam(x, rate=0.0), "rate must be a finite number above 0; got 0.0"),
    ],
)
def test_settings_out_of_range_are_refused(make, words):
    with pytest.raises(SettingError, match=words):
        make(torch.zeros(2))
