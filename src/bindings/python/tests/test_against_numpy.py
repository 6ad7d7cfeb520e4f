"""Random networks against plain NumPy, which shares no line with the library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import update

import fazil

networks = st.fixed_dictionaries(
    {
        "widths": st.lists(st.integers(1, 6), min_size=2, max_size=5),
        "activation": st.sampled_from(["Identity", "ReLU", "Tanh", "Logistic"]),
        "bias": st.booleans(),
        "precision": st.sampled_from(["F32", "F64"]),
        "input_transfer": st.sampled_from(["Activation", "Identity"]),
        "engine": st.sampled_from([fazil.Engine("Packed"), fazil.Engine("Literal")]),
    }
)


@settings(max_examples=60, deadline=None)
@given(networks, st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_a_session_learns_what_numpy_learns(fields, n, seed):
    """The saboteur: `update` with the sign of alpha turned."""
    draws = np.random.default_rng(seed)
    alpha = 0.05
    network = fazil.Network.chain(
        **fields,
        alpha=alpha,
        initial=fazil.Xavier(seed % 1000),
        timetable=fazil.Timetable(batch=n),
    )
    session = network.session()
    tolerance = 1e-4 if fields["precision"] == "F32" else 1e-11
    for _ in range(3):
        x = draws.normal(size=(n, fields["widths"][0])).astype(session.dtype)
        y = draws.normal(size=(n, fields["widths"][-1])).astype(session.dtype)
        is_identity = fields["input_transfer"] == "Identity"
        before = session.weights
        if max(np.abs(weights).max() for weights in before.values()) > 100:
            return  # A linear network may run away, and a float with it.
        expected, wrong = (
            update(before, fields["activation"], rate, x, y, is_identity) for rate in (alpha, -alpha)
        )
        shown = session.present(x, y)
        assert shown.is_taught and shown.phi[2:] == (0, 0, 0)
        found = session.weights
        for name, weights in expected.items():
            np.testing.assert_allclose(found[name], weights, rtol=tolerance, atol=tolerance)
        if sum(np.abs(expected[name] - before[name]).sum() for name in expected) > 100 * tolerance:
            far, near = (
                sum(np.abs(found[name] - other[name]).sum() for name in expected)
                for other in (wrong, expected)
            )
            assert near < far, "the turned sign is seen"
    assert session.weights_different == 0
    assert session.forward_blake3 == session.bp_forward_blake3


def test_one_update_is_that_of_autograd():
    torch = pytest.importorskip("torch")
    torch.manual_seed(3)
    for precision, dtype in [("F64", torch.float64), ("F32", torch.float32)]:
        model = torch.nn.Sequential(
            torch.nn.Linear(5, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3), torch.nn.Tanh(),
            torch.nn.Linear(3, 2),
        ).to(dtype)  # fmt: skip
        x, y = torch.randn(6, 5, dtype=dtype), torch.randn(6, 2, dtype=dtype)
        network = fazil.from_torch(model, alpha=0.1, timetable=fazil.Timetable(batch=6))
        assert network.precision == precision
        session = network.session()
        back = fazil.to_torch(session, "Tanh")
        for ours, theirs in zip(back.parameters(), model.parameters(), strict=True):
            assert torch.equal(ours, theirs), "the same bits there and back"
        session.present(x, y)
        optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
        (0.5 * ((model(x) - y) ** 2).sum()).backward()
        optimiser.step()
        tolerance = 1e-12 if precision == "F64" else 1e-5
        after = fazil.to_torch(session, "Tanh")
        for ours, theirs in zip(after.parameters(), model.parameters(), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
        prediction = torch.from_numpy(session.predict(x))
        torch.testing.assert_close(prediction, model(x).detach(), rtol=1e-4, atol=1e-5)
        assert session.weights_different == 0


def test_what_torch_has_and_a_network_has_not_is_refused():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    for model, said in [
        (nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.Tanh()), "end"),
        (nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)), "one"),
        (nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 2)), "bias"),
        (nn.Sequential(nn.Conv1d(1, 1, 1)), "Conv1d"),
        (nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(0.3), nn.Linear(2, 2)), "0.3"),
    ]:
        with pytest.raises(ValueError, match=said):
            fazil.from_torch(model)


def test_flushed_denormals_are_refused_and_nothing_else_changes():
    torch = pytest.importorskip("torch")
    session = fazil.Network.chain([2, 2, 1]).session()
    if not torch.set_flush_denormal(True):
        pytest.skip("this machine cannot flush them")
    try:
        with pytest.raises(fazil.SessionError, match=r"set_flush_denormal\(False\)"):
            session.present([1.0, 2.0], [1.0])
        with pytest.raises(fazil.SessionError, match="subnormal"):
            fazil.run("xor", progress=False)
    finally:
        torch.set_flush_denormal(False)
    assert session.present([1.0, 2.0], [1.0]).is_taught
    assert session.weights_different == 0
