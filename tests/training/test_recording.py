import torch

from netwright.training._recording import Recorder, place_of, storage_of, tensors_in


def recorded(run):
    recorder = Recorder()
    with recorder:
        run()
    return recorder.calls


def test_calls_are_kept_in_their_order_with_what_they_read_and_gave():
    x, w = torch.ones(2, 3), torch.ones(3, 4)
    calls = recorded(lambda: torch.relu(x @ w))
    assert [call.name for call in calls] == ["aten::mm", "aten::relu"]
    product, bent = calls
    assert [place_of(t) for t in product.reads] == [place_of(x), place_of(w)]
    assert place_of(bent.reads[0]) == place_of(product.results[0])


def test_a_call_views_or_writes_or_is_constant_or_none_of_them():
    x = torch.ones(2, 3)

    def run():
        x.t()
        x.add_(1)
        torch.zeros(2)
        torch.ones_like(x)
        torch.exp(x)

    kinds = {call.name: (call.views, call.writes, call.constant) for call in recorded(run)}
    assert kinds["aten::t"] == (True, False, False)
    assert kinds["aten::add_"] == (False, True, False)
    assert kinds["aten::zeros"] == kinds["aten::ones_like"] == (False, False, True)
    assert kinds["aten::exp"] == (False, False, False)


def test_the_backward_pass_is_recorded_too():
    x = torch.ones(3, requires_grad=True)
    x.grad = torch.zeros(3)
    names = [call.name for call in recorded(lambda: x.square().sum().backward())]
    assert names[0] == "aten::pow"
    assert names[-1] == "aten::add_"  # to the gradient


def test_no_place_is_used_twice():
    calls = recorded(lambda: [torch.exp(torch.ones(1000)) for _ in range(5)])
    made = [storage_of(call.results[0]) for call in calls if call.name == "aten::exp"]
    assert len(set(made)) == len(made) == 5


def test_rows_may_be_chosen_by_their_numbers():
    x = torch.arange(6.0)
    assert [c.name for c in recorded(lambda: x[torch.tensor([2, 4])])][-1] == "aten::index"


def test_tensors_are_found_in_nested_lists():
    a, b, c = (torch.zeros(n) for n in (1, 2, 3))
    assert [len(t) for t in tensors_in(((a, 3), [b, None, [c]], "x"))] == [1, 2, 3]


def test_a_place_tells_views_apart():
    x = torch.zeros(4, 4)
    places = {place_of(t) for t in (x, x.t(), x[1:], x[:3], x.view(16), x.view(torch.int32))}
    assert len(places) == 6
    assert place_of(x.t().t()) == place_of(x)
    assert storage_of(x[1:]) == storage_of(x)
