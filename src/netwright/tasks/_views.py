"""Further views of prepared pictures, for answers that are the mean of several looks.

Beside the picture itself: its mirror image, the picture moved up and left and down and right by a
small step, and the mirror images of those; six looks in all. Where training never mirrors, neither
do the views.

Source: the views are those of Jordan 2024, arXiv:2404.00498, section 3.6.
"""

from torch import Tensor
from torch.nn import functional

STEPS_PER_SIDE = 32  # the step is one pixel for a side of 32


def picture_views(pictures: Tensor, *, mirror: bool, black: float | None) -> list[Tensor]:
    """Make the views.

    Args:
        pictures: float (n, c, h, w), normalised.
        mirror: whether mirror images are among them.
        black: what comes from outside; None for the mirrored border.

    Returns:
        Two views, or five with mirror images, of the same shape.
    """
    height, width = pictures.shape[2:]
    step = max(1, round(min(height, width) / STEPS_PER_SIDE))
    if black is None:
        padded = functional.pad(pictures, (step,) * 4, mode="reflect")
    else:
        padded = functional.pad(pictures, (step,) * 4, value=black)
    ends = (slice(0, height), slice(0, width)), (slice(2 * step, None), slice(2 * step, None))
    views = [padded[:, :, down, across].contiguous() for down, across in ends]
    if mirror:
        views += [view.flip(3) for view in (pictures, *views)]
    return views
