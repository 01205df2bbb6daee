"""Recurrent layers, attention, clipping and beam search, beside torch and plain enumeration."""

import itertools

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

from netwright.reference.sequences import (
    additive_attention,
    beam_search,
    bidirectional,
    clip_norm,
    clip_values,
    dot_attention,
    gru,
    lstm,
    rnn,
)
from twins.harness import ROUNDING, Twin, by_torch, by_value


def _recurrent(kind, x, state, weights, **settings):
    """A layer of torch with our weights: transposed, and one bias more, which is zero here."""
    layer = kind(x.shape[2], weights["weight_hh_l0"].shape[1], batch_first=True, **settings)
    return functional_call(layer.double(), weights, (x, state))[0]


def _weights(w_x, w_h, bias, way=""):
    return {
        f"weight_ih_l0{way}": w_x.T,
        f"weight_hh_l0{way}": w_h.T,
        f"bias_ih_l0{way}": bias,
        f"bias_hh_l0{way}": torch.zeros_like(bias),
    }


def _rnn(x, h0, w_x, w_h, bias):
    return _recurrent(nn.RNN, x, h0[None], _weights(w_x, w_h, bias))


def _gru(x, h0, w_x, w_h, bias, inner_bias):
    weights = _weights(w_x, w_h, bias)
    gates = torch.zeros(2 * len(inner_bias), dtype=torch.float64)
    weights["bias_hh_l0"] = torch.cat([gates, inner_bias])  # torch: reset, update, new
    return _recurrent(nn.GRU, x, h0[None], weights)


def _lstm(x, h0, c0, w_x, w_h, bias):
    return _recurrent(nn.LSTM, x, (h0[None], c0[None]), _weights(w_x, w_h, bias))


def _bidirectional(x, forth_h0, back_h0, **weights):
    both = {}
    for way, ending in (("forth", ""), ("back", "_reverse")):
        both |= _weights(*(weights[f"{way}_{name}"] for name in ("w_x", "w_h", "bias")), ending)
    return _recurrent(nn.RNN, x, torch.stack([forth_h0, back_h0]), both, bidirectional=True)


def _case_of_bidirectional(rng):
    """Two networks of one width, as torch has them."""
    given = bidirectional.example(rng)
    f = given["forth_h0"].shape[1]
    n, _, d = given["x"].shape
    return given | {
        "back_h0": rng.uniform(-1, 1, size=(n, f)),
        "back_w_x": rng.normal(size=(d, f)),
        "back_w_h": rng.normal(size=(f, f)),
        "back_bias": rng.normal(size=f),
    }


def _additive_attention(query, keys, values, w_query, w_key, v):
    """One example and one step after the other: linear layers, softmax, and a product."""
    contexts = []
    for i in range(len(query)):
        scores = [
            torch.dot(
                v,
                torch.tanh(functional.linear(query[i], w_query.T) + functional.linear(k, w_key.T)),
            )
            for k in keys[i]
        ]
        contexts.append(torch.softmax(torch.stack(scores), dim=0) @ values[i])
    return torch.stack(contexts)


def _dot_attention(queries, keys, values, mask):
    visible = None if mask is None else mask.bool()
    return functional.scaled_dot_product_attention(queries, keys, values, attn_mask=visible)


def _clip(function):
    def run(gradient, limit):
        parameter = nn.Parameter(torch.zeros(len(gradient), dtype=torch.float64))
        parameter.grad = torch.tensor(gradient)
        function([parameter], limit)
        return parameter.grad.numpy()

    return by_value(run)


def _enumerated(start, transitions, width, length, end, alpha):
    """Every complete sequence with its score, the best first."""
    found = []
    for size in range(1, length + 1):
        for tokens in itertools.product(range(len(start)), repeat=size):
            if end in tokens[:-1] or (size < length and tokens[-1] != end):
                continue
            logs = [start[tokens[0]], *(transitions[p] for p in itertools.pairwise(tokens))]
            found.append((tokens, float(np.sum(logs)) / size**alpha))
    return sorted(found, key=lambda pair: -pair[1])[:width]


def _case_for_all(rng):
    """A width that keeps every sequence."""
    given = beam_search.example(rng)
    return given | {"width": len(given["start"]) ** given["length"]}


ROWS = [
    Twin(reference=rnn, other=nn.RNN, run=by_torch(_rnn), tolerance=1e-12, because=ROUNDING),
    Twin(reference=gru, other=nn.GRU, run=by_torch(_gru), tolerance=1e-12, because=ROUNDING),
    Twin(reference=lstm, other=nn.LSTM, run=by_torch(_lstm), tolerance=1e-12, because=ROUNDING),
    Twin(
        reference=bidirectional,
        other=nn.RNN,
        run=by_torch(_bidirectional),
        tolerance=1e-12,
        because=ROUNDING,
        case=_case_of_bidirectional,
    ),
    Twin(
        reference=additive_attention,
        other=functional.linear,
        run=by_torch(_additive_attention),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=dot_attention,
        other=functional.scaled_dot_product_attention,
        run=by_torch(_dot_attention),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=clip_norm,
        other=nn.utils.clip_grad_norm_,
        run=_clip(nn.utils.clip_grad_norm_),
        tolerance=1.01e-6,
        because="torch divides by norm + 1e-6: y is short by 1e-6 y / norm, and no y_j > norm",
    ),
    Twin(
        reference=clip_values,
        other=nn.utils.clip_grad_value_,
        run=_clip(nn.utils.clip_grad_value_),
        tolerance=0.0,
        because="a comparison and no arithmetic",
    ),
    Twin(
        reference=beam_search,
        other=itertools.product,
        run=by_value(_enumerated),
        tolerance=1e-12,
        because=ROUNDING,
        case=_case_for_all,
    ),
]
