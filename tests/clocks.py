"""A clock for the timing of plans, in which only steps take time."""

from netwright.training import _timing
from netwright.training._stepper import NonFiniteError


class Clock:
    """Seconds that pass only in steps: each candidate takes as long as its name is told to."""

    def __init__(self, monkeypatch, seconds, default=1.0, losses=None):
        self.now, self.steps, self.lost = 0.0, [], losses or {}
        self.seconds, self.default = seconds, default
        step = _timing.Stepper.step
        clock = self

        def timed(stepper, batch, number):
            name = clock.names[id(stepper)]
            clock.now += clock.seconds.get(name, clock.default)
            clock.steps.append(name)
            if clock.lost.get(name) == "not finite":
                raise NonFiniteError
            loss = step(stepper, batch, number)
            return loss * clock.lost.get(name, 1.0)

        self.names = {}
        init = _timing.Stepper.__init__

        def named(stepper, task, settings, candidate, device, *, steps):
            clock.names[id(stepper)] = candidate.name
            init(stepper, task, settings, candidate, device, steps=steps)

        monkeypatch.setattr(_timing.Stepper, "__init__", named)
        monkeypatch.setattr(_timing.Stepper, "step", timed)
        # these CPUs differ in bf16, and the choice is tested, not the arithmetic
        monkeypatch.setattr(_timing, "has_bf16", lambda device: False)
        # two threads on cores that others use too would take most of the time of these tests
        self.last = None
        monkeypatch.setattr(_timing, "use_threads", self.take_note)

    def __call__(self):
        return self.now

    def take_note(self, candidate):
        self.last = candidate
