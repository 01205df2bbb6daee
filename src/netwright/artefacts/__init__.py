"""A run and a finished model on disk."""

from netwright.artefacts._environment import cores as cores
from netwright.artefacts._environment import differences as differences
from netwright.artefacts._environment import environment as environment
from netwright.artefacts._import_weights import Imported as Imported
from netwright.artefacts._import_weights import import_weights as import_weights
from netwright.artefacts._model import Model as Model
from netwright.artefacts._model import build_network as build_network
from netwright.artefacts._model import load_model as load_model
from netwright.artefacts._model import save_model as save_model
from netwright.artefacts._run_folder import CHECKPOINTS as CHECKPOINTS
from netwright.artefacts._run_folder import HISTORY as HISTORY
from netwright.artefacts._run_folder import RunFolder as RunFolder
from netwright.artefacts._run_folder import Stored as Stored
from netwright.artefacts._run_folder import best_checkpoint as best_checkpoint
from netwright.artefacts._run_folder import is_finished as is_finished
from netwright.artefacts._run_folder import is_run as is_run
from netwright.artefacts._run_folder import list_checkpoints as list_checkpoints
from netwright.artefacts._run_folder import newest_checkpoint as newest_checkpoint
from netwright.artefacts._run_folder import read_checkpoint as read_checkpoint
from netwright.artefacts._tensorboard import has_tensorboard as has_tensorboard
from netwright.artefacts._tensors import check_header as check_header
from netwright.artefacts._tensors import read_tensors as read_tensors
from netwright.artefacts._tensors import write_tensors as write_tensors
