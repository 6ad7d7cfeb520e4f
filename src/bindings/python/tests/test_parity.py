"""The program and `import fazil` leave the same bits."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import fazil

RUNS = [
    ("xor", {"timetable.epochs": 3}, ["phi", "epsilon:error/*/0,format=csv"]),
    ("digits", {"timetable.epochs": 1}, ["phi"]),
    ("digits", {"timetable.epochs": 1, "precision": "F32", "network.activation": "Tanh"}, []),
    ("hand", {}, ["messages_in,format=jsonl"]),
    ("digits-zil", {"timetable.epochs": 1}, []),
]


def _same_files(ours: Path, theirs: Path) -> list[str]:
    """Names of the files below both folders, whose bytes must agree but for the time it took."""
    names = sorted(str(p.relative_to(theirs)) for p in theirs.rglob("*") if p.is_file())
    assert names == sorted(str(p.relative_to(ours)) for p in ours.rglob("*") if p.is_file())
    for name in names:
        if name == "summary.json":
            a, b = (json.loads((place / name).read_text()) for place in (ours, theirs))
            a.pop("seconds"), b.pop("seconds")
            assert a == b
        elif name != "report.html":  # It shows the seconds.
            assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    return names


@pytest.mark.parametrize(("name", "set", "record"), RUNS)
def test_run_leaves_the_program_s_files(ask, tmp_path, name, set, record):
    run = fazil.run(name, set=set, record=record, out=tmp_path / "ours", progress=False)
    switches = [f"--set={path}={value}" for path, value in set.items()]
    switches += [f"--record={asked}" for asked in record]
    ask("run", name, *switches, "--out", tmp_path / "theirs")
    theirs = tmp_path / "theirs" / f"{name}-1"
    names = _same_files(run.folder, theirs)
    assert "weights/final.safetensors" in names
    assert fazil.load(theirs).summary.weights_blake3 == run.summary.weights_blake3


def test_check_and_list_say_what_the_program_says(ask):
    assert str(fazil.check("deep", set={"learning.alpha": "1/3"})) == ask(
        "check", "deep", "--set", "learning.alpha=1/3"
    )
    residual = fazil.check("residual")
    assert residual.dot + "\n" == ask("check", "residual", "--dot")
    assert "pixels -> s0" in residual.wiring and "1 tick" in residual.wiring
    listed = ask("list")
    assert all(name in listed and about in listed for name, about in fazil.scenarios().items())


# The call of each command, as docs/python.md has it.
CALLS = {
    "run": fazil.run,
    "check": fazil.check,
    "audit": fazil.audit,
    "isolate": fazil.isolate,
    "study": fazil.study,
    "sweep": fazil.sweep,
    "plot": fazil.plot,
    "why": fazil.why,
    "trace": fazil.trace,
    "reproduce": fazil.reproduce,
    "data": fazil.data,
    "page": fazil.page,
    "list": fazil.scenarios,
    "help": fazil.reference,
}


def test_every_command_of_the_program_has_its_call(ask):
    listed = ask("--help").split("Commands:")[1].split("Options:")[0]
    names = re.findall(r"^  (\w+)", listed, flags=re.MULTILINE)
    assert sorted(names) == sorted(CALLS)
    documented = (Path(__file__).parents[4] / "docs" / "python.md").read_text("utf-8")
    for name, call in CALLS.items():
        assert call.__doc__ and f"`fazil {name}" in documented, name
        assert f"fazil.{call.__name__}(" in documented, name


def test_the_reference_and_the_page_are_the_program_s(ask, tmp_path):
    assert fazil.reference().strip() == ask("help", "scenario").strip()
    of_phi = fazil.reference("learning.phi").strip()
    assert of_phi == ask("help", "scenario", "learning.phi").strip() and "t_d" in of_phi
    with pytest.raises(ValueError, match="learning.phi"):
        fazil.reference("learning.fi")
    ours = fazil.page("hand", tmp_path / "ours.html", set={"learning.alpha": "1/3"})
    ask("page", "hand", "--set", "learning.alpha=1/3", "--out", tmp_path / "theirs.html")
    assert ours.read_bytes() == (tmp_path / "theirs.html").read_bytes()
    with pytest.raises(ValueError, match="no data"):
        fazil.page(fazil.Network.chain([2, 1]), tmp_path / "none.html")
    assert not (tmp_path / "none.html").exists()


def test_a_file_of_examples_is_described_alike(ask, tmp_path):
    file = tmp_path / "three.csv"
    file.write_text("a,b,class\n1,2,x\n3,4,y\n")
    assert fazil.data(file).strip() == ask("data", file).strip()


def test_audit_and_isolate_find_what_the_program_finds(ask, tmp_path):
    audit = fazil.audit("xor", presentations=12, out=tmp_path / "ours", progress=False)
    ask("audit", "xor", "--presentations", 12, "--out", tmp_path / "theirs")
    _same_files(audit.folder, tmp_path / "theirs" / "audit-xor-1")
    assert audit.passed and "✓" in audit._repr_html_()
    alone = fazil.isolate("hand", "error/1/0", out=tmp_path / "ours")
    ask("isolate", "hand", "--neuron", "error/1/0", "--out", tmp_path / "theirs")
    _same_files(alone.folder, tmp_path / "theirs" / "isolate-hand-error-1-0-1")
    assert alone.is_identical and alone.rows


def test_why_trace_and_plot_leave_what_the_program_leaves(ask, tmp_path):
    run = fazil.run("xor", set={"timetable.epochs": 2}, out=tmp_path, progress=False)
    synapse = "error/0/0<-value/1/0"
    found = fazil.why(run, synapse, 1, tmp_path / "why.svg")
    assert found == run.why(synapse, 1) and (tmp_path / "why.svg").read_text() == found.svg
    said = ask("why", run.folder, "--synapse", synapse, "--presentation", 1)
    assert str(found).strip() in said and found.svg == (run.folder / "why.svg").read_text()
    for options in [["--largest"], ["--first-spike", "--all"], ["--of", "error/1/*", "--lane", "0"]]:
        find = "first_spike" if "--first-spike" in options else "largest"
        of, lane = ("error/1/*", 0) if "--of" in options else (None, None)
        found = run.why(find=find, of=of, lane=lane, all="--all" in options)
        assert found.text.strip() in ask("why", run.folder, *options)
    ours = run.trace(range(0, 2), tmp_path / "ours.json")
    ask("trace", run.folder, "--presentations", "0..2", "--out", tmp_path / "theirs.json")
    assert ours.read_bytes() == (tmp_path / "theirs.json").read_bytes()
    before = {name: picture.svg for name, picture in run.pictures.items() if name != "why"}
    assert {name: picture.svg for name, picture in run.plot().items()}.items() <= before.items()


def test_study_and_reproduce_leave_what_the_program_leaves(ask, tmp_path):
    arguments = {"epochs": 1, "seeds": 1, "set": {"data": "Digits(test: 0.9)"}}
    study = fazil.study("silent-phi", **arguments, out=tmp_path / "ours", progress=False)
    assert study.rows and study.svg.startswith("<svg")
    ask("study", "silent-phi", "--epochs", 1, "--seeds", 1, "--set=data=Digits(test: 0.9)",
        "--out", tmp_path / "theirs")  # fmt: skip
    _same_files(study.folder, tmp_path / "theirs" / study.folder.name)
    ours = fazil.reproduce("settling", _size="tiny", out=tmp_path / "r1", progress=False)
    said = ask("reproduce", "settling", "--tiny", "--out", tmp_path / "r2")
    page = tmp_path / "page.md"
    again = fazil.reproduce("settling", _size="tiny", out=tmp_path / "r1", page=page, progress=False)
    assert again.text == ours.text and page.read_text().startswith("# The paper")
    assert (tmp_path / "page").is_dir()
    assert ours.text.strip() in said and ours.pictures
    assert {"table2", "fig3"} <= set(fazil.reproductions())
    assert os.listdir(ours.folder)


def test_a_session_learns_the_bits_of_a_run():
    for precision in ["F32", "F64"]:
        set = {"timetable.epochs": 1, "precision": precision}
        run = fazil.run("digits", set=set, progress=False)
        session = fazil.Network.open("digits", set).session()
        n = session.run()
        assert n == session.n_presentations and session.step() is None
        assert session.weights_blake3 == run.summary.weights_blake3
        weights = run.weights
        assert all((weights[name] == array).all() for name, array in session.weights.items())
        assert session.test().accuracy == run.summary.test_accuracy
        assert session.counts.messages == run.summary.messages


def test_the_same_examples_from_arrays_give_the_same_bits():
    """Exclusive or from arrays, `float32` and `float64`, against the scenario's own."""
    x = [[0, 0], [0, 1], [1, 0], [1, 1]]
    y = [[0], [1], [1], [0]]
    for precision in ["F32", "F64"]:
        network = fazil.Network.open("xor", {"timetable.epochs": 2, "precision": precision})
        own = network.session()
        handed = network.session(x, y, x_test=x, y_test=y)
        assert own.run() == handed.run() > 0
        assert own.weights_blake3 == handed.weights_blake3
        assert own.test().error == handed.test().error
