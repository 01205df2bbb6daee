"""Mistakes people make, each with the exit code and some words of what they are told (R54).

A line is typed in the folder that ``conftest.py`` makes. ``words`` must be in the message;
``step`` in the next step below it, which is empty where the message says all.
"""

from typing import NamedTuple


class Mistake(NamedTuple):
    """One command line that cannot work."""

    line: str
    code: int
    words: str
    step: str = ""


MISTAKES = [
    # commands and options
    Mistake("tran digits", 2, "the command must be one of compare, datasets", "mean train?"),
    Mistake("zzz", 2, "verify; got 'zzz'", "netwright --help"),
    Mistake("--jsn", 2, "got '--jsn'", "netwright --help"),
    Mistake("train", 2, "DATA must be a path or a name; got nothing", "train digits"),
    Mistake("inspect", 2, "DATA must be given; got nothing", "netwright inspect --help"),
    Mistake("get", 2, "NAME must be given; got nothing", "netwright get --help"),
    Mistake("compare runs/people", 2, "SECOND must be given", "netwright compare --help"),
    Mistake("predict runs/people", 2, "INPUTS must be pictures", "predict runs/people FILE"),
    Mistake("models extra", 2, "models must have no further arguments; got 'extra'", "--help"),
    Mistake("train digits more", 2, "no further arguments; got 'more'", "train --help"),
    Mistake("train digits --epocs 3", 2, "options must be those of", "mean --epochs?"),
    Mistake("train digits --dropout 0.1", 2, "got --dropout", "mean --set dropout=VALUE?"),
    Mistake("datasets --jsn", 2, "options must be those of netwright datasets", "mean --json?"),
    Mistake("verify runs/people --zzz", 2, "got --zzz", "netwright verify --help"),
    Mistake("train digits --seed", 2, "--seed must be given; got nothing", "train --help"),
    Mistake("train digits --seed 1 --seed 2", 2, "--seed must be given once", "train --help"),
    # settings
    Mistake("train digits --epochs 0", 2, "epochs must be a number above 0; got 0"),
    Mistake("train digits --epochs many", 2, "--epochs must be a number; got 'many'", "--help"),
    Mistake("train digits --epochs nan", 2, "epochs must be a number above 0; got nan"),
    Mistake("train digits --minutes 0", 2, "minutes must be a number of minutes above 0"),
    Mistake("train digits --minutes 1 --epochs 3", 2, "epochs must be left out where minutes"),
    Mistake("train digits --seed -1", 2, "seed must be a whole number, 0 or more; got -1"),
    Mistake("train digits --seed half", 2, "--seed must be a whole number; got 'half'", "--help"),
    Mistake("train digits --preset slow", 2, "--preset must be fast, medium or best", "--help"),
    Mistake("train digits --device gpu", 2, "--device must be auto, cpu, cuda or mps", "--help"),
    Mistake("train digits --device ABSENT", 69, "device must be one that torch", "--device auto"),
    Mistake("train digits --plan quick", 2, "plan must be auto, fp32 or a run", "auto measures"),
    Mistake("train digits --plan photos", 2, "fp32 or a run folder; got 'photos'"),
    Mistake("train digits --plan runs/digit", 2, "got 'runs/digit'", "mean runs/digits?"),
    Mistake("train digits --set epoch=3", 2, "epoch must be a setting; got 'epoch' (did you"),
    Mistake("train digits --set epochs", 2, "--set must be key=value; got 'epochs'"),
    Mistake("train digits --epochs 2 --set epochs=3", 2, "epochs must be given once; got it tw"),
    Mistake("train digits --set dropout=2", 2, "dropout must be a share, from 0"),
    Mistake("train digits --set optimiser=adm", 2, "optimiser must be sgd, momentum"),
    Mistake("train digits --set side=3", 2, "side must be 8 pixels or more; got 3"),
    Mistake("train digits --set augment=spin", 2, "augment must be none, or some of flip, altflip"),
    Mistake("train digits --model convnett", 2, "model must be one of the "),
    Mistake("train digits --task pictures", 2, "task must be one of image-classification"),
    Mistake("train digits --members 65", 2, "members must be a whole number from 1 to 64; got"),
    Mistake("train digits --freeze features", 2, "freeze must come with pretrained weights; got"),
    Mistake("inspect people.csv --augment flip", 2, "augment must be left out for tables; got"),
    Mistake("train people.csv --target label --model resnet FAST", 2, "one that takes a table"),
    Mistake("train photos --task table-regression", 2, "task must be image-classification for"),
    Mistake("train people.csv --target label --task image-classification", 2, "for a table; got"),
    Mistake("train houses.csv --target price --set log_target=maybe", 2, "log_target must be true"),
    Mistake("train signed.csv --target y --set log_target=true", 2, "which has no logarithm"),
    Mistake("train people.csv --target label --set kinds=age=colour", 2, "kind of 'age' must be"),
    Mistake("train people.csv --target label --set kinds=agee=date", 2, "perhaps 'age'; got"),
    Mistake(
        "train digits --set val_share=0.7 --set test_share=0.5", 65, "must leave rows to train"
    ),
    # data that are not there, or of another kind
    Mistake("train photo", 65, "photo must be a path or the name of a data set", "mean photos?"),
    Mistake("inspect people.cvs", 65, "got nothing there", "mean people.csv?"),
    Mistake("train cifar11", 65, "cifar11 must be a path", "mean cifar10?"),
    Mistake("train cifar10", 65, "cifar10 must have been fetched", "netwright get cifar10"),
    Mistake("get cifar11", 2, "name must be one of mnist", "mean cifar10?"),
    Mistake("get digits", 2, "name must be one of mnist", "built in"),
    Mistake("train notes.docx", 65, "a folder of pictures, an npz file or a table", "tables end"),
    Mistake("train half.npz", 65, "half.npz must be a whole npz file", "again"),
    Mistake("train half.parquet --target label", 65, "must be a whole parquet", "to its end"),
    Mistake("import-weights words.png", 65, "words.png must be a .pt or .pth", "state_dict"),
    Mistake("import-weights nowhere.pt", 74, "nowhere.pt must be a file; got nothing there"),
    # tables
    Mistake("train people.csv", 2, "target must be the name of a column, perhaps 'label'"),
    Mistake("train people.csv --target labl", 2, "perhaps 'label', an index or 'last'; got 'labl'"),
    Mistake("train people.csv --target 9", 2, "target must be an index from -4 to 3"),
    Mistake("train people.csv --target label --group twon", 2, "group must be the name of a col"),
    Mistake("train times.csv --target label --time day", 65, "must hold dates or numbers", "2026-"),
    Mistake("train one-class.csv --target label", 65, "2 or more different ones", "right column"),
    Mistake("train empty.csv --target label", 65, "empty.csv must hold a table", "to its end"),
    Mistake("train header-only.csv --target label", 65, "must hold rows below its", "header"),
    Mistake("train ragged.csv --target label", 65, "must have 2 cells in every row", "quotes"),
    Mistake("train ids.csv --target label", 65, "must have a column of numbers", "what kind"),
    Mistake("train three.csv --target label", 65, "test must have rows", "test_share=0"),
    Mistake("train dear.csv --target price --task table-regression", 65, "got 'dear'", "correct"),
    Mistake("train people.csv --target label --test no.csv", 65, "no.csv must be a path", ""),
    Mistake(
        "train people.csv --target label --test houses.csv", 65, "columns of the train", "same"
    ),
    Mistake(
        "train people.csv --target label --test new-class.csv", 65, "got 'perhaps'", "never saw"
    ),
    Mistake("train missing-picture.csv --target label", 65, "must be files below", "paths count"),
    # folders of pictures
    Mistake("train split", 65, "val must have every class of train; got none of c", "to val"),
    Mistake("train added", 65, "test must have the classes of train; got z", "to train"),
    Mistake("train one-folder", 65, "at least 2 classes to tell apart; got 1", "folder of its own"),
    Mistake("train no-pictures", 65, "at least 2 classes to tell apart; got 0", "folder"),
    Mistake("train broken", 65, "must have at most 1.00% damaged pictures; got 3", "damaged=0.13"),
    # runs
    Mistake("verify photos", 2, "run must be a run folder of netwright; got 'photos'", "prints"),
    Mistake("stylize", 2, "CONTENT and STYLE must be two pictures; got nothing", "PAINTING.jpg"),
    Mistake("stylize a.png b.png --sizes 9x", 2, "--sizes must be whole numbers joined by commas"),
    Mistake("stylize --resume photos", 2, "run must be a run of netwright stylize; got 'photos'"),
    Mistake("gallery list", 2, "RUN must be given; got nothing", "netwright gallery --help"),
    Mistake("gallery show runs/photos", 2, "ACTION must be add, remove or list", "gallery --help"),
    Mistake("gallery add runs/photos Ada", 2, "PICTURES must be pictures of one person", "FILE"),
    Mistake("gallery list runs/photos", 2, "run must be one of verification, not of image-class"),
    Mistake("train photos --set margin=0.1", 2, "margin must be left out unless the task is ver"),
    Mistake("train photos --task verification", 65, "24 rows are in 2 groups that stay", "share=0"),
    Mistake("reproduce runs/peopl", 2, "got 'runs/peopl'", "mean runs/people?"),
    Mistake("evaluate runs", 2, "run must be a run folder", "it holds runs: did you mean runs/"),
    Mistake("train --resume photos", 2, "run must be a run folder of netwright"),
    Mistake("train digits --resume runs/digits", 2, "--resume must stand alone", "it began with"),
    Mistake("train --resume runs/digits --epochs 3", 2, "--resume must stand alone", "settings"),
    Mistake("evaluate runs/people new-class.csv", 65, "must be classes of the model", "it knows"),
    Mistake(
        "evaluate runs/people houses.csv", 65, "column the run has learned, 'label'", "task is"
    ),
    Mistake("evaluate runs/people photos", 65, "of the kind the run was trained on", "task is"),
    Mistake("evaluate runs/photos people.csv", 65, "must hold pictures as the run's", "task is"),
    Mistake("predict runs/people lacking.csv", 65, "none called 'hours'", "their order does not"),
    Mistake("predict runs/people people.cvs", 65, "got nothing there", "mean people.csv?"),
    Mistake(
        "predict runs/people photos", 65, "as the run was trained on one; got a folder", "FILE"
    ),
    Mistake("predict runs/people photos/dark/d00.png", 65, "got a picture", "give the table"),
    Mistake("predict runs/photos words.txt", 65, "words.txt must be a whole picture", "replace"),
    Mistake("predict runs/photos broken.png", 65, "does not decode", "replace"),
    Mistake("predict runs/photos photo", 65, "photo must be a file or a folder", "mean photos?"),
    Mistake("predict runs/photos empty-folder", 65, "inputs must hold a picture or a row"),
    Mistake("compare runs/people runs/houses", 65, "runs must have one task; got", "one question"),
    Mistake("compare runs/photos runs/digits", 65, "runs must have the same classes", "train both"),
    # networks taken apart
    Mistake("explain", 2, "WHAT must be given; got nothing", "netwright explain --help"),
    Mistake("explain convnett", 2, "model must be one of the ", "mean convnet?"),
    Mistake("explain runs/peopl", 2, "run must be a run folder of netw", "mean runs/people?"),
    Mistake(
        "explain runs", 2, "run must be a run folder of netwright; got 'runs'", "it holds runs"
    ),
    Mistake("explain photos", 2, "run must be a run folder of netwright; got 'photos'", "training"),
    Mistake(
        "explain people.csv", 2, "a network or a run folder; got", "explain NETWORK people.csv"
    ),
    Mistake(
        "explain runs/people --seed 3", 2, "left out: a run has its own; got 'seed'", "its name"
    ),
    Mistake("explain runs/people --set width=2", 2, "settings must be left out", "its name"),
    Mistake(
        "explain mlp --set model=convnet", 2, "left out: mlp is to be explained; got 'convnet'"
    ),
    Mistake("explain mlp --set widht=2", 2, "widht must be a setting; got 'widht' (did you mean w"),
    Mistake("explain mlp --width 2", 2, "options must be those of", "mean --set width=VALUE?"),
    Mistake("explain mlp --check-gradient", 2, "options must be", "mean --check-gradients?"),
    Mistake("explain mlp --equation Linaer", 2, "equation must be a layer of the", "mean Linear?"),
    Mistake("explain mlp --equation numbers", 2, "a layer with an equation; input has none"),
    Mistake(
        "explain mlp --equation 1,2", 2, "or a file of netwright.reference; got '1,2'", "lists"
    ),
    Mistake(
        "explain mlp --svg graph.png", 2, "--svg must be a file ending in .svg; got 'graph.png'"
    ),
    Mistake("explain mlp people.csv", 2, "target must be the name of a column, perhaps 'label'"),
    Mistake(
        "explain convnet people.csv --target label", 2, "one that takes a table: logistic, mlp"
    ),
    Mistake(
        "explain mlp photo", 65, "photo must be a path or the name of a data set", "mean photos?"
    ),
    Mistake("explain runs/people photos", 65, "of the kind the run was trained on", "task is"),
    Mistake("explain runs/photos people.csv", 65, "must hold pictures as the run's", "task is"),
    Mistake("explain runs/houses dearest.csv", 65, "must be finite on this batch; got", "far from"),
    Mistake("explain mlp --svg no-folder/graph.svg", 74, "must be writable; got:", "another place"),
    # places
    Mistake("train digits FAST --out words.txt", 74, "must be writable; got:", "--out"),
    Mistake("train digits FAST --out words.txt/runs", 74, "must be writable; got:", "--out"),
]
