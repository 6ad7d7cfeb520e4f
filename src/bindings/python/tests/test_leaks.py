"""Sessions that are opened and dropped leave nothing behind."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import fazil

N = 10_000


def _resident() -> int:
    """Bytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="there is no /proc here")
def test_ten_thousand_sessions_leave_nothing():
    """The saboteur: a list that keeps them; it is seen."""
    network = fazil.Network.chain([8, 8, 4], activation="Tanh")
    scenario = network.scenario()

    def use(kept=None):
        session = fazil._fazil.Session.open(scenario, None, None, None, None)
        opened = fazil.Session.__new__(fazil.Session)
        opened._start(session, (8, 4))
        opened.present([0.5] * 8, [1.0, 0, 0, 0])
        _ = opened.weights, opened["error/0/0"].epsilon, list(opened.spikes())
        if kept is not None:
            kept.append(opened)

    def grown(n, kept=None):
        before = _resident()
        for _ in range(n):
            use(kept)
        gc.collect()
        return _resident() - before

    grown(N // 10)  # What is allocated once.
    threads = _threads()
    assert grown(N) < 4_000_000, "less than 400 bytes a session"
    assert _threads() == threads
    assert grown(N // 10, kept=[]) > 4_000_000, "and what is kept is seen"
