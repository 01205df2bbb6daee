"""Each kind against the picture of a plane, torchvision, and equations written down again."""

import math

import numpy as np
import pytest
import torch
from torchvision.transforms.v2 import functional as vision

from netwright.tasks._augment_geometry import placement, resampled, sampling_grid
from netwright.tasks._augment_kinds import KNOTS, augmentation_from
from netwright.tasks._augment_pixels import reach

SIDE = 20
MOVING = (
    "flip",
    "vflip",
    "shift",
    "crop",
    "multicrop",
    "affine",
    "rotate",
    "shear",
    "stretch",
    "warp",
)


def place_of(text, draws, size=(SIDE, SIDE)):
    return placement(augmentation_from(text, side=min(size)), draws, size)


def draws_of(text, *rows, size=SIDE):
    count = augmentation_from(text, side=size).draws
    return torch.tensor([[*row, *[0.5] * (count - len(row))] for row in rows])


def plane(size=(SIDE, SIDE)):
    """A picture whose two channels hold the places of its pixels, from the centre."""
    ys, xs = (torch.arange(n, dtype=torch.float32) - (n - 1) / 2 for n in size)
    return torch.stack((xs.expand(size), ys.view(-1, 1).expand(size)))[None]


def smooth(channels, size=(SIDE, SIDE)):
    xs, ys = plane(size)[0]
    waves = [torch.sin(xs / 3 + k) + torch.cos(ys / 2 - k) for k in range(channels)]
    return torch.stack(waves)[None] * 50 + 120


def test_pixels_come_from_where_the_matrix_says():
    torch.manual_seed(0)
    text = "rotate:10+stretch:0.05+multicrop:0.6"
    draws = torch.rand(6, augmentation_from(text).draws)
    place = place_of(text, draws)
    seen = resampled(plane().expand(6, -1, -1, -1), sampling_grid(place))
    points = plane().flatten(2)[0].double()
    for matrix, offset, found in zip(place.matrix, place.offset, seen, strict=True):
        wanted = matrix.double() @ points + offset[:, None]
        inside = (wanted.abs() < SIDE / 2 - 1).all(dim=0)
        assert inside.sum() > SIDE
        torch.testing.assert_close(
            found.flatten(1)[:, inside].double(), wanted[:, inside], rtol=0, atol=1e-4
        )


@pytest.mark.parametrize("size", [(SIDE, SIDE), (16, 24)])
@pytest.mark.parametrize(
    ("text", "degrees", "shear"), [("rotate:30", 21.0, 0.0), ("shear:0.3", 0.0, 0.21)]
)
def test_rotation_and_shear_are_torchvisions(text, degrees, shear, size):
    draws = draws_of(text, [0.85])
    found = resampled(smooth(1, size), sampling_grid(place_of(text, draws, size)))
    wanted = vision.affine(
        smooth(1, size),
        angle=-degrees,  # its angle turns the picture, ours the place that is looked at
        translate=[0, 0],
        scale=1.0,
        shear=[math.degrees(math.atan(shear)), 0.0],
        interpolation=vision.InterpolationMode.BILINEAR,
    )
    torch.testing.assert_close(found[..., 5:-5, 5:-5], wanted[..., 5:-5, 5:-5], rtol=0, atol=0.05)


@pytest.mark.parametrize("row", [(0.5, 0.5, 0.1, 0.9), (0.0, 0.1, 0.99, 0.4)])
def test_a_multiple_scale_crop_is_cut_and_enlarged(row):
    least, side = 0.35, 40
    share, ratio = least + (1 - least) * row[0], (4 / 3) ** (2 * row[1] - 1)
    width, height = (side * min(1, math.sqrt(share * r)) for r in (ratio, 1 / ratio))
    left, top = (side - width) * row[2], (side - height) * row[3]
    found = sampling_grid(place_of(f"multicrop:{least}", torch.tensor([row]), (side, side)))[0]
    corners = (found[[0, -1], [0, -1]] + 1) / 2 * side
    half = torch.tensor([width, height]) / side / 2  # half a new pixel, in old ones
    torch.testing.assert_close(corners[0] - half, torch.tensor([left, top]), rtol=0, atol=1e-3)
    torch.testing.assert_close(
        corners[1] + half, torch.tensor([left + width, top + height]), rtol=0, atol=1e-3
    )
    whole = smooth(3, (side, side))
    box = [round(v) for v in (top, left, height, width)]
    wanted = vision.resized_crop(whole, *box, [side, side], antialias=False)
    seen = resampled(whole, found[None])
    assert (seen - wanted).abs().mean() < 8, "the same part, up to parts of a pixel"


def test_shares_and_shapes_of_crops_fill_their_ranges():
    torch.manual_seed(0)
    place = place_of("multicrop:0.35", torch.rand(4000, 4))
    parts = torch.diagonal(place.matrix, dim1=1, dim2=2)
    share, ratio = parts.prod(dim=1), parts[:, 0] / parts[:, 1]
    assert (0.34 < share.min() < 0.36, share.max() <= 1) == (True, True)
    assert (0.74 < ratio.min() < 0.77, 1.31 < ratio.max() < 1.34) == (True, True)
    reached = place.offset.abs() + parts * SIDE / 2
    assert reached.max() <= SIDE / 2 + 1e-4, "never outside the picture"


def resampled_affine(picture, u):
    """The kind "affine" with torch's own grid."""
    side = picture.shape[-1]
    angle, zoom = (2 * u[0] - 1) * np.radians(12.0), np.exp((2 * u[1] - 1) * 0.1)
    shear = (2 * u[2] - 1) * 0.1
    move = (2 * u[3:] - 1) * 4 * reach(side) / side
    cosine, sine = np.cos(angle) * zoom, np.sin(angle) * zoom
    theta = torch.tensor(
        [[[cosine, shear - sine, move[0]], [sine, cosine, move[1]]]], dtype=torch.float32
    )
    grid = torch.nn.functional.affine_grid(theta, picture[None].shape, align_corners=False)
    mode = "zeros" if picture.shape[0] == 1 else "reflection"
    return torch.nn.functional.grid_sample(
        picture[None], grid, padding_mode=mode, align_corners=False
    )[0]


@pytest.mark.parametrize("channels", [1, 3])
def test_affine_is_torchs_grid_of_the_same_matrix(channels):
    torch.manual_seed(1)
    whole, u = smooth(channels).expand(6, -1, -1, -1), torch.rand(6, 5)
    found = resampled(whole, sampling_grid(place_of("affine", u)))
    for picture, numbers, one in zip(whole, u.numpy().astype(np.float64), found, strict=True):
        torch.testing.assert_close(one, resampled_affine(picture, numbers), rtol=1e-3, atol=0.05)


@pytest.mark.parametrize(
    ("text", "row", "matrix", "offset"),
    [
        ("flip", [0.4], [[-1, 0], [0, 1]], [0, 0]),
        ("altflip", [0.4], [[-1, 0], [0, 1]], [0, 0]),
        ("flip", [0.5], [[1, 0], [0, 1]], [0, 0]),
        ("vflip", [0.4], [[1, 0], [0, -1]], [0, 0]),
        ("vflip", [0.5], [[1, 0], [0, 1]], [0, 0]),
        ("crop:4", [0.0, 0.999], [[1, 0], [0, 1]], [-4, 4]),
        ("shift", [0.999, 0.0], [[1, 0], [0, 1]], [1, -1]),
        ("stretch:0.7", [1.0, 0.0], [[math.exp(0.7), 0], [0, math.exp(-0.7)]], [0, 0]),
        ("shear:0.5", [0.0], [[1, -0.5], [0, 1]], [0, 0]),
        ("rotate:90", [1.0], [[0, -1], [1, 0]], [0, 0]),
        ("flip+crop:4", [0.1, 0.0, 0.5], [[-1, 0], [0, 1]], [-4, 0]),
        ("flip+vflip+crop:4", [0.1, 0.1, 0.0, 0.5], [[-1, 0], [0, -1]], [-4, 0]),
    ],
)
def test_matrices_written_down(text, row, matrix, offset):
    place = place_of(text, torch.tensor([row]))
    torch.testing.assert_close(place.matrix[0], torch.tensor(matrix).float())
    torch.testing.assert_close(place.offset[0], torch.tensor(offset).float())


def test_all_kinds_together_are_the_product_of_each():
    torch.manual_seed(0)
    text = "rotate:20+shear:0.2+stretch:0.1+flip+affine+multicrop:0.5+crop:3"
    whole = augmentation_from(text, side=SIDE)
    draws = torch.rand(5, whole.draws)
    found = place_of(text, draws)
    homogeneous = torch.eye(3).expand(5, 3, 3)
    for name in ("crop", "multicrop", "affine", "rotate", "shear", "stretch", "flip"):
        word = next(word for word in text.split("+") if word.startswith(name))
        one = place_of(word, whole.columns(name, draws))
        last = torch.tensor([0.0, 0.0, 1.0]).expand(5, 1, 3)
        step = torch.cat((torch.cat((one.matrix, one.offset.unsqueeze(2)), dim=2), last), dim=1)
        homogeneous = homogeneous @ step
    torch.testing.assert_close(found.matrix, homogeneous[:, :2, :2], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(found.offset, homogeneous[:, :2, 2], rtol=1e-5, atol=1e-4)


def test_shift_beside_affine_is_left_out_since_affine_moves_already():
    draws = torch.rand(3, 7)
    both, alone = place_of("shift+affine", draws), place_of("affine", draws[:, 2:])
    assert torch.equal(both.matrix, alone.matrix)
    assert torch.equal(both.offset, alone.offset)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", [*MOVING, "rotate:0", "shear:0", "stretch:0", "crop:0", "warp:0"])
def test_neutral_draws_or_no_strength_leave_pictures_unchanged(kind, channels):
    draws = torch.full((2, augmentation_from(kind, side=SIDE).draws), 0.5)
    if kind.endswith(":0"):
        draws = torch.rand_like(draws)
    if kind == "multicrop":
        draws[:, 0] = 1.0
    whole = smooth(channels).expand(2, -1, -1, -1)
    found = resampled(whole, sampling_grid(place_of(kind, draws)))
    torch.testing.assert_close(found, whole, rtol=1e-4, atol=1e-2)


def spline(t):
    """A cubic B-spline from its recursion, one number at a time."""

    def part(order, t):
        if order == 0:
            return float(0 <= t < 1)
        return (t * part(order - 1, t) + (order + 1 - t) * part(order - 1, t - 1)) / order

    return part(3, t + 2)


def test_a_warp_is_a_spline_of_moved_knots():
    torch.manual_seed(0)
    draws = torch.rand(2, 2 * KNOTS * KNOTS)
    place = place_of("warp:1.5", draws)
    knots = (draws.view(2, 2, KNOTS, KNOTS).double() * 2 - 1) * 1.5
    grid = (sampling_grid(place) * SIDE / 2).double()
    moved = grid - plane()[0].permute(1, 2, 0)
    spans = KNOTS - 3
    for y, x in ((0, 0), (3, 17), (10, 10), (19, 6)):
        at = [(v + 0.5) / SIDE * spans for v in (y, x)]
        weights = [[spline(a - (k - 1)) for k in range(KNOTS)] for a in at]
        assert sum(weights[0]) == pytest.approx(1)
        wanted = torch.einsum("nayx,y,x->na", knots, *map(torch.tensor, map(np.array, weights)))
        torch.testing.assert_close(moved[:, y, x], wanted, rtol=0, atol=1e-5)
    assert moved.abs().max() <= 1.5
    points = plane()[0].permute(1, 2, 0).reshape(1, -1, 2).expand(2, -1, -1)
    torch.testing.assert_close(
        place.displacement(points).double(), moved.reshape(2, -1, 2), rtol=0, atol=1e-5
    )


def test_what_comes_in_is_black_in_grey_and_mirrored_in_colour():
    grid = sampling_grid(place_of("affine", torch.tensor([[0.5, 0.5, 0.5, 0.999, 0.999]])))
    assert resampled(torch.ones(1, 1, SIDE, SIDE), grid).min() == 0
    assert resampled(torch.ones(1, 3, SIDE, SIDE), grid).min() == pytest.approx(1.0)
