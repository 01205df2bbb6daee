"""Additive attention: how much each step counts is scored by a small network.

A query (of a decoder: its state) looks at the t steps of a sequence, each with a key and a value
(of an encoder: often both are its state):

    u_ta    = tanh(sum_q query_q Wq_qa + sum_k key_tk Wk_ka)                               (1)
    score_t = sum_a v_a u_ta                                                               (2)
    alpha_t = exp(score_t) / sum_s exp(score_s)                                            (3)
    y_m     = sum_t alpha_t value_tm                                                       (4)

each for every example i of the batch. y is called the context, alpha the attention: it is 0 or
more and sums to 1. With dy = dL/dy, the chain rule gives

    dL/dvalue_tm = alpha_t dy_m                                                            (5)
    dalpha_t     = sum_m dy_m value_tm                                                     (6)
    dscore_t     = alpha_t (dalpha_t - sum_s alpha_s dalpha_s)                             (7)
    dL/dv_a      = sum_t dscore_t u_ta                                                     (8)
    dpre_ta      = dscore_t v_a (1 - u_ta^2)                                               (9)
    dL/dkey_t    = Wk dpre_t,   dL/dquery = Wq sum_t dpre_t                                (10)
    dL/dWk_ka    = sum_t key_tk dpre_ta,   dL/dWq_qa = query_q sum_t dpre_ta               (11)

where (8) and (11) are summed over the examples as well.

Source: Bahdanau, Cho & Bengio 2015, arXiv:1409.0473, section 3.1 and appendix A.1.2.
"""

from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, real
from netwright.reference.activations import softmax


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    query: Array  # (n, q)
    keys: Array  # (n, t, k)
    values: Array  # (n, t, m)
    w_query: Array  # (q, a)
    w_key: Array  # (k, a)
    v: Array  # (a,)
    bent: Array  # u, (n, t, a)
    weights: Array  # alpha, (n, t), 0 or more, sums to 1


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(each input of ``forward``), each shaped like that input."""

    query: Array
    keys: Array
    values: Array
    w_query: Array
    w_key: Array
    v: Array


def forward(
    query: Array, keys: Array, values: Array, w_query: Array, w_key: Array, v: Array
) -> tuple[Array, Saved]:
    """Weigh the values by what the query makes of the keys: equations (1) to (4).

    Args:
        query: (n, q), any unit; one for each example.
        keys: (n, t, k), any unit.
        values: (n, t, m), any unit.
        w_query: (q, a), in 1 by the unit of query.
        w_key: (k, a), in 1 by the unit of keys.
        v: (a,), no unit.

    Returns:
        y, the contexts, (n, m), in the unit of values; and what ``backward`` will ask for, the
        attention among it.

    Raises:
        ValueError: if shapes disagree, or something is empty or not finite.

    Example:
        >>> one, keys, values = np.ones((1, 1)), np.zeros((1, 2, 1)), np.array([[[4.0], [6.0]]])
        >>> y, saved = forward(one, keys, values, w_query=one, w_key=one, v=np.ones(1))
        >>> y, saved.weights  # equal keys count the same
        (array([[5.]]), array([[0.5, 0.5]]))
    """
    query = real("query", query, "n", "q")
    n = len(query)
    keys = real("keys", keys, n, "t", "k")
    values = real("values", values, n, keys.shape[1], "m")
    w_query = real("w_query", w_query, query.shape[1], "a")
    w_key = real("w_key", w_key, keys.shape[2], w_query.shape[1])
    v = real("v", v, w_query.shape[1])

    bent = np.tanh((query @ w_query)[:, None] + keys @ w_key)  # (1)
    scores = bent @ v  # (2)
    weights, _ = softmax.forward(scores)  # (3)
    y = np.einsum("nt,ntm->nm", weights, values)  # (4)
    return y, Saved(query, keys, values, w_query, w_key, v, bent, weights)


def backward(dy: Array, saved: Saved) -> Grads:
    """Carry dL/dy, (n, m), back through (4) to (1); a ``ValueError`` if it has another shape."""
    dy = real("dy", dy, len(saved.query), saved.values.shape[2])
    dweights = np.einsum("nm,ntm->nt", dy, saved.values)  # (6)
    dscores = softmax.backward(dweights, softmax.Saved(saved.weights)).x  # (7)
    dpre = dscores[:, :, None] * saved.v * (1 - saved.bent**2)  # (9)
    dpre_all = dpre.sum(axis=1)
    return Grads(
        query=dpre_all @ saved.w_query.T,  # (10)
        keys=dpre @ saved.w_key.T,  # (10)
        values=saved.weights[:, :, None] * dy[:, None],  # (5)
        w_query=saved.query.T @ dpre_all,  # (11)
        w_key=np.einsum("ntk,nta->ka", saved.keys, dpre),  # (11)
        v=np.einsum("nt,nta->a", dscores, saved.bent),  # (8)
    )


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    n, t, q, k, m, a = rng.integers(1, 5, size=6)
    return {
        "query": rng.normal(size=(n, q)),
        "keys": rng.normal(size=(n, t, k)),
        "values": rng.normal(size=(n, t, m)),
        "w_query": rng.normal(size=(q, a)),
        "w_key": rng.normal(size=(k, a)),
        "v": rng.normal(size=a),
    }
