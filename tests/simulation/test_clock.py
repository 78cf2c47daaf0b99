"""The virtual clock holds for the threads of a schedule only."""

from __future__ import annotations

import threading
import time

from tests.simulation.clock import VirtualClock, virtual


def monotonic_in_new_thread() -> float:
    times: list[float] = []
    thread = threading.Thread(target=lambda: times.append(time.monotonic()))
    thread.start()
    thread.join()
    return times[0]


def test_new_thread_with_id_of_ended_one_is_in_virtual_time():
    ending = threading.Event()
    ended = threading.Thread(target=ending.wait)
    ended.start()
    with virtual(VirtualClock()) as clock:
        ending.set()
        ended.join()
        assert {monotonic_in_new_thread() for _ in range(10)} == {clock.now}


def test_threads_of_others_stay_in_real_time():
    before, times = threading.Event(), []
    other = threading.Thread(target=lambda: (before.wait(), times.append(time.monotonic())))
    other.start()
    start = time.monotonic()
    with virtual(VirtualClock()):
        before.set()
        other.join()
    assert start <= times[0] <= time.monotonic()
