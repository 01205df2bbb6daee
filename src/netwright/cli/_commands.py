"""The commands, one function each; what they need is imported when they are called."""

from netwright.cli._app import app as app
from netwright.cli._commands_data import datasets as datasets
from netwright.cli._commands_data import get as get
from netwright.cli._commands_data import import_weights as import_weights
from netwright.cli._commands_data import inspect as inspect
from netwright.cli._commands_data import models as models
from netwright.cli._commands_data import tasks as tasks
from netwright.cli._commands_diagnose import diagnose as diagnose
from netwright.cli._commands_doctor import doctor as doctor
from netwright.cli._commands_explain import explain as explain
from netwright.cli._commands_gallery import gallery as gallery
from netwright.cli._commands_improve import improve as improve
from netwright.cli._commands_run import compare as compare
from netwright.cli._commands_run import evaluate as evaluate
from netwright.cli._commands_run import predict as predict
from netwright.cli._commands_run import reproduce as reproduce
from netwright.cli._commands_run import verify as verify
from netwright.cli._commands_stylize import stylize as stylize
from netwright.cli._commands_train import train as train
