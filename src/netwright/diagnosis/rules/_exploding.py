"""Numbers that grow out of all bounds within the network.

Statistic   the first operation whose output is not finite at the first step; gradient norms over
            weight norms, largest layer over the last one; the widest layer's outputs at the end
            over the largest input.
Threshold   any; 70 and 1e4, with harm and without a learning rate that helps.
Blind spot  growth that only comes later: the learning rate is asked first.
Source      Pascanu et al. 2013, arXiv:1211.5063; AutoTrainer (70).
"""

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._harm import harm_of, not_finite
from netwright.diagnosis._rule import healthy, ill
from netwright.diagnosis._verdict import Advice, Verdict

NAME = "growth within the network"
RATIO, GROWTH = 70.0, 1e4
ADVICE = (
    Advice(
        action="use relu in place of activations that grow faster than their input, and clip "
        "gradients at norm 1",
        expect="every layer's outputs stay within a few powers of ten",
        cost="a line and a training",
    ),
)


def judge(facts: Facts) -> Verdict:
    """Ill if values or gradients grow without bound and the training fails."""
    harm = harm_of(facts)
    for at, layer in enumerate(facts.start.layers):
        if layer.nonfinite and not facts.inputs.nonfinite:
            words = f"operation {at}, {layer.operation}, is not finite at the first step"
            return ill(NAME, "GRAD_EXPLODE", float(at), None, words, advice=ADVICE)
    norms = [one for one in facts.start.gradients if one > 0]
    ratio = max(norms) / norms[-1] if norms else 0.0
    widest = max((layer.spread for layer in facts.end.layers if layer.spread > 0), default=0.0)
    growth = widest / max(1.0, facts.inputs.largest)
    if harm.fitting and growth > GROWTH:
        words = f"at the end a layer's outputs spread {widest:.2g}; inputs reach "
        words += f"{facts.inputs.largest:.2g}"
        return ill(NAME, "GRAD_EXPLODE", growth, GROWTH, words, harm.words, advice=ADVICE)
    if not_finite(facts) or (harm.fitting and ratio > RATIO):
        words = f"one layer's gradient is {ratio:.3g} times that of the last"
        return ill(NAME, "GRAD_EXPLODE", ratio, RATIO, words, harm.words, advice=ADVICE)
    return healthy(NAME, ratio, RATIO)
