"""Sweeps, and calls that go on where they were stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import fazil

OVER = {"learning.phi.t_d": range(3, 5), "learning.alpha": [0.01, "0.05"]}
SET = {"timetable.epochs": 1, "data": "Digits(test: 0.95)"}


def test_a_sweep_leaves_what_the_program_leaves(ask, tmp_path):
    sweep = fazil.sweep("digits", OVER, set=SET, seeds=2, out=tmp_path / "ours", progress=False)
    switches = [f"--set={path}={value}" for path, value in SET.items()]
    over = ["--over=learning.phi.t_d=3,4", "--over=learning.alpha=0.01,0.05"]
    said = ask("sweep", "digits", *switches, *over, "--seeds", 2, "--out", tmp_path / "theirs")
    theirs = tmp_path / "theirs" / sweep.folder.name
    for name in ["sweep.csv", "sweep.parquet", "sweep.svg", "sweep-map.svg", "sweep.json"]:
        assert (sweep.folder / name).read_bytes() == (theirs / name).read_bytes(), name
    assert str(sweep).strip() in said
    assert set(fazil.Sweep(theirs).pictures) == set(sweep.pictures) == {"sweep", "sweep-map"}


def test_a_sweep_is_a_table(tmp_path):
    pd = pytest.importorskip("pandas")
    sweep = fazil.sweep("xor", {"learning.rule": ["FaZIL", "IL(t_c: 20)"]}, seeds=3, epochs=2,
                        set={"timetable.prediction_ticks": 9}, out=tmp_path, progress=False)  # fmt: skip
    assert len(sweep) == 6 and repr(sweep).startswith("<fazil sweep of 6 runs")
    assert list(sweep["seed"]) == [1, 2, 3] * 2 and set(sweep["ended"]) == {"finished"}
    frame = pd.DataFrame.from_arrow(sweep)
    assert list(frame.columns) == sweep.columns
    exact = frame[frame["learning.rule"] == "FaZIL"]
    assert len(exact) == 3 and (exact["weights_different"] == 0).all()
    assert sweep["test_error"].dtype == np.float64 and not np.isnan(sweep["test_accuracy"]).any()
    assert "<table>" in sweep._repr_html_() and "<svg" in sweep._repr_html_()
    run = fazil.run("xor", set={"timetable.epochs": 2, "timetable.prediction_ticks": 9,
                    "network.initial.seed": 2, "timetable.seed": 2, "faults.seed": 2}, progress=False)  # fmt: skip
    assert sweep["test_error"][1] == run.summary.test_error, "its rows are what single runs measure"
    with pytest.raises(KeyError, match="there is no column 'loss'|there is no column \"loss\""):
        sweep["loss"]
    network = fazil.Network.open("xor").replace(name="mine")
    mine = fazil.sweep(network, {"learning.alpha": "0.1,0.2"}, epochs=1, out=tmp_path, progress=False)
    assert mine.folder.name == "sweep-mine-1" and len(mine) == 2
    told = fazil.forecast(network, {"learning.alpha": "0.1,0.2"}, seeds=3, epochs=1)
    assert (told.n_runs, told.n_kept) == (6, 0) and told.seconds > 0


@pytest.mark.parametrize(
    ("over", "error", "said"),
    [
        ({}, fazil.RunError, "no factor"),
        (None, fazil.RunError, "no factor"),
        ({"learning.alpha": []}, ValueError, "over"),
        ({"learning.alpha": [-1]}, fazil.RunError, "refused: learning.alpha=-1"),
        ({"learning.alfa": [1]}, fazil.RunError, "alpha"),
        ({"learning.alpha": 1}, TypeError, "iterable"),
        (["learning.alpha=1"], TypeError, "mapping"),
        ({"learning.alpha": [object()]}, TypeError, "expected numbers"),
        ({"learning.alpha": "1..="}, ValueError, "expected"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_before_anything_runs(over, error, said, tmp_path):
    with pytest.raises(error, match=said):
        fazil.sweep("xor", over, out=tmp_path, progress=False)
    with pytest.raises(ValueError, match="1 or more"):
        fazil.sweep("xor", {"learning.alpha": [0.1]}, seeds=0, out=tmp_path)
    assert not any(tmp_path.iterdir())


STOPPED = """
import sys, fazil
print("ready", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def _stopped(call: str, out: Path, wait: float) -> None:
    """Runs `call` in a process of its own, and presses Ctrl-C."""
    program = [sys.executable, "-c", STOPPED.format(call=call), str(out)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(list(out.rglob("kept/*"))) < 2:
            time.sleep(0.01)
        time.sleep(wait)
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=60)[0] == "stopped\n"


def test_a_stopped_sweep_and_study_go_on_to_the_same_table(tmp_path):
    """The saboteur: a resumed sweep that does its finished runs again; it would take twice as long."""
    over = {"learning.alpha": "0.001..=0.03:0.001"}
    arguments = f"over={over!r}, seeds=2, epochs=2, progress=False"
    _stopped(f"fazil.sweep('digits', {arguments}, out=sys.argv[1])", tmp_path / "stopped", 0)
    place = tmp_path / "stopped" / "sweep-digits-1"
    n_kept = len(list((place / "kept").iterdir()))
    assert 2 <= n_kept < 60, "some were finished, and some were not"
    with pytest.raises(fazil.RunError, match="resume_sweep goes on"):
        fazil.Sweep(place)
    resumed = fazil.resume_sweep(place, progress=False)
    whole = fazil.sweep("digits", over, seeds=2, epochs=2, out=tmp_path / "whole", progress=False)
    for name in ["sweep.csv", "sweep.parquet", "sweep.svg"]:
        assert (resumed.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name

    arguments = "epochs=2, seeds=2, progress=False"
    _stopped(f"fazil.study('silent-phi', {arguments}, out=sys.argv[1])", tmp_path / "s", 0)
    place = tmp_path / "s" / "study-silent-phi-1"
    resumed = fazil.resume_study(place, progress=False)
    whole = fazil.study("silent-phi", epochs=2, seeds=2, out=tmp_path / "w", progress=False)
    assert resumed.rows == whole.rows and resumed.svg == whole.svg
    for call in [fazil.resume_study, fazil.resume_sweep]:
        with pytest.raises(fazil.FazilError, match=r"study.json|sweep.json"):
            call(tmp_path)


def test_a_run_that_was_stopped_goes_on_to_the_same_files(tmp_path):
    set = {"timetable.epochs": 60}
    whole = fazil.run("digits", set=set, out=tmp_path / "whole", progress=False)
    part = fazil.run("digits", set=set, out=tmp_path / "part", max_time=0.3, progress=False)
    assert part.summary.ended == "interrupted" and part.summary.updates < whole.summary.updates
    made = fazil.resume(part, progress=False)
    assert made.folder == part.folder and made.summary.ended == "finished"
    for name in ["metrics.csv", "weights/final.safetensors", "learning_curve.svg"]:
        assert (made.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name
    with pytest.raises(fazil.RunError):
        fazil.resume(made)
    with pytest.raises(fazil.RunError, match="no run's directory"):
        fazil.resume(tmp_path)
    for wrong in [0, -1, float("nan"), float("inf")]:
        with pytest.raises(ValueError, match="max_time"):
            fazil.run("xor", max_time=wrong, progress=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals are of POSIX")
def test_ctrl_c_ends_a_step_of_a_large_network_within_its_presentation(tmp_path):
    call = """
    session = fazil.Network.chain([1500, 1500, 1500, 1500, 10]).session()
    x = [0.1] * 1500
    session.begin(x, [1.0] * 10, prediction_ticks=200_000, learning_ticks=1)
    session.step()
except KeyboardInterrupt:
    assert session.is_under_way and session.now < 200_000
    session.tick()
    print("stopped", flush=True)
try:
    pass"""
    program = [sys.executable, "-c", STOPPED.format(call=call.strip())]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "ready\n"
        time.sleep(3)
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=60)[0].startswith("stopped\n")
        assert time.monotonic() - begun < 5
