"""A network as an estimator of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

import fazil

pytest.importorskip("sklearn")


def test_it_classifies_and_is_cloned_and_searched():
    from sklearn.base import clone
    from sklearn.datasets import load_iris
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from fazil.estimator import Classifier

    x, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    model = make_pipeline(StandardScaler(), Classifier((8,), alpha=0.05, epochs=20))
    assert cross_val_score(model, x, names, cv=3).min() > 0.85
    learned = clone(model).fit(x, names)[-1]
    assert list(learned.classes_) == ["setosa", "versicolor", "virginica"]
    assert learned.session_.weights_different == 0
    found = GridSearchCV(model, {"classifier__epochs": [1, 20]}, cv=2).fit(x, names)
    assert found.best_params_ == {"classifier__epochs": 20}
    two = Classifier((4,), epochs=20).fit(x[:100], y[:100] == 1)
    assert two.score(x[:100], y[:100] == 1) > 0.9 and two.predict(x[:3]).dtype == bool


def test_it_keeps_what_scikit_learn_expects():
    from sklearn.utils.estimator_checks import check_estimator

    from fazil.estimator import Classifier

    check_estimator(Classifier(epochs=20))


def test_examples_that_were_written_are_the_same_examples(tmp_path):
    draws = np.random.default_rng(0)
    x, y = draws.normal(size=(12, 3)), draws.normal(size=(12, 2))
    fazil.write_examples(tmp_path / "train.safetensors", x, y)
    data = fazil.Tensors(str(tmp_path / "train.safetensors"))
    network = fazil.Network.chain([3, 4, 2], timetable=fazil.Timetable(epochs=2))
    session = network.session(x, y)
    session.run()
    run = network.replace(data=data).run(progress=False)
    assert run.summary.weights_blake3 == session.weights_blake3
    labels = np.arange(12) % 2
    fazil.write_examples(tmp_path / "classes.safetensors", x.astype("f4"), labels, n_outputs=2)
    with_classes = network.replace(data=fazil.Tensors(str(tmp_path / "classes.safetensors")))
    assert with_classes.run(progress=False).summary.test_accuracy is not None
    with pytest.raises(ValueError, match="as many"):
        fazil.write_examples(tmp_path / "wrong.safetensors", x, y[:3])
