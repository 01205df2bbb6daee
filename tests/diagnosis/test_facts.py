"""Facts know nothing by themselves."""

import dataclasses

import pytest

from netwright.diagnosis import Facts, Inputs


def test_empty_facts_are_made_of_empty_parts():
    assert Facts().inputs.examples == 0
    assert not Facts().forks


def test_facts_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Facts().inputs = Inputs()
