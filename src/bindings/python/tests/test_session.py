"""Step by step."""

from __future__ import annotations

import copy
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import fazil
from fazil import Network

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def _network(**fields):
    return Network.chain([2, 3, 1], activation="Tanh", alpha=0.1, **fields)


def _same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a.values(), b.values(), strict=True))


def test_ticks_add_up_to_steps_and_runs():
    stepped, ticked, ran = (_network().session(X, Y) for _ in range(3))
    n_ticks, presentations = 0, []
    while ticked.coming_epoch is not None or ticked.is_under_way:
        shown = ticked.tick()
        n_ticks += 1
        if shown is not None:
            presentations.append(shown)
            assert n_ticks == shown.prediction_ticks + shown.learning_ticks
            n_ticks = 0
    while stepped.step() is not None:
        pass
    assert ran.run(3) == 3 and ran.run() == len(presentations) - 3 and ran.run() == 0
    assert stepped.weights_blake3 == ticked.weights_blake3 == ran.weights_blake3
    assert stepped.counts == ticked.counts
    assert [p.index for p in presentations] == list(range(len(presentations)))


def test_a_neuron_shows_what_it_computed():
    session = _network(bias=True).session()
    session.watch("value/1/*")
    shown = session.present(X[1], Y[1], prediction_ticks=9, learning_ticks=4)
    assert (shown.prediction_ticks, shown.learning_ticks) == (9, 4)
    error, value = session["error/1/0"], session["value/1/0"]
    ticks, epsilon = error.history("epsilon")
    assert list(ticks) == list(range(shown.start, shown.start + 13))
    assert (epsilon[ticks == shown.onset] == 0).all()
    assert np.array_equal(epsilon[ticks == shown.onset + 1][0], shown.epsilon[1][:, 0])
    ticks_of_x, x = value.history("x")
    assert list(ticks_of_x) == list(ticks) and value.mu is None and error.x is None
    _, mu = error.history("mu")
    # ε = x − μ at t = l, where x and μ are as rounded.
    assert np.allclose(x - mu, epsilon, atol=1e-15)
    assert value.x == x[-1] and error.theta.shape == (2,) and isinstance(error.bias, float)
    assert np.array_equal(error.theta, session.weights["theta.2"][0])
    with pytest.raises(ValueError, match="has no 'x'"):
        error.history("x")


def test_spikes_come_to_listeners_and_iterators_alike():
    session, heard = _network().session(X, Y), []
    session.on_spike(heard.append)
    while session.coming_epoch == 0:
        before = len(heard)
        shown = session.step()
        spikes = list(session.spikes())
        assert heard[before:] == spikes
        assert bool(spikes) == (shown.phi[1] > 0)
        ticks = {s.tick - shown.onset for s in spikes if s.neuron.startswith("error/1/")}
        assert ticks <= {1}, "the synapses of layer 1 fire at t = 1"
    assert heard
    ticked, by_tick = _network().session(X, Y), []
    ticked.on_spike(by_tick.append)
    while len(by_tick) < len(heard):
        ticked.tick()
    assert by_tick == heard

    session = _network(timetable=fazil.Timetable(epochs=3)).session(X[1:], Y[1:])
    session.on_spike(lambda spike: 1 / 0)
    n = session.n_presentations
    with pytest.raises(ZeroDivisionError):
        session.step()
    assert session.n_presentations == n + 1


@pytest.mark.parametrize("kind", ["Packed", "Literal"])
@pytest.mark.parametrize("has_data", [True, False])
def test_a_copy_goes_on_as_its_original(kind, has_data):
    network = _network(engine=fazil.Engine(kind), bias=True, timetable=fazil.Timetable(epochs=4))
    session = network.session(*((X, Y) if has_data else ()))
    go = (lambda s, k: s.step()) if has_data else (lambda s, k: s.present(X[k % 4], Y[k % 4]))
    for k in range(5):
        go(session, k)
    copies = [session.copy(), copy.copy(session), copy.deepcopy(session)]
    assert all(_same(c.weights, session.weights) for c in copies)
    for k in range(5, 12):
        shown = go(session, k)
        for other in copies:
            again = go(other, k)
            assert np.array_equal(again.prediction, shown.prediction)
            assert again.onset == shown.onset and again.phi == shown.phi
            assert list(other.spikes()) == list(session.spikes())
    assert {c.weights_blake3 for c in copies} == {session.weights_blake3}
    assert session.weights_different == 0
    go(copies[0], 12)
    assert copies[0].weights_blake3 != session.weights_blake3, "a copy is another network"


def test_both_engines_and_any_threads_present_the_same_bits():
    found = set()
    for kind in ["Packed", "Literal"]:
        for threads in [1, 2]:
            session = _network(engine=fazil.Engine(kind)).session(threads=threads)
            for k in range(8):
                session.present(X[k % 4], Y[k % 4])
            found.add((session.weights_blake3, tuple(session["error/1/2"].epsilon)))
    assert len(found) == 1


def test_without_a_teacher_nothing_is_learned():
    session = _network().session()
    before = session.weights_blake3
    shown = session.present(X[1])
    assert not shown.is_taught and session.weights_blake3 == before and shown.phi[0] == 0
    assert np.allclose(shown.prediction, session.predict(X[1]))
    assert session.weights_blake3 == before and list(session.spikes()) == []
    assert np.array_equal(session.predict(X), session.predict_twin(X))


def test_classes_become_targets_and_accuracy():
    digits = Network.open("digits", {"timetable.epochs": 1, "data": "Arrays(inputs: 64, outputs: 10)"})
    draws = np.random.default_rng(0)
    x, y = draws.random((40, 64)), draws.integers(0, 10, 40)
    session = digits.session(x, y, x_test=x, y_test=y)
    one_hot = digits.session(x, np.eye(10)[y])
    assert session.run() == one_hot.run()
    assert session.weights_blake3 == one_hot.weights_blake3
    tested = session.test()
    assert tested.accuracy == np.mean(tested.outputs.argmax(1) == y) == tested.bp_accuracy
    with pytest.raises(ValueError, match="0 to 9"):
        digits.session(x, y + 1)


GOOD = [
    np.asfortranarray(X),
    X.astype(np.float16),
    X.astype(np.float32),
    X.astype(int),
    X.astype(bool),
    X.tolist(),
    np.repeat(X, 2, axis=1)[:, ::2],
    X[::-1][::-1],
]


@pytest.mark.parametrize("x", GOOD, ids=lambda x: str(getattr(x, "dtype", type(x))))
def test_numbers_in_any_layout_are_the_same_numbers(x):
    expected = _network().session(X, Y)
    session = _network().session(x, Y)
    expected.run(4), session.run(4)
    assert session.weights_blake3 == expected.weights_blake3


NAN, INFINITE = X.copy(), X.copy()
NAN[2, 1], INFINITE[0, 0] = np.nan, np.inf
BAD = [
    (X.T, Y, ValueError, r"\(2, 4\); expected \[n, 2\]"),
    (X, Y[:3], ValueError, "as many"),
    (X, np.zeros((4, 2)), ValueError, r"expected \[n, 1\]"),
    (NAN, Y, ValueError, "NaN at row 2, column 1"),
    (INFINITE, Y, ValueError, "inf at row 0, column 0"),
    (X.astype(complex), Y, TypeError, "complex128"),
    (X.astype(str), Y, TypeError, "expected numbers"),
    (X.astype(object), Y, TypeError, "object"),
    (None, Y, ValueError, "without x"),
    (X, None, ValueError, "without y"),
    ([[0, 1], [1]], Y, ValueError, "shape"),
    (X[np.newaxis], Y, ValueError, "a row for each example"),
    (np.float64(3), Y, ValueError, "a row for each example"),
    ({"a": 1}, Y, TypeError, "object"),
    (X.astype(np.longdouble), Y, TypeError, "float64 or narrower"),
]


@pytest.mark.parametrize(("x", "y", "error", "said"), BAD)
def test_what_is_no_examples_is_refused(x, y, error, said):
    with pytest.raises(error, match=said):
        _network().session(x, y)
    session = _network().session()
    if x is not None and y is not None and y.shape == Y.shape:
        with pytest.raises((error, fazil.FazilError, ValueError)):
            session.present(x, y)
    session.present(X[0], Y[0])
    assert session.weights_different == 0


def test_a_number_too_large_for_f32_is_refused():
    with pytest.raises(ValueError, match=r"1e\+300 at row 1, column 0 .* too large for float32"):
        _network(precision="F32").session(np.array([[0, 1], [1e300, 0], [0, 0], [0, 0]]), Y)


def test_empty_examples_are_no_examples():
    session = _network().session(np.zeros((0, 2)), np.zeros((0, 1)))
    assert session.step() is None and session.run() == 0 and session.coming_epoch is None
    assert session.test().error is None
    with pytest.raises(ValueError, match="0 rows; expected 1 to 1"):
        session.present(np.zeros((0, 2)), np.zeros((0, 1)))
    assert session.predict(np.zeros((0, 2))).shape == (0, 1)


def test_what_does_not_fit_the_moment_is_refused():
    session = _network().session(X, Y)
    with pytest.raises(fazil.SessionError, match="timetable says"):
        session.present(X[0], Y[0])
    session.tick()
    for call in [session.copy, lambda: session.watch("value/1/*")]:
        with pytest.raises(fazil.SessionError, match="under way"):
            call()
    free = _network().session()
    free.begin(X[0], Y[0])
    with pytest.raises(fazil.SessionError, match="under way"):
        free.begin(X[0], Y[0])
    assert free.step().is_taught
    with pytest.raises(ValueError, match="both, or neither"):
        free.present(X[0], Y[0], learning_ticks=3)
    with pytest.raises(ValueError, match="1 or more"):
        free.present(X[0], Y[0], prediction_ticks=3, learning_ticks=0)
    with pytest.raises(ValueError, match="2 rows; expected 1 to 1"):
        free.present(X[:2], Y[:2])
    for name in ["error/2/0", "value/9/9", "synapse", "teacher/0", ""]:
        with pytest.raises(ValueError, match="no neuron"):
            free[name]
    with pytest.raises(ValueError, match="names no neurons"):
        free.watch("value/one")
    with pytest.raises(ValueError, match="F32 or F64"):
        Network.open("hand").session()


def test_a_closed_session_says_so():
    with _network().session(X, Y) as session:
        session.step()
        neuron = session["error/0/0"]
    calls = [
        session.step, session.tick, session.run, session.test, session.copy, session.spikes,
        lambda: session.weights, lambda: session.counts, lambda: session.now,
        lambda: neuron.epsilon, lambda: session.predict(X), lambda: session.present(X, Y),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(fazil.SessionError, match="closed"):
            call()
    session.close()
    assert session.is_closed and "closed" in repr(session)


def test_a_network_that_diverges_is_a_fault_with_a_name():
    network = Network.chain([2, 3, 1], activation="Square", alpha=1e30)
    session = network.session()
    with pytest.raises(fazil.NetworkFault) as caught:
        for _ in range(50):
            session.present([3.0, 2.0], [1e10])
    assert caught.value.neuron.split("/")[0] in {"error", "value"} and caught.value.tick > 0
    with pytest.raises(fazil.NetworkFault):
        session.present([3.0, 2.0], [1e10])
    with pytest.warns(fazil.FazilWarning, match="ended early"):
        run = fazil.run("xor", set={"learning.alpha": 1e200, "timetable.epochs": 50}, progress=False)
    assert run.summary.ended != "finished"


def _long(n=600_000):
    """A session that is at work for seconds."""
    network = Network.open("digits", {"timetable.epochs": n})
    return network.session()


def test_other_threads_go_on_and_a_second_call_is_refused():
    session, refused, counted = _long(), [], 0
    worker = threading.Thread(target=session.run, args=(3000,))
    worker.start()
    while worker.is_alive():
        counted += 1
        try:
            session.step()
        except fazil.SessionError as error:
            refused.append(str(error))
        time.sleep(0.001)
    worker.join()
    assert counted > 5, "the interpreter's lock was held"
    assert any("one call at a time" in said for said in refused)
    assert session.weights_different == 0


def test_sessions_of_their_own_run_side_by_side():
    sessions = [_network().session(X, Y) for _ in range(4)]
    threads = [threading.Thread(target=session.run) for session in sessions]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    assert len({session.weights_blake3 for session in sessions}) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_is_told_and_can_open_its_own():
    code = """
import os, fazil
for threads in [1, 2]:
    session = fazil.Network.chain([2, 3, 1]).session(threads=threads)
    session.present([1.0, 2.0], [1.0])
    child = os.fork()
    if child == 0:
        try:
            session.step()
        except fazil.SessionError as error:
            assert "another process" in str(error)
        else:
            os._exit(1)
        del session
        own = fazil.Network.chain([2, 3, 1]).session(threads=threads)
        own.present([1.0, 2.0], [1.0])
        assert fazil.run("xor", set={"timetable.epochs": 1}, progress=False).summary.ended == "finished"
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    session.present([1.0, 2.0], [1.0])
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60)


INTERRUPTED = """
import sys, fazil
from pathlib import Path
print("ready", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.parametrize(
    "call",
    [
        'fazil.run("digits", set={"timetable.epochs": 600000}, out=sys.argv[1], progress=False)',
        'fazil.Network.open("digits", {"timetable.epochs": 600000}).session().run()',
        'fazil.audit("digits", presentations=0, out=sys.argv[1], progress=False)',
        pytest.param(
            'fazil.reproduce("classification", out=sys.argv[1], progress=False)',
            marks=pytest.mark.skipif("FAZIL_MNIST" not in os.environ, reason="needs $FAZIL_MNIST"),
        ),
    ],
)
def test_ctrl_c_ends_a_long_call(call, tmp_path):
    program = [sys.executable, "-c", INTERRUPTED.format(call=call), str(tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "ready\n"
        time.sleep(2)
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=30)[0] == "stopped\n"
        took = time.monotonic() - begun
    assert running.returncode == 0 and took < 15
    for run in tmp_path.glob("digits-*"):
        assert fazil.load(run).summary.ended == "interrupted"


def test_what_progress_raises_comes_out():
    def refuse(what, n_done, n_all):
        raise LookupError(f"{what}: {n_done} of {n_all}")

    with pytest.raises(LookupError, match="epoch 1"):
        fazil.run("digits", progress=refuse)
    heard = []
    fazil.run("xor", progress=lambda *told: heard.append(told))
    assert heard[-1][1] == heard[-1][2]
