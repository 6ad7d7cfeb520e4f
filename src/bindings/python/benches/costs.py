"""What Python costs: a step over Rust's, a presentation, MNIST from arrays against the program.

    FAZIL_PROGRAM=target/release/fazil FAZIL_MNIST=../shared/data/mnist python benches/costs.py

Prints one line per number; the module must be built with `--release`. With `--check`, fails where a bound
is broken: 2 µs a step, 1.05 times the program's time (medians of alternating rounds).
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import fazil


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of `work` [s]."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def step_cost(n: int = 20_000, rounds: int = 15) -> tuple[float, float]:
    """A step by `Session.step`, and by the loop in Rust behind `Session.run` [µs], in one process."""
    network = fazil.Network.chain([2, 3, 1], activation="Tanh", alpha=0.01,
                                  timetable=fazil.Timetable(epochs=10**9))  # fmt: skip
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    session = network.session(x, y)
    session.run(n)
    step = session.step

    def by_python() -> None:
        for _ in range(n):
            step()

    rust, python = [], []
    for _ in range(rounds):
        rust.append(seconds(lambda: session.run(n)) / n * 1e6)
        python.append(seconds(by_python) / n * 1e6)
    return statistics.median(python), statistics.median(rust)


def present_cost(n: int = 20_000) -> float:
    """A presentation of one example by `Session.present`, less a step of the same network [µs]."""
    session = fazil.Network.chain([2, 3, 1], activation="Tanh", alpha=0.01).session()
    x, y = np.array([0.0, 1.0]), np.array([1.0])

    def present() -> None:
        for _ in range(n):
            session.present(x, y)

    return statistics.median(seconds(present) for _ in range(5)) / n * 1e6


def idx(path: Path) -> np.ndarray:
    """An IDX file of bytes, compressed or not."""
    file = path if path.exists() else path.with_name(path.name + ".gz")
    data = (gzip.decompress if file.suffix == ".gz" else bytes)(file.read_bytes())
    shape = [int.from_bytes(data[4 + 4 * k : 8 + 4 * k], "big") for k in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def mnist(program: Path, folder: Path, epochs: int = 1, rounds: int = 3) -> tuple[float, float]:
    """Wall-clock time of the program's run of MNIST, and of the same from arrays [s]: reading the
    files, learning, a test before the first epoch and after each; the bits are compared."""
    changes = {"timetable.epochs": epochs, "data": f'Idx(path: "{folder}")'}
    switches = [f"--set={path}={value}" for path, value in changes.items()]
    found: list[str] = []

    def by_program(out: str) -> None:
        arguments = [program, "run", "mnist", *switches, "--out", out]
        subprocess.run(arguments, check=True, capture_output=True)
        summary = json.loads((Path(out) / "mnist-1" / "summary.json").read_text())
        found.append(summary["weights_blake3"])

    def by_arrays() -> None:
        images = [idx(folder / f"{part}-images-idx3-ubyte") for part in ("train", "t10k")]
        labels = [idx(folder / f"{part}-labels-idx1-ubyte") for part in ("train", "t10k")]
        x, x_test = (part.reshape(len(part), -1).astype("float32") / np.float32(255) for part in images)
        y, y_test = (part.astype(np.int64) for part in labels)
        network = fazil.Network.open("mnist", changes)
        session = network.session(x, y, x_test=x_test, y_test=y_test)
        session.test()
        for epoch in range(epochs):
            while session.coming_epoch == epoch:
                session.run(1)
            session.test()
        found.append(session.weights_blake3)

    ours, theirs = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as out:
            theirs.append(seconds(lambda out=out: by_program(out)))
        ours.append(seconds(by_arrays))
    assert len(set(found)) == 1, "the same bits"
    return statistics.median(theirs), statistics.median(ours)


def main() -> int:
    python, rust = step_cost()
    print(f"a step of 2-3-1: {python:.2f} µs, {rust:.2f} µs in Rust: {python - rust:.2f} µs over it")
    print(f"a presentation of one example by present(): {present_cost():.1f} µs")
    broken = python - rust > 2
    program, folder = os.environ.get("FAZIL_PROGRAM"), os.environ.get("FAZIL_MNIST")
    if program and folder:
        theirs, ours = mnist(Path(program), Path(folder))
        print(f"MNIST, 1 epoch: program {theirs:.2f} s, arrays {ours:.2f} s: {ours / theirs:.3f} times")
        broken |= ours / theirs > 1.05
    return int(broken and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
