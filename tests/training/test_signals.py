import os
import signal
import threading

import pytest

from netwright.errors import StoppedError
from netwright.training import Stop, stop_on_signals
from netwright.training._signals import SIGNALS


def handlers():
    return [signal.getsignal(number) for number in SIGNALS]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_deferred_signal_only_sets_the_flag(number):
    with stop_on_signals() as stop:
        assert not stop
        stop.check("nothing came")
        with stop.deferred():
            os.kill(os.getpid(), number)
            assert stop
            with pytest.raises(StoppedError, match="saved here") as error:
                stop.check("saved here")
    assert error.value.signal_number == number
    assert error.value.status == 128 + number


def test_the_second_signal_stops_at_once():
    with stop_on_signals() as stop, stop.deferred():
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StoppedError, match=r"^stopped at once$") as error:
            os.kill(os.getpid(), signal.SIGINT)
    assert error.value.signal_number == signal.SIGINT


def test_where_nothing_needs_finishing_the_first_one_stops():
    with stop_on_signals() as stop:
        with stop.deferred():
            pass
        with pytest.raises(StoppedError, match=r"^stopped$"):
            os.kill(os.getpid(), signal.SIGTERM)


def test_handlers_are_put_back_after_success_and_after_an_error():
    before = handlers()
    with stop_on_signals():
        assert handlers() != before
    assert handlers() == before
    with pytest.raises(ZeroDivisionError), stop_on_signals():
        raise ZeroDivisionError
    assert handlers() == before


def test_outside_the_main_thread_nothing_is_listened_for():
    before, seen = handlers(), []

    def work():
        with stop_on_signals() as stop:
            seen.append((isinstance(stop, Stop), bool(stop), handlers() == before))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(True, False, True)]


def test_deferring_ends_with_an_error_too():
    stop = Stop()
    with pytest.raises(ZeroDivisionError), stop.deferred():
        raise ZeroDivisionError
    with pytest.raises(StoppedError):
        stop.ask(signal.SIGINT)
