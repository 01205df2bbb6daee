import numpy as np
import pytest

from netwright.reference.layers import embedding, table_embedding, waves


def draw(case):
    return table_embedding.example(np.random.default_rng(case))


@pytest.mark.parametrize("case", range(10))
def test_the_parts_stand_side_by_side(case):
    given = draw(case)
    y, _ = table_embedding.forward(**given)
    names = ("numbers", "frequency", "phase", "mix", "bias")
    bent, _ = waves.forward(**{name: given[name] for name in names})
    looked_up, _ = embedding.forward(given["vectors"], given["many"])
    d, flags, e = given["numbers"].shape[1], given["flags"], looked_up.shape[1]
    np.testing.assert_array_equal(y[:, :d], given["numbers"])
    np.testing.assert_array_equal(y[:, d : d + bent.shape[1]], bent)
    np.testing.assert_array_equal(y[:, -e - flags : -e], np.eye(flags)[given["few"]])
    np.testing.assert_array_equal(y[:, -e:], looked_up)


def test_each_row_has_one_flag():
    given = draw(4) | {"flags": 5}
    y, saved = table_embedding.forward(**given)
    start = saved.widths[0] + saved.widths[1]
    np.testing.assert_array_equal(y[:, start : start + 5].sum(axis=1), 1.0)


def test_without_mix_the_waves_bring_nothing_back_to_the_numbers():
    given = draw(2)
    y, saved = table_embedding.forward(**{**given, "mix": 0 * given["mix"]})
    dy = np.random.default_rng(0).normal(size=y.shape)
    dx = table_embedding.backward(dy, saved).numbers
    np.testing.assert_allclose(dx, dy[:, : dx.shape[1]], atol=1e-14)


def test_a_code_beyond_the_flags_is_refused():
    given = draw(1)
    with pytest.raises(ValueError, match=r"few must be whole numbers from 0 to 1; got 2"):
        table_embedding.forward(**{**given, "flags": 2, "few": np.full(len(given["few"]), 2)})


def test_flags_count_from_one():
    with pytest.raises(ValueError, match=r"flags must be a whole number, 1 or more; got 0"):
        table_embedding.forward(**{**draw(1), "flags": 0})
