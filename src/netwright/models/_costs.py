"""What every network of the table costs, at the input and the classes its paper states.

A network of ours is counted at 3x32x32 and 10 classes. Counting takes ten seconds for all of them,
so the numbers are written down; ``tests/models/test_costs.py`` counts them again.
"""

from typing import NamedTuple

from netwright.models._inputs import PictureInput
from netwright.models._rows import Network

OURS, OUR_CLASSES = PictureInput(channels=3, side=32), 10


class Cost(NamedTuple):
    """Of one picture through one network.

    Args:
        parameters: numbers that are trained.
        multiply_adds: of all convolutions and affine layers, forwards.
    """

    parameters: int
    multiply_adds: int


COSTS = {
    "logistic": Cost(30_730, 30_720),
    "mlp": Cost(855_050, 854_528),
    "convnet": Cost(306_818, 2_704_000),
    "resnet": Cost(272_474, 40_813_184),
    "speedrun": Cost(146_432, 17_085_088),
    "embedder": Cost(90_356, 9_157_632),
    "yolo": Cost(788_155, 4_545_536),
    "unet": Cost(1_375_210, 92_037_120),
    "style": Cost(1_697_386, 176_062_464),
    "lenet5": Cost(60_000, 326_520),
    "alexnet": Cost(60_965_224, 724_406_816),
    "vgg11": Cost(132_863_336, 7_609_090_048),
    "vgg13": Cost(133_047_848, 11_308_466_176),
    "vgg16": Cost(138_357_544, 15_470_264_320),
    "vgg19": Cost(143_667_240, 19_632_062_464),
    "resnet20": Cost(269_722, 40_551_040),
    "resnet32": Cost(464_154, 68_862_592),
    "resnet44": Cost(658_586, 97_174_144),
    "resnet56": Cost(853_018, 125_485_696),
    "resnet110": Cost(1_727_962, 252_887_680),
    "resnet18": Cost(11_689_512, 1_814_073_344),
    "resnet34": Cost(21_797_672, 3_663_761_408),
    "resnet50": Cost(25_557_032, 3_857_973_248),
    "googlenet": Cost(6_998_552, 1_582_671_872),
    "inception-factorised": Cost(453_674, 28_872_448),
    "inception-residual": Cost(487_978, 28_412_416),
    "mobilenet-v1": Cost(4_231_976, 568_740_352),
    "mobilenet-v2": Cost(3_504_872, 300_774_272),
    "nasnet-a": Cost(3_328_234, 525_786_624),
}


def stated(row: Network) -> tuple[PictureInput, int, str]:
    """Input, classes and source that ``COSTS`` is counted for.

    Args:
        row: of ``NETWORKS``.

    Returns:
        Shape of one picture, classes, and the paper, or "ours".

    Example:
        >>> from netwright.models import NETWORKS
        >>> stated(NETWORKS["nasnet-a"])[2]
        'Zoph et al. 2018, arXiv:1707.07012'
    """
    if row.paper is None:
        return OURS, OUR_CLASSES, "ours"
    return row.paper.shape, row.paper.classes, row.paper.source
