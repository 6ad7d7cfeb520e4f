"""Networks of populations and projections."""

from __future__ import annotations

import numpy as np
import pytest

import fazil
from fazil import Network, Population, Projection


def _network(**fields):
    return Network(
        name="eyes",
        populations=[
            Population("left", 3),
            Population("right", sheet=fazil.Sheet(1, 2)),
            Population("V1", 4, bias=True),
            Population("out", 2, activation="Identity"),
        ],
        projections=[
            Projection("left", "V1", connect=fazil.FixedIn(2, seed=3)),
            Projection("right", "V1", delay=1),
            Projection("V1", "out"),
            Projection("left", "out", connect=fazil.Random(density=0.5)),
        ],
        activation="Tanh",
        learning=fazil.Learning(alpha=0.05),
        timetable=fazil.Timetable(prediction_ticks=(12, 15), learning_ticks=(8, 10), epochs=3),
        **fields,
    )


def _examples(n=6):
    draws = np.random.default_rng(4)
    return draws.normal(size=(n, 5)), draws.normal(size=(n, 2))


def test_any_wiring_is_described_and_reads_back():
    network = _network(delays=fazil.Delays("Times", 2))
    again = Network.from_ron(network.to_ron())
    assert again.to_ron() == network.to_ron()
    assert again.projections[0].connect == fazil.FixedIn(2, seed=3)
    assert again.populations[1].sheet == fazil.Sheet(1, 2, 1) and again.widths is None
    assert again.delays == fazil.Delays("Times", 2)


def test_a_session_of_any_wiring_learns_what_backpropagation_learns():
    x, y = _examples()
    session = _network().session(x, y)
    heard = []
    session.on_spike(heard.append)
    session.watch("value/V1/*")
    shown = session.step()
    errors = {spike.neuron.split("/")[1] for spike in heard if spike.neuron.startswith("error/")}
    assert errors == {"V1", "out"}
    ticks, _ = session["value/V1/3"].history("x")
    assert len(ticks) == shown.prediction_ticks + shown.learning_ticks
    assert session["error/V1/0"].epsilon.shape == (1,)
    assert isinstance(session["error/V1/0"].bias, float)
    copied, kept = session.copy(), session.snapshot()
    session.run()
    assert session.weights_different == 0
    weights = session.weights
    assert weights["theta.V1-out"].shape == (2, 4) and weights["bias.V1"].shape == (4,)
    value, post = weights["theta.left-V1.value"], weights["theta.left-V1.post"]
    assert value.shape == post.shape == (8,) and np.bincount(post).tolist() == [2] * 4
    copied.run()
    assert copied.weights_blake3 == session.weights_blake3
    copied.restore(kept)
    assert copied.weights_blake3 != session.weights_blake3
    copied.run()
    assert copied.weights_blake3 == session.weights_blake3


def test_a_run_of_any_wiring_has_the_session_s_bits_and_says_why(tmp_path):
    x, y = _examples()
    fazil.write_examples(tmp_path / "train.safetensors", x, y)
    network = _network(data=fazil.Tensors(str(tmp_path / "train.safetensors")))
    run = network.run(progress=False)
    session = network.session()
    session.run()
    assert run.summary.weights_blake3 == session.weights_blake3
    weights = run.weights
    assert set(weights) == set(session.weights)
    assert all(np.array_equal(weights[name], array) for name, array in session.weights.items())
    assert "error/out/0" in run.why("error/out/0<-value/V1/1", 1).text
    alone = fazil.isolate(network, "error/V1/0", out=tmp_path)
    assert alone.is_identical


def test_a_page_plays_any_wiring(tmp_path):
    page = fazil.page("residual", out=tmp_path / "residual.html")
    assert "pixels" in page.read_text()


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: Network().session(), ValueError, "expected widths, or populations and projections"),
        (lambda: _network(widths=[5, 2]).session(), fazil.ScenarioError, "widths"),
        (lambda: _network().session()["error/V2/0"], ValueError, "right, left, V1, out"),
        (lambda: _network().session()["error/left/0"], ValueError, r"error/V1/0\.\.4"),
        (lambda: _network().session()["error/V1/0"].theta, ValueError, "session.weights"),
        (lambda: _network().session(np.zeros((3, 4)), np.zeros((3, 2))), ValueError, r"\[n, 5\]"),
        (lambda: Network(populations=[Population("a")], projections=[Projection("a", "b")]).to_ron(),
         ValueError, "size of population 'a' is 0; expected 1 or more"),
        (lambda: fazil.page(_network()), ValueError, "the network has no data"),
    ],
)  # fmt: skip
def test_a_slip_in_a_wiring_says_what_was_expected(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_what_is_recorded_is_asked_for_by_the_names_of_populations(tmp_path):
    x, y = _examples()
    fazil.write_examples(tmp_path / "examples.safetensors", x, y)
    network = _network(data=fazil.Tensors(str(tmp_path / "examples.safetensors")))
    run = fazil.run(network, record=["epsilon:error/V1/3", fazil.Recording("X", of="value/V1/*")])
    assert set(run.records) == {"presentations", "epsilon", "x"}
    with pytest.raises(ValueError, match="there are .*left.*V1"):
        fazil.run(network, record="epsilon:error/V2/3")


def test_weights_of_named_populations_are_by_projection():
    session = _network().session(*_examples())
    with pytest.raises(ValueError, match="theta.left-V1"):
        _ = session["error/V1/3"].theta
    session.step()
    with pytest.raises(ValueError, match=r"session.watch\('value/V1/0'\)"):
        session["value/V1/0"].history("x")
