"""Pictures of bytes brought to a range a network likes.

With x from 0 to 255, and m_c the mean of channel c over the training pictures:

    "unit"      y = x / 255              from 0 to 1                                       (1)
    "signed"    y = x / 127.5 - 1        from -1 to 1                                      (2)
    "centred"   y = (x - m_c) / 255      mean 0 in each channel, over training             (3)

Inputs all of one sign push all weights of a unit the same way at each step; (2) and (3) avoid it.
A full standardisation divides by the spread of each channel too: ``standardise``.

Source: LeCun et al. 1998, "Efficient backprop", section 4.3; Krizhevsky et al. 2012, "ImageNet
classification with deep convolutional neural networks", section 2, for subtracting a mean.
"""

import numpy as np

from netwright.reference._arrays import Array, real

FORMS = ("unit", "signed", "centred")


def forward(pictures: Array, mean: Array, *, form: str = "unit") -> Array:
    """Scale pictures: equation (1), (2) or (3).

    Args:
        pictures: x, (n, c, h, w), numbers from 0 to 255.
        mean: m, (c,), from 0 to 255; asked for by "centred" alone, checked always.
        form: "unit", "signed" or "centred".

    Returns:
        y of shape (n, c, h, w), no unit.

    Raises:
        ValueError: if pictures or mean have another shape, are empty, not finite or outside of 0
            to 255, or there is no such form.

    Example:
        >>> forward(np.array([[[[0.0, 255.0]]]]), np.array([51.0]), form="centred")
        array([[[[-0.2,  0.8]]]])
    """
    pictures = real("pictures", pictures, "n", "c", "h", "w")
    mean = real("mean", mean, pictures.shape[1])
    for name, array in (("pictures", pictures), ("mean", mean)):
        low, high = array.min(), array.max()
        if low < 0 or high > 255:
            raise ValueError(f"{name} must be brightnesses from 0 to 255; got {low} to {high}")
    if form not in FORMS:
        raise ValueError(f"form must be a scaling: {', '.join(FORMS)}; got {form!r}")

    if form == "unit":
        return pictures / 255  # (1)
    if form == "signed":
        return pictures / 127.5 - 1  # (2)
    return (pictures - mean[:, np.newaxis, np.newaxis]) / 255  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | str]:
    """Arguments of ``forward`` for one random case."""
    channels = int(rng.choice([1, 3]))
    shape = (rng.integers(1, 3), channels, rng.integers(1, 4), rng.integers(1, 4))
    return {
        "pictures": rng.integers(0, 256, size=shape).astype(np.float64),
        "mean": rng.uniform(100.0, 150.0, size=channels),
        "form": FORMS[rng.integers(3)],
    }
