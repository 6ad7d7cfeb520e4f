"""Where examples come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Union

from ._fields import TEXT, Number, Variant, text, texts


@dataclass
class Range(Variant):
    """A scale whose ends are given."""

    low: Number
    high: Number


@dataclass
class HoldOut:
    """A part of the training examples that is tested on."""

    fraction: Number
    seed: int | None = None
    stratified: bool | None = None


@dataclass
class Digits(Variant):
    """The embedded handwritten digits: 64 inputs, 10 outputs."""

    test: Number | None = None
    split_seed: int | None = None
    stratified: bool | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Idx(Variant):
    """A directory of four IDX files, such as MNIST; `None`: the one in ``$FAZIL_MNIST``."""

    path: str | None = text(None)
    train: int | None = None
    test: int | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    hold_out: HoldOut | None = None
    classes: Sequence[str] = texts()


@dataclass
class Tensors(Variant):
    """Safetensors files with ``input`` [n, inputs], ``target`` [n, outputs] or ``label`` [n]; `write_examples`
    writes one. docs/data.md has the fields of this and of the other sources."""

    train: str = field(metadata=TEXT)
    test: str | None = text(None)
    classes: Sequence[str] = texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class Csv(Variant):
    """Text files, a row for each example."""

    train: str = field(metadata=TEXT)
    test: str | None = text(None)
    header: bool | None = None
    delimiter: str | None = text(None)
    label: str | None = text(None)
    targets: Sequence[str] = texts()
    inputs: Sequence[str] = texts()
    ignore: Sequence[str] = texts()
    classes: Sequence[str] = texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class ArrayNames:
    """The files, or the arrays of a file, that hold inputs, classes and targets."""

    inputs: str = field(metadata=TEXT)
    labels: str | None = text(None)
    targets: str | None = text(None)


@dataclass
class Npy(Variant):
    """NumPy's files, an array each."""

    train: ArrayNames
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class IdxFiles(Variant):
    """IDX files of any type, by their own names."""

    train: ArrayNames
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class Npz(Variant):
    """A file with several of NumPy's arrays."""

    path: str = field(metadata=TEXT)
    train: ArrayNames = field(default_factory=lambda: ArrayNames("x", "y"))
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class ImageFolder(Variant):
    """Folders of PNG and JPEG images, a folder for each class."""

    train: str = field(metadata=TEXT)
    test: str | None = text(None)
    size: tuple[int, int] | None = None
    colour: str | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    hold_out: HoldOut | None = None


@dataclass
class TwoMoons(Variant):
    """Two half circles, drawn: 2 inputs, 2 outputs."""

    train: int | None = None
    test: int | None = None
    noise: Number | None = None
    seed: int | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class LinearTeacher(Variant):
    """A linear network's answers, drawn."""

    inputs: int
    outputs: int
    train: int | None = None
    test: int | None = None
    noise: Number | None = None
    seed: int | None = None


@dataclass
class RandomTargets(Variant):
    """Targets that have nothing to do with inputs, drawn."""

    inputs: int
    outputs: int
    train: int | None = None
    seed: int | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Xor(Variant):
    """The four patterns of exclusive or."""

    input: tuple[Number, Number] | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Pair:
    """One example, written out."""

    input: Sequence[Number] = field(metadata={"kind": "array"})
    target: Sequence[Number] = field(metadata={"kind": "array"})


@dataclass
class Pairs(Variant):
    """Examples that are written out."""

    train: Sequence[Pair]
    test: Sequence[Pair] = ()


@dataclass
class Arrays(Variant):
    """Arrays that a session is given; such a scenario cannot be run by itself."""

    inputs: int
    outputs: int


Data = Union[
    Digits, Idx, Tensors, Csv, Npy, Npz, IdxFiles, ImageFolder, TwoMoons, LinearTeacher, RandomTargets,
    Xor, Pairs, Arrays,
]  # fmt: skip
