"""Small slips of a newcomer: each is an exception that says what was expected."""

from __future__ import annotations

import numpy as np
import pytest

import fazil
from fazil import Network

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
CHAIN = Network.chain([2, 3, 1], activation="Tanh")


def _free():
    return CHAIN.session()


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        # Whole numbers.
        (lambda: fazil.run("xor", threads=-1), ValueError, "threads is -1; expected 0 or more"),
        (lambda: fazil.run("xor", threads=1.5), TypeError, "threads is 1.5; expected a whole number"),
        (lambda: fazil.run("xor", threads=True), TypeError, "whole number"),
        (lambda: fazil.audit("xor", presentations=-3), ValueError, "presentations is -3"),
        (lambda: fazil.audit("xor", sample=0), ValueError, "sample is 0; expected 1 or more"),
        (lambda: fazil.isolate("hand", "error/1/0", presentations=0), ValueError, "1 or more"),
        (lambda: fazil.study("lesions", epochs=0), ValueError, "epochs is 0"),
        (lambda: fazil.study("lesions", seeds="two"), TypeError, "seeds is 'two'"),
        (lambda: fazil.reproduce("fig3", threads=-1), ValueError, "threads is -1"),
        (lambda: CHAIN.session(threads=2.0), TypeError, "threads is 2.0"),
        (lambda: Network.chain([64.5, 10]).session(), TypeError, r"widths\[0\] is 64.5"),
        (lambda: CHAIN.session(X, Y).run(-1), ValueError, "n is -1"),
        (lambda: _free().present(X[0], Y[0], prediction_ticks=-1, learning_ticks=3), ValueError, "-1"),
        (lambda: _free().present(X[0], Y[0], prediction_ticks=1.5, learning_ticks=3), TypeError, "1.5"),
        # Names.
        (lambda: fazil.run("xr"), fazil.ScenarioError, "did you mean 'xor'"),
        (lambda: fazil.run("nowhere/my.ron"), fazil.ScenarioError, "my.ron"),
        (lambda: fazil.run("xor", set={"timetable.epoch": 3}), fazil.ScenarioError, "epochs"),
        (lambda: fazil.run("xor", set={"timetable": 3}), fazil.ScenarioError, "timetable"),
        (lambda: fazil.run("xor", record="fi"), ValueError, "fi"),
        (lambda: fazil.run("xor", record=["epsilon:error/7/*"]), ValueError, "error/7"),
        (lambda: fazil.run("xor", epochs=3), TypeError, "epochs"),
        (lambda: Network.chain([2, 1], activation="tanh").session(), fazil.ScenarioError, "Tanh"),
        (lambda: fazil.Learning(alpa=1), TypeError, "has no field 'alpa'; did you mean 'alpha'"),
        (lambda: fazil.Digits(tset=0.5), TypeError, "did you mean 'test'"),
        (lambda: CHAIN.replace(activaton="Tanh"), TypeError, "did you mean 'activation'"),
        (lambda: Network.chain([2, 1], alhpa=1), TypeError, "did you mean 'alpha'"),
        (lambda: Network.chain([2, 1], zzz=1), TypeError, "has no field 'zzz'; it has activation"),
        (lambda: Network.chain([2, 1], phi=fazil.Exact(t_d=0)).to_ron(), fazil.ScenarioError, "t_d"),
        (lambda: _free()["error/1/9"], ValueError, r"error/1/0\.\.3"),
        (lambda: _free()["eror/1/0"], ValueError, "expected a neuron such as error/1/7"),
        (lambda: _free()[3], TypeError, "3 names no neuron; expected a text"),
        (lambda: _free().watch(["value/1/*"]), TypeError, "expected texts"),
        (lambda: _free()["error/1/0"].history("epsilom"), ValueError, "it has epsilon, mu"),
        (lambda: fazil.reference("learning.alfa"), ValueError, "learning.alpha"),
        (lambda: fazil.Session("digts"), fazil.ScenarioError, "did you mean 'digits'"),
        # Files.
        (lambda: fazil.data("no.csv"), fazil.RunError, "no.csv"),
        (lambda: fazil.load("no-folder"), fazil.RunError, "no run's folder"),
        (lambda: fazil.plot("no-folder"), fazil.RunError, "no-folder"),
        (lambda: fazil.trace("no-folder"), fazil.RunError, "no-folder"),
        (lambda: fazil.why("no-folder", "error/0/0<-bias", 0), fazil.RunError, "no-folder"),
        (lambda: fazil.why("no-folder", "error/0/0", 0), ValueError, "error/1/12<-value/2/3"),
        (lambda: fazil.why("no-folder", find="smallest"), ValueError, "largest, first_spike"),
        (lambda: fazil.why("no-folder", "error/0/0<-bias", of="error/1/*"), ValueError, "one of the two"),
        (lambda: fazil.why("no-folder", of="eror/1/*"), ValueError, "names no synapses"),
        (lambda: fazil.why("no-folder", "error/0/0<-bias", -1), ValueError, "presentation is -1"),
        (lambda: fazil.trace("no-folder", range(5, 2)), ValueError, "expected a range"),
        (lambda: fazil.Sweep("no-folder"), fazil.RunError, "no sweep's"),
        (lambda: fazil.read_weights(__file__), fazil.RunError, "no safetensors file"),
        # Examples.
        (lambda: CHAIN.run(), ValueError, "the network has no data"),
        (lambda: fazil.audit(CHAIN), ValueError, "the network has no data"),
        (lambda: fazil.sweep(CHAIN, {"learning.alpha": [0.1]}), ValueError, "the network has no data"),
        (lambda: CHAIN.session(X), ValueError, "expected a target for each example"),
        (lambda: CHAIN.session(X[:, :1], Y), ValueError, r"expected \[n, 2\]"),
        (lambda: CHAIN.session(X, Y[:2].ravel()), ValueError, "y"),
        (lambda: Network.chain([2, 3]).session(X, Y.ravel()), ValueError, "or classes"),
        (lambda: Network.chain([2, 3]).session(X, [0, 1, 2, 3]), ValueError, "expected 0 to 2"),
        (lambda: Network.chain([2, 3]).session(X, [0, 1, -1, 2]), ValueError, "expected 0 to 2"),
        (lambda: CHAIN.session(X, [[2**60]] * 4), ValueError, "may not hold exactly"),
        (lambda: CHAIN.session(X, Y).present(X[0], Y[0]), fazil.SessionError, "timetable says"),
        (lambda: _free().present([np.nan, 1], [1]), ValueError, "NaN at row 0, column 0"),
        (lambda: _free().present([0, 1, 2], [1]), ValueError, r"expected \[n, 2\]"),
        (lambda: _free().predict("01"), TypeError, "expected numbers"),
        (lambda: _free().predict(X.T), ValueError, r"\(2, 4\)"),
        # What a study sets in every run.
        (
            lambda: fazil.study("silent-phi", "xor", set={"faults.silent_phi": 0.1}),
            fazil.RunError,
            "has no effect, because the study silent-phi sets faults.silent_phi",
        ),
        # Functions.
        (lambda: _free().on_spike("print"), TypeError, "expected a function of a Spike"),
        (lambda: fazil.run("xor", engine=3), TypeError, "engine"),
    ],
)
def test_a_slip_is_an_exception_that_says_what_was_expected(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_targets_of_one_output_may_be_flat():
    flat, columns = CHAIN.session(X, Y.ravel()), CHAIN.session(X, Y)
    flat.run(4), columns.run(4)
    assert flat.weights_blake3 == columns.weights_blake3


def test_one_recording_may_stand_alone():
    run = fazil.run("xor", set={"timetable.epochs": 1}, record="phi", progress=False)
    assert list(run.records) == ["phi"] or "phi" in run.records


def test_a_file_of_another_kind_is_not_replaced(tmp_path):
    run = fazil.run("xor", set={"timetable.epochs": 1}, out=tmp_path, progress=False)
    for write, file in [
        (lambda file: run.why(out=file), run.folder / "weights.svg"),
        (lambda file: run.trace(out=file), run.folder / "summary.json"),
        (lambda file: fazil.page("xor", file), run.folder / "report.html"),
        (lambda file: fazil.reproduce("fig3", page=file), run.folder / "report.html"),
    ]:
        before = file.read_bytes()
        with pytest.raises(fazil.RunError, match="would be lost"):
            write(file)
        assert file.read_bytes() == before
    for write, name in [
        (lambda file: run.why(out=file), "why.svg"),
        (lambda file: run.trace(out=file), "trace.json"),
        (lambda file: fazil.page("xor", file), "page.html"),
    ]:
        for _ in range(2):
            write(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100


def test_a_study_of_a_chain_speaks_of_what_the_study_sets(tmp_path):
    with pytest.raises(fazil.RunError, match="the study sets network.delays=Zero"):
        fazil.study("delays", "xor", epochs=1, seeds=1, out=tmp_path, progress=False)


def test_a_missing_file_of_a_network_is_told_without_a_file_that_nobody_wrote():
    network = Network.chain([2, 2], data=fazil.Csv("nowhere.csv", label="k"), name="own")
    with pytest.raises(fazil.ScenarioError, match="nowhere.csv") as caught:
        network.scenario()
    assert ".ron" not in str(caught.value) and "<Network own>" in str(caught.value)
