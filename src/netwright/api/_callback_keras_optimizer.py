"""An optimiser of ``torch.optim`` that steps as one of Keras does, made of its hyper-parameters.

Forks are steps of torch; Keras' optimisers cannot be copied without their model. What differs:

    moments         those of the training are not carried over; a fork begins at 0
    epsilon         Adam, RMSprop: Keras and torch add it at other places; the steps agree where
                    gradients are larger than it
    weight decay    Keras takes it from the weights (Loshchilov and Hutter 2019, arXiv:1711.05101);
                    torch does so in AdamW, the others add it to the gradient, which is the same
                    for SGD without momentum
    clipping, averages of weights, accumulated gradients    torch's optimisers have none

Whatever of this a training uses is a sentence in the report.
"""

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor

Made = Callable[[Iterable[Tensor], float, "KerasSettings"], torch.optim.Optimizer]
MISSING = ("clipnorm", "clipvalue", "global_clipnorm", "use_ema", "gradient_accumulation_steps")


class KerasSettings:
    """Hyper-parameters of an optimiser of Keras, by name.

    Args:
        optimizer: the optimiser; one that scales losses is looked through.
    """

    def __init__(self, optimizer: object) -> None:
        self.optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        self.name = type(self.optimizer).__name__

    @property
    def rate(self) -> float:
        """The learning rate now, whatever schedule it follows."""
        value = getattr(self.optimizer, "learning_rate", 0.0)
        return float(value.detach() if isinstance(value, Tensor) else value)

    def number(self, name: str, otherwise: float = 0.0) -> float:
        """A hyper-parameter; ``otherwise`` where there is none, or it is None."""
        value = getattr(self.optimizer, name, None)
        return otherwise if value is None else float(value)

    def betas(self) -> tuple[float, float]:
        """Of the moments of Adam and its kin."""
        return self.number("beta_1", 0.9), self.number("beta_2", 0.999)


def _sgd(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    momentum = of.number("momentum")
    nesterov = bool(of.number("nesterov")) and momentum > 0
    decay = of.number("weight_decay")
    return torch.optim.SGD(
        weights, lr=rate, momentum=momentum, nesterov=nesterov, weight_decay=decay
    )


def _adam(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    decay, amsgrad = of.number("weight_decay"), bool(of.number("amsgrad"))
    kind = torch.optim.AdamW if decay else torch.optim.Adam
    return kind(
        weights,
        lr=rate,
        betas=of.betas(),
        eps=of.number("epsilon"),
        weight_decay=decay,
        amsgrad=amsgrad,
    )


def _rmsprop(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    return torch.optim.RMSprop(
        weights,
        lr=rate,
        alpha=of.number("rho", 0.9),
        eps=of.number("epsilon"),
        momentum=of.number("momentum"),
        centered=bool(of.number("centered")),
        weight_decay=of.number("weight_decay"),
    )


def _adagrad(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    return torch.optim.Adagrad(
        weights,
        lr=rate,
        initial_accumulator_value=of.number("initial_accumulator_value"),
        eps=of.number("epsilon"),
        weight_decay=of.number("weight_decay"),
    )


def _adadelta(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    rho, eps = of.number("rho", 0.95), of.number("epsilon")
    decay = of.number("weight_decay")
    return torch.optim.Adadelta(weights, lr=rate, rho=rho, eps=eps, weight_decay=decay)


def _adamax(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    eps, decay = of.number("epsilon"), of.number("weight_decay")
    return torch.optim.Adamax(weights, lr=rate, betas=of.betas(), eps=eps, weight_decay=decay)


def _nadam(weights: Iterable[Tensor], rate: float, of: KerasSettings) -> torch.optim.Optimizer:
    return torch.optim.NAdam(
        weights,
        lr=rate,
        betas=of.betas(),
        eps=of.number("epsilon"),
        weight_decay=of.number("weight_decay"),
        momentum_decay=1.0,  # Keras: 0.96^t, torch: 0.96^(t momentum_decay)
    )


EQUAL: Mapping[str, Made] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adam,
    "RMSprop": _rmsprop,
    "Adagrad": _adagrad,
    "Adadelta": _adadelta,
    "Adamax": _adamax,
    "Nadam": _nadam,
}


def has_equal(optimizer: object) -> bool:
    """Whether ``torch.optim`` has the method of an optimiser of Keras."""
    return KerasSettings(optimizer).name in EQUAL


def equal_optimizer(optimizer: object, weights: Iterable[Tensor]) -> torch.optim.Optimizer:
    """The optimiser of torch that steps as one of Keras does.

    Args:
        optimizer: of Keras; its moments are not read.
        weights: what it shall step.

    Returns:
        One with the same hyper-parameters; SGD with the same rate where torch has no equal, which
        then only holds that rate.
    """
    settings = KerasSettings(optimizer)
    make = EQUAL.get(settings.name)
    if make is None:
        return torch.optim.SGD(weights, lr=settings.rate)
    return make(weights, settings.rate, settings)


def unlike(optimizer: object) -> list[str]:
    """What the equal of an optimiser of Keras cannot do as it does.

    Args:
        optimizer: of Keras.

    Returns:
        Sentences for the report.
    """
    settings = KerasSettings(optimizer)
    if settings.name not in EQUAL:
        return [f"torch has no equal of Keras' {settings.name}: no forks were run"]
    said = [
        f"forks step with an optimiser of torch that equals Keras' {settings.name}; its moments "
        "begin at 0"
    ]
    used = [name for name in MISSING if settings.number(name)]
    if used:
        said.append(f"forks are without {', '.join(used)} of Keras' {settings.name}")
    decay = settings.number("weight_decay")
    plain = settings.name == "SGD" and not settings.number("momentum")
    if decay and not plain and settings.name not in ("Adam", "AdamW"):
        said.append("forks add the weight decay to the gradient; Keras takes it from the weights")
    return said
