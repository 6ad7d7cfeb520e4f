"""Read by mypy, and not run: what a user writes is typed."""

from __future__ import annotations

import numpy as np

import fazil


def use() -> None:
    run: fazil.Run = fazil.run("digits", set={"timetable.epochs": 5}, record=["phi"])
    different: int = run.summary.weights_different
    curve = run.metrics["test_accuracy"].max()
    network = fazil.Network.chain([64, 32, 10], learning=fazil.Learning(phi=fazil.Exact(t_d=2)))
    session: fazil.Session = network.session(np.zeros((3, 64)), np.zeros(3, dtype=int))
    shown: fazil.Presented | None = session.step()
    if shown is not None:
        print(shown.prediction.shape, shown.onset + 1, different, curve)
    for spike in session.spikes():
        print(spike.neuron, spike.tick, spike.slots)

    @session.on_spike
    def heard(spike: fazil.Spike) -> None:
        print(spike)

    epsilon = session["error/1/7"].epsilon
    print(None if epsilon is None else epsilon.sum(), run.why("error/0/0<-bias", 1).text, heard)
    kept: fazil.Snapshot = session.snapshot()
    session.restore(kept)
    sweep: fazil.Sweep = fazil.sweep(network, over={"learning.alpha": [0.01, 0.02]}, seeds=10)
    best: float = sweep["test_accuracy"].max()
    print(len(sweep), best, fazil.forecast(network, {"learning.alpha": "1..=3"}).seconds)
    stopped: fazil.Run = fazil.run("digits", max_time=600, checkpoint_every=60.0)
    print(fazil.resume(stopped).summary.ended, fazil.reference("learning.phi"), fazil.page("hand"))
