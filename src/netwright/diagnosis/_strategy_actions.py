"""What to do about each cause of the strategy: groups of actions that do not disturb each other.

    fit train     bigger network, longer or better training            AVOIDABLE_BIAS
    fit dev       regularise, more data, data that look like dev       VARIANCE, DATA_MISMATCH
    fit test      more dev examples, fewer choices by them             DEV_OVERFIT
    the world     labels, measures and dev sets that mean what counts  WRONG_METRIC, labels

Each group is one knob: it moves its rung and leaves the others, so that a change can be judged by
one number. Within a cause the cheapest action comes first.
Source: Ng 2018, "Machine Learning Yearning", chapters 20 to 32 and 40 to 44.
"""

from netwright.diagnosis._verdict import Advice

TRAIN, DEV, TEST, WORLD = "fit train", "fit dev", "fit test", "work in the world"
GROUPS = {
    "AVOIDABLE_BIAS": TRAIN,
    "VARIANCE": DEV,
    "MORE_DATA": DEV,
    "DATA_MISMATCH": DEV,
    "DEV_OVERFIT": TEST,
    "SLICE": DEV,
    "FIX_DEV_LABELS": WORLD,
    "WRONG_METRIC": WORLD,
    "IMBALANCE": WORLD,
    "BAYES_UNKNOWN": WORLD,
    "NOT_ESTABLISHED": WORLD,
    "NOT_LABELS": WORLD,
    "NONE": WORLD,
}
LONGER = Advice(
    action="train longer, or with a better learning rate or optimiser",
    expect="the train error falls; if it stands still, go on to the next",
    cost="one training",
)
BIGGER = Advice(
    action="make the network wider or deeper, and regularise less",
    expect="the train error falls towards the best possible one; watch that dev does not rise",
    cost="one longer training",
)
FEATURES = Advice(
    action="look at wrong train examples; change features or architecture to what they show",
    expect="the kinds of errors that were seen become fewer",
    cost="an hour of reading, then trainings",
)
REGULARISE = Advice(
    action="regularise: weight decay, dropout, augmentation, or keep the best weights of dev",
    expect="dev error falls while train error rises a little",
    cost="one training each",
)
SMALLER = Advice(
    action="take another architecture, or fewer features",
    expect="the gap narrows; a smaller network may cost some train error",
    cost="one training each",
)
COLLECT = Advice(
    action="collect more training examples; train on parts of those there are to see what it gives",
    expect="dev error falls along the learning curve, train error rises a little",
    cost="3 to 4 short trainings to know, then what examples cost",
)
ONE_POOL = Advice(
    action="see where dev and test examples come from, and draw both anew from one pool",
    expect="dev and test errors agree within their standard errors",
    cost="no training; a look at the sources",
)
ADVICE: dict[str, tuple[Advice, ...]] = {
    "AVOIDABLE_BIAS": (LONGER, BIGGER, FEATURES),
    "VARIANCE": (REGULARISE, SMALLER, COLLECT),
    "MORE_DATA": (
        Advice(
            action="collect or synthesise more training examples, as many again as there are",
            expect="the dev error falls as the learning curve says",
            cost="what examples cost, one longer training",
        ),
    ),
    "DATA_MISMATCH": (
        Advice(
            action="look at dev errors and name what dev has that train has not",
            expect="a short list of differences, each with its share of the errors",
            cost="an hour of reading",
        ),
        Advice(
            action="make train look like dev: augment or synthesise just those differences",
            expect="the step from train-dev to dev becomes smaller",
            cost="one training each",
        ),
        Advice(
            action="collect examples from where dev comes from, and put a part of them into train",
            expect="the step from train-dev to dev goes away as their share grows",
            cost="what examples cost",
        ),
    ),
    "DEV_OVERFIT": (
        Advice(
            action="choose by a larger dev set: move examples into it, or take new ones",
            expect="dev error rises to what test says, and the choice gets better",
            cost="no training; examples",
        ),
        Advice(
            action="compare fewer models on dev, or cross-validate the last few",
            expect="the optimism shrinks as the standard error and the number of looks do",
            cost="some trainings",
        ),
    ),
    "SLICE": (
        Advice(
            action="read the errors of the first slice, and augment or collect for it",
            expect="at most its ceiling goes away from the dev error",
            cost="an hour of reading, then one training",
        ),
    ),
    "FIX_DEV_LABELS": (
        Advice(
            action="correct the labels of dev and test by one procedure, right answers too",
            expect="the dev error falls by the part that wrong labels make",
            cost="a person's hour or two for some hundred examples",
        ),
    ),
    "WRONG_METRIC": (
        Advice(
            action="judge by F1, balanced accuracy or the area under precision and recall",
            expect="the score of always giving the most frequent class becomes the worst there is",
            cost="nothing",
        ),
    ),
    "IMBALANCE": (
        Advice(
            action="weigh the rare classes in the loss, or draw them more often",
            expect="recall of the rare classes rises, some precision is lost",
            cost="one training",
        ),
    ),
    "BAYES_UNKNOWN": (
        Advice(
            action="measure the best possible error: let good people label 100 dev examples anew",
            expect="a number for human= that settles which gap is the larger one",
            cost="a person's hour",
        ),
    ),
    "NOT_ESTABLISHED": (
        Advice(
            action="measure on more examples before changing anything",
            expect="the gap stands out from its standard error, or goes away",
            cost="no training; examples",
        ),
    ),
    "NOT_LABELS": (
        Advice(
            action="leave the labels; work on what makes more of the errors",
            expect="nothing is lost: all wrong labels together are a small part of the dev error",
            cost="nothing",
        ),
    ),
    "NONE": (
        Advice(
            action="stop, or set a harder goal: a larger dev set, another measure, harder examples",
            expect="no gap left that these figures could show",
            cost="nothing",
        ),
    ),
}  # fmt: skip
