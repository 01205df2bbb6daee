import math

import pytest
import torch

from netwright import objectives


def rows(count=12, dims=5, seed=0):
    torch.manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(count, dims, dtype=torch.float64), dim=1)


def slow_triplet(embeddings, labels, margin):
    """Every pair looks for its negative by itself."""
    found = []
    count = len(labels)
    for a in range(count):
        for p in range(count):
            if a == p or labels[a] != labels[p]:
                continue
            near = (embeddings[a] - embeddings[p]).square().sum()
            others = [j for j in range(count) if labels[j] != labels[a]]
            far = [(embeddings[a] - embeddings[j]).square().sum() for j in others]
            farther = [d for d in far if d > near]
            if others:
                found.append((near - (min(farther) if farther else max(far)) + margin).clamp(min=0))
    return torch.stack(found).mean() if found else torch.zeros(())


@pytest.mark.parametrize("seed", range(10))
def test_triplets_are_those_a_slow_search_finds(seed):
    embeddings = rows(seed=seed).requires_grad_()
    labels = torch.randint(0, 4, (12,))
    wanted = slow_triplet(embeddings, labels, 0.2)
    slopes = torch.autograd.grad(wanted, embeddings)[0]
    found = objectives.semi_hard_triplet(embeddings, labels, margin=0.2)
    torch.testing.assert_close(found, wanted)
    torch.testing.assert_close(torch.autograd.grad(found, embeddings)[0], slopes)


@pytest.mark.parametrize("labels", [[0, 1, 2, 3], [7, 7, 7, 7], [1]])
def test_a_batch_without_a_triplet_costs_nothing_and_moves_nothing(labels):
    embeddings = rows(len(labels)).requires_grad_()
    loss = objectives.semi_hard_triplet(embeddings, torch.tensor(labels), margin=1.0)
    loss.backward()
    assert loss.item() == 0.0
    assert torch.equal(embeddings.grad, torch.zeros_like(embeddings))


def test_without_a_margin_it_is_a_softmax_of_cosines():
    cosines, labels = rows(6, 4), torch.tensor([0, 1, 2, 3, 0, 1])
    found = objectives.margin_softmax(cosines, labels, scale=8.0, margin=0.0)
    torch.testing.assert_close(found, torch.nn.functional.cross_entropy(8 * cosines, labels))
    harder = objectives.margin_softmax(cosines, labels, scale=8.0, margin=0.3)
    assert harder > found


def test_a_turned_cosine_falls_all_the_way_and_has_no_jump():
    angle, k = 0.5, 2001
    theta = torch.linspace(0.001, math.pi - 0.001, k, dtype=torch.float64)
    cosines = torch.stack([theta.cos(), torch.zeros(k)], dim=1)
    logits = [
        objectives.margin_softmax(row[None], torch.tensor([0]), scale=1.0, margin=0.0, angle=angle)
        for row in cosines
    ]
    # loss = log(1 + exp(-turned)) climbs as the cosine falls
    steps = torch.stack(logits).diff()
    assert (steps > 0).all()
    assert steps.max() < 0.01


def test_cosines_of_one_have_a_slope():
    cosines = torch.tensor([[1.0, -1.0], [-1.0, 1.0]], requires_grad=True)
    labels = torch.tensor([0, 0])
    objectives.margin_softmax(cosines, labels, scale=8.0, margin=0.1, angle=0.4).backward()
    assert torch.isfinite(cosines.grad).all()


def test_pairs_count_by_their_shares():
    a, b = rows(6), rows(6, seed=1)
    same = torch.tensor([1, 0, 1, 0, 0, 0])
    shares = torch.tensor([3.0, 0.0, 3.0, 0.0, 0.0, 0.0], dtype=torch.float64)
    kept = a[[0, 2]], b[[0, 2]]
    alike = torch.ones(2, dtype=torch.int64)
    found = objectives.contrastive(a, b, same, margin=1.0, shares=shares)
    torch.testing.assert_close(found, objectives.contrastive(*kept, alike, margin=1.0))
    weights, bias = -torch.ones(5, dtype=torch.float64), torch.tensor(2.0, dtype=torch.float64)
    found = objectives.siamese_similarity(a, b, weights, bias, same, shares=shares)
    wanted = objectives.siamese_similarity(*kept, weights, bias, alike)
    torch.testing.assert_close(found, wanted)


def test_two_equal_embeddings_have_a_finite_slope():
    a = rows(3).requires_grad_()
    same = torch.tensor([False, True, False])
    objectives.contrastive(a, a.detach().clone(), same, margin=1.0).backward()
    assert torch.equal(a.grad, torch.zeros_like(a))
