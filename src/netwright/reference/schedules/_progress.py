"""How far a training is: what every schedule is asked with."""

from netwright.reference._arrays import count


def progress(step: int, steps: int) -> float:
    """The share of the steps that is done before this one.

    Args:
        step: from 0 to ``steps`` - 1.
        steps: in all, 1 or more.

    Returns:
        step / steps, from 0 up to, not at, 1.

    Raises:
        ValueError: if one is no whole number, or the step is not among the steps.

    Example:
        >>> progress(3, 4)
        0.75
    """
    step, steps = count("step", step, least=0), count("steps", steps)
    if step >= steps:
        raise ValueError(f"step must be below steps, which is {steps}; got {step}")
    return step / steps
