"""train, load, evaluate, predict, compare, verify, reproduce: the rooms put together."""

from netwright.api._run import Run as Run
from netwright.api._run import load as load
from netwright.api._train import resume as resume
from netwright.api._train import train as train
