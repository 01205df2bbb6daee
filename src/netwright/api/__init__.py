"""train, load, evaluate, predict, compare, verify, reproduce: the rooms put together."""

from netwright.api._compare import Compared as Compared
from netwright.api._compare import compare as compare
from netwright.api._evaluate import Evaluation as Evaluation
from netwright.api._evaluate import evaluate_run as evaluate_run
from netwright.api._explain import Explanation as Explanation
from netwright.api._explain import explain as explain
from netwright.api._explain_picture import explain_picture as explain_picture
from netwright.api._fetch import get as get
from netwright.api._fetch import import_weights as import_weights
from netwright.api._inspect import Inspected as Inspected
from netwright.api._inspect import inspect as inspect
from netwright.api._lists import list_datasets as list_datasets
from netwright.api._lists import list_models as list_models
from netwright.api._lists import list_tasks as list_tasks
from netwright.api._predict import Predicted as Predicted
from netwright.api._predict import predict_inputs as predict_inputs
from netwright.api._range_test import find_rate as find_rate
from netwright.api._run import Run as Run
from netwright.api._run import load as load
from netwright.api._sheet import write_sheet as write_sheet
from netwright.api._train import resume as resume
from netwright.api._train import train as train
from netwright.api._verify import Reproduced as Reproduced
from netwright.api._verify import Verified as Verified
from netwright.api._verify import reproduce as reproduce
from netwright.api._verify import verify as verify
