"""A network as a classifier of scikit-learn, which must be installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from .description import Learning, Network, Timetable, Xavier
from .session import Session

__all__ = ["Classifier"]

Array = NDArray[Any]


class Classifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A network of agents that learns classes; its weights have backpropagation's bits.

    Parameters
    ----------
    hidden
        Neurons of each hidden layer, input first.
    activation, alpha
        As in a `fazil.Network`.
    epochs, batch
        As in a `fazil.Timetable`; the changes of a batch are summed.
    precision
        ``"F32"`` or ``"F64"``.
    seed
        Of the weights at birth and of the order of examples.

    Attributes
    ----------
    classes_
        The classes, in the order of the outputs.
    session_
        The `fazil.Session` that learned them.
    """

    def __init__(
        self,
        hidden: Sequence[int] = (32,),
        *,
        activation: str = "Tanh",
        alpha: float = 0.01,
        epochs: int = 10,
        batch: int = 1,
        precision: str = "F32",
        seed: int = 1,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.alpha = alpha
        self.epochs = epochs
        self.batch = batch
        self.precision = precision
        self.seed = seed

    def fit(self, X: Any, y: Any) -> Classifier:
        """Learns the examples `X` ``[n, features]`` of classes `y` ``[n]``."""
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        network = Network.chain(
            [X.shape[1], *self.hidden, max(len(self.classes_), 2)],
            activation=self.activation,
            input_transfer="Identity",
            bias=True,
            initial=Xavier(self.seed),
            learning=Learning(alpha=self.alpha),
            timetable=Timetable(batch=self.batch, epochs=self.epochs, seed=self.seed),
            precision=self.precision,
        )
        self.session_: Session = network.session(X, labels.astype(np.int64))
        self.session_.run()
        return self

    def decision_function(self, X: Any) -> Array:
        """The network's outputs, ``[n, classes]``, or the second less the first where there are two."""
        check_is_fitted(self, "session_")
        outputs = self.session_.predict(validate_data(self, X, reset=False))
        return outputs[:, 1] - outputs[:, 0] if len(self.classes_) <= 2 else outputs

    def predict(self, X: Any) -> Array:
        """The class of each example."""
        outputs = self.decision_function(X)
        if outputs.ndim == 1:
            index = (outputs > 0).astype(int) if len(self.classes_) == 2 else np.zeros(len(outputs), int)
        else:
            index = outputs.argmax(1)
        classes: Array = self.classes_[index]
        return classes
