import numpy as np
import pytest

from netwright.reference.losses import semi_hard_triplet, triplet

POINTS = np.array([[0.0], [2.0], [1.0], [3.0]])
LABELS = np.array([0, 0, 1, 2])


def test_values_worked_out_by_hand():
    loss, saved = semi_hard_triplet.forward(POINTS, LABELS, margin=6.0)
    assert loss == 5.0
    # the nearest farther one of 0 and 2 is 3; of 2 and 0 none is farther, and 1 is as far as 3
    assert saved.rows.tolist() == [[0, 1, 3], [1, 0, 2]]
    grads = semi_hard_triplet.backward(2.0, saved).embeddings
    # triplet slopes 2 (n - p), -2 (a - p), 2 (a - n), over two triplets, times 2
    np.testing.assert_allclose(grads[:, 0], [2 * 1 - 2 * 2, 2 * 2 + 2 * 1, 2 * 1, -2 * 3])


@pytest.mark.parametrize("case", range(20))
def test_one_triplet_is_the_plain_loss(case):
    given = semi_hard_triplet.example(np.random.default_rng(case))
    e, margin = given["embeddings"][:3], given["margin"]
    loss, _ = semi_hard_triplet.forward(e, np.array([0, 0, 1]), margin=margin)
    parts = [
        triplet.forward(e[i : i + 1], e[j : j + 1], e[2:3], margin=margin)[0]
        for i, j in ((0, 1), (1, 0))
    ]
    assert loss == pytest.approx(np.mean(parts))


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_rows_and_the_names_of_labels_do_not_matter(case):
    rng = np.random.default_rng(case)
    given = semi_hard_triplet.example(rng)
    mixed = rng.permutation(len(given["labels"]))
    other = {
        **given,
        "embeddings": given["embeddings"][mixed],
        "labels": 9 - given["labels"][mixed],
    }
    found, wanted = (semi_hard_triplet.forward(**x) for x in (other, given))
    assert found[0] == pytest.approx(wanted[0], abs=1e-12)
    grads = [semi_hard_triplet.backward(1.0, x[1]).embeddings for x in (found, wanted)]
    np.testing.assert_allclose(grads[0], grads[1][mixed], atol=1e-12)


@pytest.mark.parametrize("labels", [[0, 1, 2, 3], [0, 0, 0, 0]])
def test_a_batch_without_a_triplet_is_refused(labels):
    words = r"labels must hold two rows of one label and one of another; got no such"
    with pytest.raises(ValueError, match=words):
        semi_hard_triplet.forward(POINTS, labels)
