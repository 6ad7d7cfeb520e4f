"""Networks as dataclasses, and as text."""

from __future__ import annotations

import math
import pickle
import struct
import zlib
from fractions import Fraction

import numpy as np
import pytest

import fazil
from fazil import Network


@pytest.mark.parametrize("name", sorted(fazil.scenarios()))
def test_every_built_in_scenario_reads_back_as_itself(name):
    if name == "mnist":
        pytest.skip("its data are not here")
    ron = fazil.scenario(name).to_ron()
    assert Network.open(name).to_ron() == ron
    assert Network.from_ron(ron) == Network.open(name)


def test_everything_that_can_be_described_is_a_scenario():
    network = Network.chain(
        [3, 4, 2],
        activation="LeakyReLU",
        bias=True,
        initial=fazil.Normal(seed=2, deviation=Fraction(1, 3)),
        feedback_weights=fazil.Independent(seed=3),
        decay=0.001,
        learning=fazil.Learning(
            phi=fazil.Tolerance(t_d=3, q=1e-6),
            overrides=[fazil.Override("error/0/*<-value/1/0", fazil.Exact(t_d=2), "Both")],
            alpha="1/64",
            reduction="Mean",
        ),
        timetable=fazil.Timetable(prediction_ticks=(9, 12), learning_ticks=7, batch=2, epochs=3),
        faults=fazil.Faults(lesions=[fazil.Lesion(1, "value/1/0")], silent_phi=0.1),
        record=[fazil.Recording("Epsilon", of="error/1/*", during=fazil.Presentations(0, 2))],
        data=fazil.Pairs([fazil.Pair([1, 2, 3], [0, "1/2"])] * 4),
        about='a "quoted" text \\ with ünïcödé',
        name="all",
    )
    text = network.to_ron()
    again = Network.from_ron(text)
    assert again.to_ron() == text
    assert again.initial == fazil.Normal(seed=2, deviation="1/3")
    assert again.learning.overrides[0].phi == fazil.Exact(t_d=2)
    assert again.record[0].during == fazil.Presentations(0, 2)
    assert again.faults.lesions[0].at == 1


def test_every_source_of_examples_reads_back():
    for data in [
        fazil.TwoMoons(noise=0.2, train=10),
        fazil.LinearTeacher(2, 2, seed=3),
        fazil.RandomTargets(2, 2),
    ]:
        network = Network.chain([2, 3, 2], data=data)
        again = Network.from_ron(network.to_ron())
        assert type(again.data) is type(data) and again.to_ron() == network.to_ron()
    hold_out = fazil.HoldOut("1/4", seed=2, stratified=True)
    names = fazil.ArrayNames("x.npy", "y.npy")
    for data in [
        fazil.Csv("iris.csv", label="class", ignore=["id"], scale="Standard", hold_out=hold_out),
        fazil.Npy(names, classes=["a", "b"], scale=fazil.Range(0, 9)),
        fazil.Npz("all.npz", fazil.ArrayNames("x", "y"), input=(0, 1)),
    ]:
        with pytest.raises(fazil.ScenarioError, match="(iris.csv|x.npy|all.npz)"):
            Network.chain([2, 2], data=data).to_ron()


def test_given_weights_keep_their_bits():
    draws = np.random.default_rng(1)
    for dtype, precision in [("float32", "F32"), ("float64", "F64")]:
        theta = [draws.normal(size=(2, 3)).astype(dtype), draws.normal(size=(3, 4)).astype(dtype)]
        network = Network.chain([4, 3, 2], initial=fazil.Given(theta), precision=precision)
        weights = network.session().weights
        for layer, given in enumerate(theta, 1):
            assert (weights[f"theta.{layer}"] == given).all()


def test_mistakes_say_where_and_what_instead():
    with pytest.raises(fazil.ScenarioError) as caught:
        Network.from_ron('(name: "a",\n  network: (widths: [2, 1]),\n  learnin: (alpha: 1))', "my.ron")
    error = caught.value
    assert (error.file, error.line, error.column) == ("my.ron", 1, 1)
    misspelt = next(m for m in error.mistakes if m.near)
    assert (misspelt.line, misspelt.column) == (3, 3)
    assert misspelt.hint == "did you mean 'learning'?"
    assert str(error).startswith("my.ron:1:1: ") and isinstance(error, ValueError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    with pytest.raises(fazil.ScenarioError) as caught:
        fazil.run("digits", set={"learning.alpha": -1}, progress=False)
    assert caught.value.file == "--set learning.alpha=-1" and caught.value.line is None
    assert caught.value.mistakes[0].expected
    with pytest.raises(fazil.ScenarioError, match="did you mean 'digits'"):
        fazil.run("digts", progress=False)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: Network.chain([2, 1], alpha=math.nan).to_ron(), ValueError, "finite"),
        (lambda: Network.chain([2, 1], alpha=object()).to_ron(), TypeError, "expected numbers"),
        (lambda: Network.chain([2, 1], alfa=1), TypeError, "alfa"),
        (lambda: Network.chain([2, 1], alpha=1, learning=fazil.Learning()), TypeError, "one of"),
        (lambda: Network.chain([2]).to_ron(), ValueError, "at least 2 layers"),
        (lambda: Network.chain([2, 0, 1]).to_ron(), fazil.ScenarioError, "widths"),
        (lambda: Network.chain([2, 1], activation="Relu").to_ron(), fazil.ScenarioError, "ReLU"),
        (lambda: fazil.run(Network.chain([2, 1]), progress=False), ValueError, "the network has no data"),
        (lambda: fazil.run("xor", record=["fi"], progress=False), ValueError, "fi"),
        (lambda: fazil.run("xor", engine="fast", progress=False), ValueError, "literal"),
        (lambda: fazil.study("nois"), ValueError, "activity-noise"),
        (lambda: fazil.isolate("hand", "error/9"), ValueError, "no neuron"),
        (lambda: fazil.load("."), fazil.RunError, "no run's folder"),
        (lambda: fazil.reproduce("table9"), ValueError, "table2"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, error, said):
    with pytest.raises(error, match=said):
        make()


def grey_png(rows: np.ndarray) -> bytes:
    """A PNG file of grey levels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], 8, 0, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def test_a_folder_of_images_is_what_its_pixels_are(tmp_path):
    """The feature `images` is in the package; a file that is no image is named."""
    pixels = np.random.default_rng(1).integers(0, 256, (12, 3, 4), dtype=np.uint8)
    for k, rows in enumerate(pixels):
        folder = tmp_path / "train" / "ab"[k // 6]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{k:02}.png").write_bytes(grey_png(rows))
    network = Network.chain([12, 5, 2], activation="Tanh", timetable=fazil.Timetable(batch=3, epochs=2, shuffle=False))
    network.data = fazil.ImageFolder(str(tmp_path / "train"), scale=fazil.Range(0, 1))
    run = fazil.run(network)
    np.savez(tmp_path / "same.npz", x=pixels.reshape(12, 12), y=np.repeat([0, 1], 6).astype(np.uint8))
    network.data = fazil.Npz(str(tmp_path / "same.npz"), fazil.ArrayNames("x", "y"), scale=fazil.Range(0, 1))
    assert run.summary.weights_blake3 == fazil.run(network).summary.weights_blake3
    (tmp_path / "train/a/00.png").write_bytes(b"GIF89a")
    network.data = fazil.ImageFolder(str(tmp_path / "train"))
    with pytest.raises(fazil.FazilError, match=r"a/00\.png: is neither a PNG nor a JPEG image"):
        fazil.run(network)
