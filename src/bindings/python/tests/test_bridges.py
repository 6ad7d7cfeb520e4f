"""To other packages' tables of spikes, with those packages."""

from __future__ import annotations

import numpy as np
import pytest

import fazil


@pytest.fixture(scope="module")
def run():
    set = {"timetable.epochs": 5, "timetable.prediction_ticks": "[7, 12]", "timetable.batch": 1}
    return fazil.run("xor", set=set, record=["phi"], progress=False)


def _spikes():
    """The same spikes from a session, which knows its ticks."""
    set = {"timetable.epochs": 5, "timetable.prediction_ticks": "[7, 12]", "timetable.batch": 1}
    session, found, onsets = fazil.Network.open("xor", set).session(), {}, []
    while (shown := session.step()) is not None:
        onsets.append(shown.onset)
        for spike in session.spikes():
            if spike.neuron.startswith("error/"):
                found.setdefault(spike.neuron, []).append(spike.tick)
    return found, onsets


def test_neo_has_the_spikes(run):
    neo = pytest.importorskip("neo")
    segment = fazil.to_neo(run, tick=2.0)
    assert isinstance(segment, neo.Segment)
    spikes, onsets = _spikes()
    assert {train.name for train in segment.spiketrains} == set(spikes)
    for train in segment.spiketrains:
        np.testing.assert_array_equal(train.times.rescale("ms").magnitude / 2, spikes[train.name])
    np.testing.assert_array_equal(segment.events[0].times.magnitude / 2, onsets)


def test_nwb_has_the_spikes_and_can_be_written(run, tmp_path):
    pynwb = pytest.importorskip("pynwb")
    file = fazil.to_nwb(run)
    spikes, onsets = _spikes()
    with pynwb.NWBHDF5IO(str(tmp_path / "run.nwb"), "w") as out:
        out.write(file)
    with pynwb.NWBHDF5IO(str(tmp_path / "run.nwb"), "r") as stored:
        read = stored.read()
        units, trials = read.units.to_dataframe(), read.trials.to_dataframe()
    for name, times in zip(units["neuron"], units["spike_times"], strict=True):
        np.testing.assert_allclose(times * 1000, spikes[name])
    np.testing.assert_allclose(trials["teacher_onset"] * 1000, onsets)
    assert (trials["stop_time"].to_numpy()[:-1] == trials["start_time"].to_numpy()[1:]).all()
