"""What any rule must do: call ``check_rule`` on a rule of your own, in a test.

    pure       no exception, whatever the figures; facts as they were; equal facts, equal verdicts
    quiet      certain of nothing on trainings without a fault
    complete   a cause is one of its codes, with figures as evidence and with advice that says what
               to do, what to expect and what it costs; no fork is asked for twice

Cost: some 160 calls of the rule, a tenth of a second.
"""

import re

from netwright.diagnosis._facts import Facts
from netwright.diagnosis._golden import any_facts, healthy_facts, sick_facts
from netwright.diagnosis._rule import STAGES, Rule
from netwright.diagnosis._verdict import Verdict
from netwright.errors import SettingError

DRAWN = 60  # facts of any size
HEALTHS = ("healthy", "ill", "unsure")
FIGURE = re.compile(r"\d|nan|inf|unknown")


def check_rule(rule: Rule) -> None:
    """Hold a rule to what all rules are held to.

    Args:
        rule: yours; ``diagnose`` takes it beside the others once it passes.

    Raises:
        SettingError: naming the rule, the facts it was asked about, and what it got wrong.

    Example:
        >>> from netwright.diagnosis import RULES
        >>> for rule in RULES:
        ...     check_rule(rule)
    """
    if not rule.name or rule.stage not in STAGES:
        wanted = f"named, and of a stage in {', '.join(STAGES)}"
        raise SettingError(f"rule '{rule.name}'", rule.stage, wanted=wanted)
    for what, facts in healthy_facts().items():
        verdict = _asked(rule, facts, what)
        if verdict.health == "ill":
            raise _refused(rule, what, f"ill with {verdict.cause}", "quiet on a healthy training")
    for what, facts in sick_facts().items():
        _asked(rule, facts, what)
    for number in range(DRAWN):
        _asked(rule, any_facts(number), f"any figures, {number}")


def _asked(rule: Rule, facts: Facts, what: str) -> Verdict:
    """The verdict, once it is known to be pure and complete."""
    forks = dict(facts.forks)  # all else of the facts is frozen
    try:
        verdict, again = rule.judge(facts), rule.judge(facts)
    except Exception as error:  # whatever a rule of somebody else may raise
        came = f"{type(error).__name__}: {error}"
        raise _refused(rule, what, came, "a function that answers whatever is unknown") from error
    if dict(facts.forks) != forks:
        raise _refused(rule, what, "changed facts", "pure, leaving the facts as they are")
    if repr(verdict) != repr(again):
        raise _refused(rule, what, "two verdicts", "the same for the same facts")
    if not isinstance(verdict, Verdict):
        raise _refused(rule, what, verdict, "a function that answers with a Verdict")
    for kept, got, wanted in _demands(rule, facts, verdict):
        if not kept:
            raise _refused(rule, what, got, wanted)
    return verdict


def _demands(rule: Rule, facts: Facts, verdict: Verdict) -> list[tuple[bool, object, str]]:
    """Whether each demand is met, what came, and what would do."""
    cause, evidence, advice = verdict.cause, verdict.evidence, verdict.advice
    codes = ", ".join(rule.codes) or "none"
    ill = verdict.health == "ill"
    return [
        (verdict.rule == rule.name, verdict.rule, "the name its verdicts bear"),
        (verdict.health in HEALTHS, verdict.health, f"one that answers {', '.join(HEALTHS)}"),
        (cause is None or cause in rule.codes, cause, f"one that names its codes only ({codes})"),
        (not ill or cause is not None, verdict.health, "one that names a cause where it is ill"),
        (cause is None or verdict.health != "healthy", cause, "one without a cause where healthy"),
        (
            cause is None or bool(FIGURE.search(" ".join(evidence))),
            evidence,
            "one that gives figures as evidence for a cause",
        ),
        (cause is None or bool(advice), advice, "one that gives advice with a cause"),
        (
            all(one.action and one.expect and one.cost for one in advice),
            advice,
            "one whose advice has an action, what to expect, and a cost",
        ),
        (
            not set(verdict.needs) & set(facts.forks),
            verdict.needs,
            "one that asks for forks that were not run yet",
        ),
    ]


def _refused(rule: Rule, what: str, got: object, wanted: str) -> SettingError:
    hint = f"it was asked about: {what}"
    return SettingError(f"rule '{rule.name}'", got, wanted=wanted, hint=hint)
