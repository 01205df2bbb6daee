from netwright.actions._members import MEMBERS


def test_a_single_network_gets_company(change):
    assert change(MEMBERS) == {"members": 4}
    assert change(MEMBERS, members=2) == {}
