"""How it is learned: the loop, its plan, its optimisers and schedules, its stops."""

from netwright.training._budget import estimate as estimate
from netwright.training._budget import steps_within as steps_within
from netwright.training._devices import choose_device as choose_device
from netwright.training._devices import device_words as device_words
from netwright.training._evaluate import Evaluated as Evaluated
from netwright.training._evaluate import evaluate as evaluate
from netwright.training._evaluate import outputs as outputs
from netwright.training._evaluate import train_subset as train_subset
from netwright.training._feed import Feed as Feed
from netwright.training._guard import NonFinite as NonFinite
from netwright.training._loop import Checkpoint as Checkpoint
from netwright.training._loop import Fitted as Fitted
from netwright.training._loop import State as State
from netwright.training._loop import Trainer as Trainer
from netwright.training._loop import evaluation_points as evaluation_points
from netwright.training._plan import Candidate as Candidate
from netwright.training._plan import Plan as Plan
from netwright.training._plan import choose as choose
from netwright.training._plan import list_candidates as list_candidates
from netwright.training._plan import plan_from as plan_from
from netwright.training._schedules import learning_rate as learning_rate
from netwright.training._signals import Stop as Stop
from netwright.training._signals import stop_on_signals as stop_on_signals
from netwright.training._timing import measure_plan as measure_plan
from netwright.training._timing import use_threads as use_threads
