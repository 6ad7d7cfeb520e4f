"""To other packages' networks and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .description import Given, Network

if TYPE_CHECKING:
    import torch

    from .session import Session

__all__ = ["from_torch", "to_torch"]

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
    depth = sum(name.startswith("theta.") for name in weights)
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
