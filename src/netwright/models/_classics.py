"""Rows of the table for the networks of papers: a form for small pictures, and the paper's.

    side up to 64   the small form, its default width times ``Size.width``
    above           the paper's form, its widths times ``Size.width``

``lenet5`` and the CIFAR networks ``resnet20`` to ``resnet110`` have one form for every side.
``Size.dropout`` goes to those that drop anything; the residual networks and LeNet-5 do not.
"""

import inspect
from collections.abc import Callable

from torch import nn

from netwright.models import _alexnet, _inception, _lenet, _mobilenet, _mobilenet_v2, _nasnet, _vgg
from netwright.models import _resnet_cifar as cifar
from netwright.models import _resnet_deep as deep
from netwright.models._inception_factorised import inception_factorised
from netwright.models._inception_residual import inception_residual
from netwright.models._inputs import PictureInput
from netwright.models._nasnet import PER_FILTER
from netwright.models._parts import rounded
from netwright.models._rows import Make, Network, PaperForm, Shape, Size, picture_of

LARGE = 65  # pixels: from here on the paper's form, below it the small one
PICTURES = ("picture",)
IMAGENET = PictureInput(channels=3, side=224), 1000
CIFAR = PictureInput(channels=3, side=32), 10
DIGITS = PictureInput(channels=1, side=32), 10

Form = Callable[..., nn.Module]  # shape, outputs, width=, and dropout= where it drops


def by_side(small: Form, large: Form) -> Make:
    """One maker of two forms.

    Args:
        small: for sides below 65; a ``Size.width`` of 1 is its own default.
        large: for all others.

    Returns:
        What a row wants; each form is given the dropout if it has such an argument.
    """

    def make(shape: Shape, outputs: int, size: Size) -> nn.Module:
        picture = picture_of(shape)
        form = small if picture.side < LARGE else large
        arguments = inspect.signature(form).parameters
        drops = {"dropout": size.dropout} if "dropout" in arguments else {}
        return form(picture, outputs, width=arguments["width"].default * size.width, **drops)

    return make


def _paper(form: Form, of: tuple[PictureInput, int], source: str) -> PaperForm:
    return PaperForm(shape=of[0], classes=of[1], source=source, make=form)


def _nasnet_large(
    shape: PictureInput, outputs: int, *, width: float = 1.0, dropout: float = 0.0
) -> nn.Module:
    filters = PER_FILTER * rounded(32 * width)
    return _nasnet.nasnet_a(shape, outputs, filters=filters, dropout=dropout)


def _rows(
    forms: tuple[tuple[str, Form, Form], ...],
    of: tuple[PictureInput, int],
    source: str,
    what: str,
    least: int = 8,
) -> list[Network]:
    """A family: names with their small and their paper's forms."""
    return [
        Network(
            *(name, what, PICTURES, by_side(small, large), least),
            paper=_paper(large, of, source),
            dropout=_drops(large),
        )
        for name, small, large in forms
    ]


def _drops(form: Form) -> float:
    """The share that a form drops if nothing else is said."""
    argument = inspect.signature(form).parameters.get("dropout")
    return 0.0 if argument is None else float(argument.default)


def _one(
    name: str,
    form: Form,
    what: str,
    least: int = 8,
    paper: PaperForm | None = None,
    dropout: float = 0.0,
) -> Network:
    """A network with one form for every side."""
    return Network(name, what, PICTURES, by_side(form, form), least, paper, dropout)


HE = "He et al. 2016, arXiv:1512.03385"
VGG = "Simonyan & Zisserman 2015, arXiv:1409.1556"

CLASSICS = (
    _one(
        "lenet5",
        _lenet.lenet5_relu,
        "LeNet-5 of today's parts: two 5x5 convolutions",
        _lenet.SMALLEST,
        _paper(_lenet.lenet5, DIGITS, "LeCun et al. 1998, Proceedings of the IEEE 86(11)"),
    ),
    *_rows(
        (("alexnet", _alexnet.alexnet_small, _alexnet.alexnet),),
        IMAGENET,
        "Krizhevsky, Sutskever & Hinton 2012, NeurIPS 25",
        "five convolutions, three of them in two groups",
        _alexnet.SMALLEST_SMALL,
    ),
    *_rows(
        (
            ("vgg11", _vgg.vgg11_small, _vgg.vgg11),
            ("vgg13", _vgg.vgg13_small, _vgg.vgg13),
            ("vgg16", _vgg.vgg16_small, _vgg.vgg16),
            ("vgg19", _vgg.vgg19_small, _vgg.vgg19),
        ),
        IMAGENET,
        VGG,
        "3x3 convolutions in five stages",
        _vgg.SMALLEST_SMALL,
    ),
    *(
        _one(name, form, "residual blocks, padded shortcuts", cifar.LEAST, _paper(form, CIFAR, HE))
        for name, form in (
            ("resnet20", cifar.resnet20),
            ("resnet32", cifar.resnet32),
            ("resnet44", cifar.resnet44),
            ("resnet56", cifar.resnet56),
            ("resnet110", cifar.resnet110),
        )
    ),
    *_rows(
        (
            ("resnet18", deep.resnet18_small, deep.resnet18),
            ("resnet34", deep.resnet34_small, deep.resnet34),
            ("resnet50", deep.resnet50_small, deep.resnet50),
        ),
        IMAGENET,
        HE,
        "residual blocks in four stages",
        deep.HALVINGS,
    ),
    *_rows(
        (("googlenet", _inception.googlenet_small, _inception.googlenet),),
        IMAGENET,
        "Szegedy et al. 2015, arXiv:1409.4842",
        "modules of four paths, Inception v1",
        _inception.LEAST_SMALL,
    ),
    _one(
        "inception-factorised",
        inception_factorised,
        "chains of small kernels, after arXiv:1512.00567",
    ),
    _one(
        "inception-residual",
        inception_residual,
        "paths that are added, after arXiv:1602.07261",
        dropout=0.2,  # figure 15 there keeps 0.8
    ),
    *_rows(
        (("mobilenet-v1", _mobilenet.mobilenet_v1_small, _mobilenet.mobilenet_v1),),
        IMAGENET,
        "Howard et al. 2017, arXiv:1704.04861",
        "convolutions within channels, then across",
        _mobilenet.HALVINGS,
    ),
    *_rows(
        (("mobilenet-v2", _mobilenet_v2.mobilenet_v2_small, _mobilenet_v2.mobilenet_v2),),
        IMAGENET,
        "Sandler et al. 2018, arXiv:1801.04381",
        "blocks wide inside and narrow between",
        _mobilenet_v2.HALVINGS,
    ),
    Network(
        "nasnet-a",
        "two cells found by a search",
        PICTURES,
        by_side(_nasnet.nasnet_a_small, _nasnet_large),
        _nasnet.LEAST_SMALL,
        _paper(_nasnet.nasnet_a, CIFAR, "Zoph et al. 2018, arXiv:1707.07012"),
    ),
)
