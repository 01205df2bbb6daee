"""Facts about the network, its loss and its updates: plain numbers, not-a-number if not known."""

import math
from dataclasses import dataclass
from typing import Literal

Reads = Literal["scores", "probabilities", "log probabilities", "numbers", "unknown"]
NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What the network answers on a batch, with its first weights unless said otherwise.

    Args:
        units: numbers per example.
        shape_differs: whether the loss is given shapes that only broadcasting brings together.
        lowest: smallest output.
        highest: largest output.
        floor: the value no input can push the output below; not finite where there is none.
        ceiling: the value no input can push it above.
        zeros: share of outputs that are exactly 0.
        rows_sum_to_one: whether each example's outputs are shares of one.
        columns_sum_to_one: whether each unit's outputs over the batch are.
        mixing: relative change of one example's output when only the others change.
        spread: standard deviation over examples, the mean of the units.
        spread_end: the same with the last weights.
    """

    units: int = 0
    shape_differs: bool = False
    lowest: float = NAN
    highest: float = NAN
    floor: float = -math.inf
    ceiling: float = math.inf
    zeros: float = NAN
    rows_sum_to_one: bool = False
    columns_sum_to_one: bool = False
    mixing: float = NAN
    spread: float = NAN
    spread_end: float = NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """How the loss function behaves on made-up answers.

    Args:
        reads: whether it takes scores of any size, probabilities, their logarithms, or numbers
            that are to be met.
        good: its value where the answers are right.
        bad: its value where they are wrong.
        bounded: a wrong answer costs hardly more the surer it is.
        pairing: change of the loss when targets are given to the wrong examples, relative.
        sums: whether it adds over the batch rather than averages.
        minimum_gap: how much below the right answer's loss another answer comes, relative.
        penalty: share of the loss handed to the coach that the loss function does not explain.
    """

    reads: Reads = "unknown"
    good: float = NAN
    bad: float = NAN
    bounded: bool = False
    pairing: float = NAN
    sums: bool = False
    minimum_gap: float = NAN
    penalty: float = NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Which parameters move, and how.

    Args:
        steps: updates seen.
        epochs: passes over the training rows.
        batch: examples per update.
        parameters: numbers in the network.
        outside: share of the trainable numbers that the optimiser does not hold.
        frozen: share of the numbers that take no gradient.
        unmoved: share of the trainable numbers that have not moved at all.
        ratio: middle size of one update over the size of the weights.
        ratio_early: the same in the first part of the training.
        uncleared: share of the backward passes that met gradients of an earlier one.
        backwards: backward passes looked at.
        trained_in_eval: share of the training passes in evaluation mode.
        judged_in_train: share of the passes without gradient in training mode.
        modes_matter: whether the network has parts that act differently in the two modes.
        statistics_moved: whether running statistics have left their first values; True if none.
        rate: learning rate, the middle one of those seen.
        method: the optimiser's name.
        epsilon: of Adam and the like.
        momentum: of SGD and RMSprop; Adam's first beta.
        decay: weight decay.
    """

    steps: int = 0
    epochs: float = NAN
    batch: int = 0
    parameters: int = 0
    outside: float = NAN
    frozen: float = NAN
    unmoved: float = NAN
    ratio: float = NAN
    ratio_early: float = NAN
    uncleared: float = NAN
    backwards: int = 0
    trained_in_eval: float = NAN
    judged_in_train: float = NAN
    modes_matter: bool = False
    statistics_moved: bool = True
    rate: float = NAN
    method: str = ""
    epsilon: float = NAN
    momentum: float = NAN
    decay: float = NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One operation of a forward pass.

    Args:
        operation: torch's word for it, such as "linear" or "relu".
        spread: standard deviation of what comes out.
        nonfinite: whether something that comes out is not finite.
        dead: share of units that are zero for all but 1 % of the examples.
        saturated: share of values so far out that the slope is nearly zero.
        axis: the axis a softmax runs along, counted from the front; None for others.
    """

    operation: str
    spread: float = NAN
    nonfinite: bool = False
    dead: float = NAN
    saturated: float = NAN
    axis: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One forward and backward pass.

    Args:
        layers: operations in order.
        loss: value of the loss function.
        gradients: gradient norm of each weight matrix over the norm of the matrix, in order.
        nonfinite_weights: whether a weight is not finite.
        alike: largest share of repeated rows in a weight matrix: 1 where all rows are equal.
        dropout: greatest share of values dropped.
        cut: share of the trainable numbers that got no gradient.
        smallest: least spread of a weight matrix times the root of its inputs; usual 0.3 to 1.5.
        largest: greatest of these.
    """

    layers: tuple[Layer, ...] = ()
    loss: float = NAN
    gradients: tuple[float, ...] = ()
    nonfinite_weights: bool = False
    alike: float = NAN
    dropout: float = 0.0
    cut: float = NAN
    smallest: float = NAN
    largest: float = NAN
