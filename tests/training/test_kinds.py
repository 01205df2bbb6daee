import pytest
import torch
from torch import nn

from netwright.models import Ensemble, PictureInput, Size, TableInput, make_network
from netwright.recipe import Settings
from netwright.training._flat import FlatParameters, is_decayed
from netwright.training._kinds import kinds_of
from netwright.training._stages import stages

PICTURE = PictureInput(channels=3, side=32)
TABLE = TableInput(numbers=2, sizes=(3, 20))


def by_muon(network):
    kinds = kinds_of(network, Settings(optimiser="muon"))
    return {name: kind.matrices for name, kind in kinds.items() if kind.matrices}


def test_a_plain_recipe_tells_apart_only_what_is_decayed():
    network = make_network("convnet", PICTURE, 4)
    kinds = kinds_of(network, Settings())
    assert all(kind.stage == kind.matrices == 0 for kind in kinds.values())
    assert all(kinds[n].decayed == is_decayed(n, p) for n, p in network.named_parameters())
    plain, same = (
        FlatParameters(network),
        FlatParameters(make_network("convnet", PICTURE, 4), kinds),
    )
    assert plain.names() == same.names()
    assert [part.where for part in plain.parts] == [part.where for part in same.parts]
    assert len(plain.parts) == 2


def test_muon_steps_hidden_matrices_and_filters_alone():
    assert by_muon(make_network("convnet", PICTURE, 4)) == {
        "features.4.weight": 1,
        "head.2.weight": 1,
    }
    assert by_muon(make_network("logistic", TABLE, 3)) == {}
    assert by_muon(make_network("mlp", TABLE, 3)) == {"layers.0.weight": 1, "layers.2.weight": 1}


def test_members_are_as_many_matrices():
    found = by_muon(make_network("mlp", TABLE, 3, Size(members=5)))
    assert found == {"layers.0.weight": 5, "layers.2.weight": 5}


def test_embeddings_wherever_they_stand_are_left_to_adamw():
    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.words = nn.ModuleDict({"table": nn.Embedding(10, 4)})
            self.hidden = nn.Linear(4, 4)
            self.output = nn.Linear(4, 2)

    assert by_muon(Words()) == {"hidden.weight": 1}


def test_the_first_weight_of_each_network_of_an_ensemble_is_left_out():
    network = Ensemble([make_network("mlp", PICTURE, 3) for _ in range(2)])
    assert by_muon(network) == {"networks.0.layers.2.weight": 1, "networks.1.layers.2.weight": 1}


@pytest.mark.parametrize("changed", [{"freeze": "2"}, {"stage_rate": 0.5}])
def test_stages_lie_side_by_side_within_what_is_decayed(changed):
    torch.manual_seed(0)
    network = make_network("convnet", PICTURE, 4)
    kinds = kinds_of(network, Settings(**changed))
    before = {n: p.detach().clone() for n, p in network.named_parameters()}
    flat = FlatParameters(network, kinds)
    assert [part.kind.stage for part in flat.parts] == [*range(4), *range(4)]
    assert [part.kind.decayed for part in flat.parts] == [True] * 4 + [False] * 4
    assert flat.decayed == flat.parts[3].where.stop
    for stage, names in enumerate(stages(network)):
        assert {n for n, kind in kinds.items() if kind.stage == stage} == set(names)
    ends = [part.where for part in flat.parts]
    assert [where.start for where in ends] == [0, *(where.stop for where in ends[:-1])]
    assert ends[-1].stop == len(flat.values)
    found = flat.named(flat.values)
    assert all(torch.equal(found[name], before[name]) for name in before)
