"""What a run hands over."""

from __future__ import annotations

import gc
import xml.dom.minidom

import numpy as np
import pytest

import fazil


@pytest.fixture(scope="module")
def run():
    record = ["phi", "epsilon:error/1/*", "theta:error/0/0<-value/1/*,format=csv", "x,format=jsonl"]
    return fazil.run("xor", set={"timetable.epochs": 4}, record=record, progress=False)


def test_the_summary_and_the_metrics_are_those_of_the_files(run):
    summary = run.summary
    assert (summary.ended, summary.weights_different) == ("finished", 0)
    assert summary.phi.hits == summary.phi.expected > 0
    assert len(run.metrics) == 5 and run.metrics[-1].epoch == 4
    assert list(run.metrics["epoch"]) == [0, 1, 2, 3, 4]
    assert np.isnan(run.metrics["train_error"][0]) and run.metrics[0].train_error is None
    assert run.metrics[-1].test_error == summary.test_error
    with pytest.raises(KeyError, match="test_error"):
        run.metrics["loss"]


def test_weights_are_arrays_of_the_run_s_precision(run):
    assert set(run.weights) == set(run.bp_weights) | {n for n in run.weights if n[:4] == "feed"}
    for name, weights in run.weights.items():
        assert weights.dtype == np.float64 and weights.flags.c_contiguous and weights.flags.writeable
        if name in run.bp_weights and not name.startswith("feedback"):
            assert np.array_equal(weights, run.bp_weights[name])
    assert any((run.weights[n] != w).any() for n, w in run.initial_weights.items())


def test_records_are_arrow_tables(run):
    pa = pytest.importorskip("pyarrow")
    table = pa.table(run.phi)
    assert table.num_rows == len(run.phi) > 0
    import pyarrow.parquet as pq

    stored = pq.read_table(run.folder / "records" / "phi.parquet")
    assert table.column_names == stored.column_names == list(run.phi.columns)
    for name in table.column_names:
        assert table[name].to_pylist() == stored[name].to_pylist(), name
    hits = [n for n, o in zip(table["n_synapses"].to_pylist(), table["outcome"].to_pylist()) if o == "hit"]
    assert sum(hits) == run.summary.phi.hits
    assert pa.schema(run.phi).names == table.column_names
    for name in table.column_names:
        expected = [np.nan if value is None else value for value in table[name].to_pylist()]
        np.testing.assert_array_equal(run.phi[name], np.array(expected))
    with pytest.raises(KeyError, match='there is no column "x"; there are presentation'):
        run.phi["x"]
    assert pa.table(run.records["theta"]).num_rows > 0 and pa.table(run.records["x"]).num_rows > 0
    again = pa.table(run.phi)
    del table
    gc.collect()
    assert again["tick"].to_pylist() == stored["tick"].to_pylist(), "a second taker gets it as well"


def test_records_come_into_pandas(run):
    pd = pytest.importorskip("pandas")
    epsilon = pd.DataFrame.from_arrow(run.records["epsilon:error/1/*"])
    assert {"tick", "lane"} <= set(epsilon.columns) and len(epsilon) == len(run.records["epsilon"])


def test_what_was_not_recorded_is_said(run):
    with pytest.raises(KeyError, match=r"'mu' was not recorded; there is .*phi"):
        run.records["mu"]
    assert list(fazil.run("hand", progress=False).records) == []


def test_pictures_show_themselves(run):
    assert "learning_curve" in run.pictures
    for picture in run.pictures.values():
        xml.dom.minidom.parseString(picture._repr_svg_())
    assert run._repr_svg_().startswith("<svg") and "test error" not in run._repr_html_()
    assert "weights ≠ backpropagation" in run._repr_html_() and "<table>" in run.metrics._repr_html_()


def test_a_temporary_run_goes_with_its_object():
    run = fazil.run("hand", progress=False)
    folder = run.folder
    assert folder.exists() and run.notes and "<fazil run" in repr(run)
    del run
    gc.collect()
    assert not folder.exists()


def test_a_kept_run_runs_again_to_the_same_bits(tmp_path):
    first = fazil.run("xor", out=tmp_path, progress=False)
    again = fazil.run(first.folder / "scenario.ron", out=tmp_path, progress=False)
    assert first.summary.weights_blake3 == again.summary.weights_blake3
    assert again.folder.name == "xor-2" and fazil.load(again).summary == again.summary
    text = fazil.Network.from_ron(first.scenario)
    assert text.run(progress=False).summary.weights_blake3 == first.summary.weights_blake3


def test_a_damaged_folder_is_refused_in_words(tmp_path):
    run = fazil.run("xor", out=tmp_path, progress=False)
    (run.folder / "weights" / "final.safetensors").write_bytes(b"123")
    with pytest.raises(fazil.RunError, match="no safetensors"):
        _ = run.weights
    (run.folder / "summary.json").unlink()
    with pytest.raises(fazil.RunError, match="summary.json"):
        _ = run.summary


def test_docstrings_that_show_calls_are_true():
    import doctest
    import importlib
    import pkgutil

    n_tried = 0
    for module in pkgutil.walk_packages(fazil.__path__, "fazil."):
        if module.name not in ("fazil._fazil", "fazil.estimator"):
            found = doctest.testmod(importlib.import_module(module.name))
            assert found.failed == 0, module.name
            n_tried += found.attempted
    assert doctest.testmod(fazil).failed == 0 and n_tried >= 5


def test_a_table_without_rows_is_a_table():
    """Its cause: a table without rows is false."""
    run = fazil.run("xor", set={"timetable.epochs": 1, "learning.phi": "Never"}, record="delta_theta", progress=False)
    assert len(run.records["delta_theta"]) == 0


def test_a_temporary_folder_stays_while_something_of_it_is_read():
    """Its cause: the run that owns the folder was gone before its table was read."""
    assert len(fazil.run("xor", set={"timetable.epochs": 1}, record="phi", progress=False).records["phi"]) > 0


def test_a_file_of_another_run_is_told_when_it_is_drawn(tmp_path):
    made = [
        fazil.run("xor", set={"timetable.epochs": n}, out=tmp_path, progress=False) for n in [2, 3]
    ]
    name = "weights/backpropagation.safetensors"
    assert set(made[0].summary.files_blake3) >= {name, "pictures.json", "predictions.csv"}
    (made[0].folder / name).write_bytes((made[1].folder / name).read_bytes())
    with pytest.warns(fazil.FazilWarning, match="wrote: weights/backpropagation.safetensors;"):
        fazil.plot(made[0])
    assert "wrote: weights/backpropagation.safetensors;" in made[0].why().text
