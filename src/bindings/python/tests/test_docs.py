"""What docs/python.md shows is true: its lines, from the first to the last."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

import fazil

PAGE = Path(__file__).parents[4] / "docs" / "python.md"


@pytest.mark.skipif(not PAGE.exists(), reason="the page is not beside this package")
def test_the_lines_of_the_page_can_be_run(tmp_path, monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip("pandas")
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("builtins.print", lambda *_: None)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) >= 5
    draws = np.random.default_rng(0)
    names = {
        "x": draws.random((30, 64), dtype="float32"),
        "y": draws.integers(0, 10, 30),
        "x_test": draws.random((5, 64), dtype="float32"),
        "y_test": draws.integers(0, 10, 5),
    }
    for block in blocks:
        if "torch" in block:
            if importlib.util.find_spec("torch") is None:
                continue
            torch = importlib.import_module("torch")
            names |= {"torch": torch, "x": torch.rand(3, 64), "y": torch.rand(3, 10)}
        exec(compile(block, str(PAGE), "exec"), names)
        if "run.summary" in block:
            assert names["run"].summary.weights_different == 0
            assert set(names["phi"]["tick"][names["phi"]["outcome"] == "hit"]) >= {0, 1}
    assert isinstance(names["session"], fazil.Session)
