"""Rows a loop prepares before the network sees them."""

import torch
from torch import nn

import netwright
from netwright.api._watch_prepared import as_prepared

torch.manual_seed(0)
PIXELS = torch.randint(0, 256, (600, 1, 4, 4), dtype=torch.uint8)
NONE = PIXELS[:0]


def test_pixels_divided_by_255_and_centred_are_prepared_alike():
    met = [(PIXELS[at : at + 64].float() / 255 - 0.5) * 2 for at in range(0, 320, 64)]
    prepared = as_prepared(PIXELS, PIXELS[:10], met)
    assert prepared is not None
    assert torch.allclose(prepared[0], (PIXELS.float() / 255 - 0.5) * 2, atol=0.02)
    assert prepared[1].shape == (10, 1, 4, 4)
    assert torch.allclose(prepared[1], prepared[0][:10])


def test_rows_that_are_flattened_on_the_way_come_flat():
    met = [PIXELS[:256].flatten(1).float() / 255]
    prepared = as_prepared(PIXELS, NONE, met)
    assert prepared is not None
    assert (prepared[0].shape, prepared[1].shape) == ((600, 16), (0, 16))


def test_rows_met_as_they_are_and_augmented_rows_are_left():
    x = torch.randn(600, 8)
    assert as_prepared(x, x[:0], [x[:256]]) is None
    assert as_prepared(x, x[:0], [x[:256] + 2 * torch.randn(256, 8)]) is None
    masked = x[:256] * (torch.rand(256, 8) < 0.25) + torch.randn(256, 8)
    assert as_prepared(x, x[:0], [masked]) is None


def test_little_to_go_by_is_left():
    x = torch.randn(600, 8)
    assert as_prepared(x, x[:0], [x[:20] * 9]) is None
    assert as_prepared(x, x[:0], []) is None
    assert as_prepared(x[:, :2], x[:0, :2], [x[:256, :2] * 9]) is None
    assert as_prepared(x[:, 0], x[:0, 0], [x[:256] * 9]) is None


def test_a_loop_that_scales_its_pixels_raises_no_alarm():
    labels = (PIXELS.flatten(1)[:, :8].float().mean(1) > 127).long()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer, loss_fn = torch.optim.Adam(model.parameters(), lr=0.01), nn.CrossEntropyLoss()
    with netwright.watch(model, optimizer, loss_fn, train=(PIXELS, labels)) as coach:
        for _ in range(8):
            for rows in torch.randperm(600).split(32):
                optimizer.zero_grad()
                loss = loss_fn(model(PIXELS[rows].float() / 255), labels[rows])
                loss.backward()
                optimizer.step()
                coach.step(loss)
    report = coach.report()
    assert (report.health, report.cause) == ("healthy", None)
    assert "the loop scales its inputs" in report.text()
    assert report.diagnosis.facts.inputs.largest < 2
