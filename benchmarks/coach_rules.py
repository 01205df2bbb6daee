"""How often each rule of the coach speaks up where nothing is wrong: a table for docs/coach.md.

The runs are those of ``coach_cases.py``: healthy programs, and faulty ones with their faults
mended. A rule is *certain* where its own verdict is ill, and *suspects* where it names a cause that
it cannot prove; a suspicion is said only where the training fails.
"""

from collections import Counter
from collections.abc import Sequence

from coach_thresholds import Read

from netwright.diagnosis import RULES


def rules_table(reads: Sequence[Read]) -> str:
    """Markdown: a row for each rule."""
    sound = [one for one in reads if one.program.kind != "faulty"]
    verdicts = [verdict for one in sound for verdict in one.verdicts]
    certain = Counter(verdict.rule for verdict in verdicts if verdict.health == "ill")
    suspects = Counter(
        verdict.rule for verdict in verdicts if verdict.health == "unsure" and verdict.cause
    )
    count = len(sound)
    lines = [
        f"Of {count} runs without a fault, in how many each rule was certain of one, and in how "
        f"many it suspected one. 0 of {count} means less than {3 / max(1, count):.1%}, with 95 % "
        f"confidence.",
        "",
        "| rule | stage | causes | certain | suspects |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    return "\n".join(
        [
            *lines,
            *(
                f"| {rule.name} | {rule.stage} | {', '.join(rule.codes) or 'none'} | "
                f"{certain[rule.name]} | {suspects[rule.name]} |"
                for rule in RULES
            ),
        ]
    )
