"""Sessions that are kept, restored and pickled."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest

import fazil
from fazil import Network

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def _network(**fields):
    return Network.chain([2, 3, 1], activation="Tanh", alpha=0.1, **fields)


def _opened(kind, precision, has_data):
    timetable = fazil.Timetable(epochs=5, prediction_ticks=(7, 12), learning_ticks=(3, 6), batch=2)
    noise = 1e-9 if kind == "Literal" and precision == "F64" else 0
    faults = fazil.Faults(lesions=[fazil.Lesion(3, "value/1/0")], activity_noise=noise)
    engine = fazil.Engine(kind)
    network = _network(
        bias=True, precision=precision, timetable=timetable, faults=faults, engine=engine
    )
    return network.session(*((X, Y) if has_data else ()))


def _go(session, k):
    if session.coming_epoch is not None:
        return session.step()
    return session.present(X[k % 3 : k % 3 + 2], Y[k % 3 : k % 3 + 2] if k % 4 else None)


def _told(shown):
    parts = (shown.index, shown.onset, shown.phi, shown.is_taught, shown.prediction_ticks)
    return (*parts, shown.prediction.tobytes(), shown.energy.tobytes())


@pytest.mark.parametrize("kind", ["Packed", "Literal"])
@pytest.mark.parametrize("precision", ["F32", "F64"])
@pytest.mark.parametrize("has_data", [True, False])
def test_a_session_goes_on_from_where_it_was(kind, precision, has_data):
    """The saboteur: a state without the place in the timetable, or without the noise's."""
    session = _opened(kind, precision, has_data)
    for k in range(4):
        _go(session, k)
    kept = session.snapshot()
    assert kept.n_presentations == 4 and "state" not in repr(kept)
    stored = pickle.dumps(session)
    first = [_told(_go(session, k)) for k in range(4, 9)]
    weights = session.weights_blake3
    session.restore(kept)
    assert session.n_presentations == 4
    assert [_told(_go(session, k)) for k in range(4, 9)] == first
    assert session.weights_blake3 == weights

    again = pickle.loads(stored)
    assert again.n_presentations == 4 and again.dtype == session.dtype
    assert [_told(_go(again, k)) for k in range(4, 9)] == first
    assert again.weights_blake3 == weights

    if kind == "Literal" and precision == "F64":
        return  # A noisy network runs on the literal engine alone.
    other = _opened("Literal" if kind == "Packed" else "Packed", precision, has_data)
    other.restore(pickle.loads(pickle.dumps(kept)))
    assert [_told(_go(other, k)) for k in range(4, 9)] == first, "on the other engine"
    assert other.weights_blake3 == weights


def test_what_is_watched_and_who_listens_stays():
    session, heard = _network().session(), []
    session.watch("value/1/*")
    session.on_spike(heard.append)
    kept = session.snapshot()
    session.present(X[1], Y[1])
    n = len(heard)
    session.restore(kept)
    shown = session.present(X[1], Y[1])
    assert len(heard) == 2 * n > 0
    ticks, _ = session["value/1/0"].history("x")
    assert len(ticks) == shown.prediction_ticks + shown.learning_ticks
    copied = session.copy()
    copied.present(X[1], Y[1])
    assert len(copied["value/1/0"].history("x")[0]) > 1 and len(heard) == 2 * n


def test_a_session_that_diverged_can_go_back():
    session = Network.chain([2, 3, 1], activation="Square", alpha=1e30).session()
    kept = session.snapshot()
    with pytest.raises(fazil.NetworkFault):
        for _ in range(50):
            session.present([3.0, 2.0], [1e10])
    with pytest.raises(fazil.NetworkFault):
        session.snapshot()
    session.restore(kept)
    assert session.present([1e-9, 0.0], [0.0]).index == 0


def test_a_snapshot_of_something_else_is_refused_and_nothing_changes():
    session = _network().session(X, Y)
    session.step()
    before, kept = session.weights_blake3, session.snapshot()
    others = [
        Network.chain([2, 4, 1]).session(),
        Network.chain([2, 3, 3, 1], activation="Tanh").session(),
        _network(bias=True).session(),
    ]
    for other in others:
        with pytest.raises(fazil.RunError):
            session.restore(other.snapshot())
    with pytest.raises(fazil.RunError, match="F32"):
        session.restore(_network(precision="F32").session(X, Y).snapshot())
    damaged = bytearray(kept.state)
    damaged[-1] ^= 1
    for state in [bytes(damaged), kept.state[:40], b"", b"no state at all"]:
        with pytest.raises(fazil.RunError):
            session.restore(fazil.Snapshot(state, 1))
    with pytest.raises(TypeError, match=r"expected what session.snapshot\(\) gave"):
        session.restore(kept.state)
    assert session.weights_blake3 == before and session.step() is not None
    session.tick()
    for call in [session.snapshot, lambda: pickle.dumps(session)]:
        with pytest.raises(fazil.SessionError, match="under way"):
            call()
    session.restore(kept)
    assert not session.is_under_way and session.n_presentations == 1


def test_a_pickled_session_reads_the_data_of_its_scenario_again():
    session = Network.open("digits", {"timetable.epochs": 1}).session()
    session.run(5)
    stored = pickle.dumps(session)
    assert len(stored) < 400_000, "no copy of the digits"
    again = pickle.loads(stored)
    assert again.run() == session.run() > 0
    assert again.weights_blake3 == session.weights_blake3
    assert again.test().accuracy == session.test().accuracy
    labels = np.array([0, 1, 1, 0])
    classes = Network.chain([2, 3, 2]).session(X, labels, x_test=X, y_test=labels)
    assert pickle.loads(pickle.dumps(classes)).test().accuracy == classes.test().accuracy
    scenario = pickle.loads(pickle.dumps(fazil.scenario("hand")))
    assert scenario.to_ron() == fazil.scenario("hand").to_ron()


SPAWNED = """
import multiprocessing, fazil
def learned(session):
    session.run()
    return session.weights_blake3
if __name__ == "__main__":
    sessions = [fazil.Network.open("xor", {"timetable.epochs": 2}).session() for _ in range(2)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.map(learned, sessions)
    assert set(found) == {learned(sessions[0])}
"""


def test_sessions_go_to_spawned_processes(tmp_path):
    file = tmp_path / "spawned.py"
    file.write_text(SPAWNED)
    subprocess.run([sys.executable, file], check=True, timeout=120)


def test_a_classifier_is_pickled_with_what_it_learned():
    pytest.importorskip("sklearn")
    from fazil.estimator import Classifier

    draws = np.random.default_rng(1)
    x, y = draws.normal(size=(30, 4)), draws.integers(0, 3, 30)
    model = Classifier((5,), epochs=3).fit(x, y)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.decision_function(x), model.decision_function(x))
