"""To other packages' networks and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .description import Given, Network

if TYPE_CHECKING:
    import neo
    import pynwb
    import torch

    from .results import Run

    from .session import Session

__all__ = ["from_torch", "to_neo", "to_nwb", "to_torch"]

_SLOPE = 0.01  # Of LeakyReLU below 0.


def _activation(module: torch.nn.Module) -> str | None:
    """The name of a module's activation here; `None` if it is none."""
    from torch import nn

    if isinstance(module, nn.LeakyReLU):
        if module.negative_slope != _SLOPE:
            slope = module.negative_slope
            raise ValueError(f"LeakyReLU has a slope of {slope} below 0; expected {_SLOPE}")
        return "LeakyReLU"
    names = {nn.ReLU: "ReLU", nn.Tanh: "Tanh", nn.Sigmoid: "Logistic", nn.Identity: "Identity"}
    return names.get(type(module))


def from_torch(model: torch.nn.Sequential, **fields: Any) -> Network:
    """The network of a `torch.nn.Sequential` of linear layers with one activation between them.

    Its weights at birth have the model's bits. A network here predicts ``θ f(x) + bias`` layer by layer,
    so that its last layer is linear, as the model's must be.

    Parameters
    ----------
    model
        Linear layers, all or none with a bias, and between them all ReLU, Tanh, Sigmoid, LeakyReLU(0.01) or
        Identity (or nothing); all in float32 or all in float64.
    **fields
        Any other attribute of a `Network` or of its `Learning`.

    Raises
    ------
    ValueError
        If the model has what a network has not.
    """
    import torch
    from torch import nn

    layers: list[nn.Linear] = []
    between: list[str] = []
    is_last_linear = False
    for module in model:
        if isinstance(module, nn.Linear):
            if is_last_linear:
                between.append("Identity")
            layers.append(module)
            is_last_linear = True
            continue
        name = _activation(module)
        if name is None or not is_last_linear:
            raise ValueError(
                f"{type(module).__name__} stands at {len(layers) + len(between)}; expected Linear layers "
                "with one of ReLU, Tanh, Sigmoid, LeakyReLU, Identity between them"
            )
        between.append(name)
        is_last_linear = False
    if not layers or not is_last_linear:
        raise ValueError("the model does not end with a Linear layer; expected one at its end")
    if len(set(between)) > 1:
        raise ValueError(f"the activations are {', '.join(between)}; expected one for all layers")
    biases = {layer.bias is not None for layer in layers}
    if len(biases) > 1:
        raise ValueError("some layers have a bias and some have none; expected all or none")
    dtypes = {parameter.dtype for parameter in model.parameters()}
    precision = {torch.float32: "F32", torch.float64: "F64"}.get(dtypes.pop())
    if dtypes or precision is None:
        raise ValueError("the model's numbers are not all float32 or all float64")
    top_down = layers[::-1]  # The output layer first.
    theta = [layer.weight.detach().cpu().numpy() for layer in top_down]
    has_bias = biases == {True}
    bias = [layer.bias.detach().cpu().numpy() for layer in top_down] if has_bias else ()
    widths = [layers[0].in_features, *(layer.out_features for layer in layers)]
    return Network.chain(
        widths,
        **{
            "activation": between[0] if between else "Identity",
            "input_transfer": "Identity",
            "bias": has_bias,
            "initial": Given(theta, bias),
            "precision": precision,
            **fields,
        },
    )


def to_torch(session: Session, activation: str) -> torch.nn.Sequential:
    """A `torch.nn.Sequential` with the weights of a session, bit for bit.

    Parameters
    ----------
    session
        Of a network whose `input_transfer` is ``"Identity"``, as torch's inputs are.
    activation
        The network's: ``"ReLU"``, ``"Tanh"``, ``"Logistic"``, ``"LeakyReLU"`` or ``"Identity"``.
    """
    import torch
    from torch import nn

    made = {
        "ReLU": nn.ReLU,
        "Tanh": nn.Tanh,
        "Logistic": nn.Sigmoid,
        "LeakyReLU": nn.LeakyReLU,
        "Identity": nn.Identity,
    }
    if activation not in made:
        raise ValueError(f"torch has no {activation}; expected one of {', '.join(made)}")
    weights = session.weights
    layers = [name.removeprefix("theta.") for name in weights if name.startswith("theta.")]
    if not all(name.isdigit() for name in layers):
        raise ValueError("the network has populations and projections; expected a chain of layers")
    depth = len(layers)
    modules: list[nn.Module] = []
    for layer in range(depth, 0, -1):
        theta = torch.from_numpy(weights[f"theta.{layer}"])
        bias = weights.get(f"bias.{layer - 1}")
        linear = nn.Linear(theta.shape[1], theta.shape[0], bias is not None, dtype=theta.dtype)
        with torch.no_grad():
            linear.weight.copy_(theta)
            if bias is not None:
                linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, made[activation]()]
    return nn.Sequential(*modules[:-1])


def _trains(run: Run, lane: int) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64], float]:
    """Ticks at which φ of each error neuron fired in a lane, ticks of teacher onset, and of the end."""
    shown, phi = run.records["presentations"], run.phi
    first = shown["lane"] == 0
    ticks = shown["prediction_ticks"][first].astype(np.int64), shown["learning_ticks"][first]
    ends = np.cumsum(ticks[0] + ticks[1])
    onsets = np.concatenate([[0], ends[:-1]]) + ticks[0]
    index = {int(number): k for k, number in enumerate(shown["presentation"][first])}
    if len(index) and set(index) != set(range(max(index) + 1)):
        raise ValueError("some presentations were not recorded; expected record=['phi'] of all")
    fired = (phi["lane"] == lane) & (phi["side"] == "feedforward") & (phi["outcome"] != "miss")
    at = onsets[phi["presentation"][fired].astype(np.int64)] + phi["tick"][fired]
    neurons = list(zip(phi["layer"][fired], phi["post"][fired], strict=True))
    trains: dict[str, NDArray[np.float64]] = {}
    for layer, post in sorted(set(neurons)):
        of_neuron = [k for k, neuron in enumerate(neurons) if neuron == (layer, post)]
        trains[f"error/{layer}/{post}"] = np.unique(at[of_neuron]).astype(float)
    return trains, onsets.astype(float), float(ends[-1]) if len(ends) else 0.0


def to_neo(run: Run, *, lane: int = 0, tick: float = 1.0) -> neo.Segment:
    """The events of φ of a run as a `neo.Segment`: a spike train per error neuron, whose times are those at
    which its dendrite's synapses committed, and an event at each teacher onset.

    Parameters
    ----------
    run
        Run with ``record=["phi"]``.
    lane
        Which example of the batch.
    tick
        How long a tick is to last [ms].
    """
    import neo

    trains, onsets, end = _trains(run, lane)
    segment = neo.Segment(name=run.summary.scenario)
    for name, ticks in trains.items():
        train = neo.SpikeTrain(ticks * tick, t_start=0, t_stop=end * tick, units="ms", name=name)
        segment.spiketrains.append(train)
    labels = np.array(["teacher"] * len(onsets), dtype="U")
    segment.events.append(neo.Event(onsets * tick, labels=labels, units="ms", name="teacher onset"))
    return segment


def to_nwb(
    run: Run, *, lane: int = 0, tick: float = 1.0, began: datetime | None = None
) -> pynwb.NWBFile:
    """The events of φ of a run as a `pynwb.NWBFile`: a unit per error neuron, a trial per presentation.

    Parameters
    ----------
    run, lane, tick
        As for `to_neo`.
    began
        When the session is to have begun; 1970 without it, since a simulation has no date.
    """
    import pynwb

    trains, onsets, end = _trains(run, lane)
    seconds = tick / 1000
    file = pynwb.NWBFile(
        session_description=f"fazil run of {run.summary.scenario}",
        identifier=run.summary.weights_blake3,
        session_start_time=began or datetime(1970, 1, 1, tzinfo=timezone.utc),
    )
    file.add_unit_column("neuron", "the error neuron's name, layers counted from the output")
    for name, ticks in trains.items():
        file.add_unit(spike_times=ticks * seconds, neuron=name)
    file.add_trial_column("teacher_onset", "when the teacher came [s]")
    bounds: Sequence[float] = [0.0, *_ends(run)]
    for k, onset in enumerate(onsets):
        file.add_trial(
            start_time=bounds[k] * seconds,
            stop_time=min(bounds[k + 1], end) * seconds,
            teacher_onset=onset * seconds,
        )
    return file


def _ends(run: Run) -> list[float]:
    shown = run.records["presentations"]
    first = shown["lane"] == 0
    ticks = shown["prediction_ticks"][first].astype(np.int64) + shown["learning_ticks"][first]
    return [float(end) for end in np.cumsum(ticks)]
