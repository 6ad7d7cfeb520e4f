#!/usr/bin/env python3
"""Writes the seeds of the corpora: what scenarios, tests, ../shared/cases and runs hold.

    tests/fuzz/seed.py FAZIL FOLDER

FAZIL is the program, FOLDER gets a folder for each target. Afterwards merge FOLDER into
tests/fuzz/corpus with `.ci/fuzz --minimise FOLDER`.
"""
import gzip
import hashlib
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases"
FAZIL, OUT = sys.argv[1], Path(sys.argv[2])


def seed(target, data):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def scenarios():
    files = [*ROOT.glob("scenarios/*.ron"), *ROOT.glob("tests/**/*.ron"), *CASES.glob("**/*.ron")]
    for file in files:
        seed("scenario", file.read_bytes())
    for name in ["xor", "hand", "digits", "exact", "digits-il", "deep"]:
        checked = subprocess.run([FAZIL, "check", name], capture_output=True, check=True)
        seed("scenario", checked.stdout)


def edits():
    lines = """learning.alpha=1/3
network.widths[1]=5
network.widths=[2, 3, 1]
network.initial.seed=7
network.initial=Uniform(seed: 1, low: -1, high: "1/2")
network.initial=Given(theta: [[[1, 2]]])
network.activation=ReLU
network.state=Plain
learning.rule=IL(t_c: 20)
learning.rule=ZIL
learning.phi.t_d=1
learning.phi=Tolerance(epsilon: 1e-9, t_d: 3)
learning.feedback=Tonic
learning.overrides=[(synapse: "error/0/*<-value/1/0..2", phi: Never)]
timetable.prediction_ticks=[7, 12]
timetable.prediction=Imposed
timetable.without_teacher=0.5
timetable.epochs=1e3
timetable.perturbation=0.1
data=Pairs(train: [(input: [1, "1/3"], target: [0.1])])
data=Digits(test: 0.5, split_seed: 3)
data.test=0.9
data=Tensors(train: "a.st")
faults.activity_noise=0.1
faults.silent_phi=0.3
faults.lesions=[(at: 3, what: Neuron("value/1/0"))]
engine.kind=Packed
engine.threads=2
precision=F32
name="a name"
about='x'
record=[(what: Phi, of: "error/1/*", every: 3)]
show_ticks=3
phi
epsilon:error/1/*
theta:error/0/3<-value/1/*,presentations=0..10,format=csv
x:value/1/0..3,every=2,epochs=1..2,most_bytes=70000,format=jsonl
error/1/12<-value/2/3
error/0/*<-bias
value/2/*""".splitlines()
    for k, line in enumerate(lines):
        seed("edits", bytes([k % 6]) + line.encode())
        seed("edits", bytes([2]) + line.encode())
    for k in range(0, len(lines) - 2, 3):
        seed("edits", bytes([k % 6]) + "\n".join(lines[k : k + 3]).encode())


def idx_files():
    def idx(dimensions, body):
        words = [0x800 + len(dimensions), *dimensions]
        return b"".join(struct.pack(">I", word) for word in words) + body

    images = idx([4, 2, 3], bytes(range(0, 240, 10)))
    labels = idx([4], bytes([0, 3, 9, 1]))
    for selector in range(16):
        for odd, file in [(0, images), (1, labels), (0, gzip.compress(images)), (1, gzip.compress(labels))]:
            seed("idx", bytes([selector & 14 | odd]) + file)
    seed("idx", bytes([0]) + idx([0, 2, 3], b""))
    seed("idx", bytes([1]) + idx([3], bytes([200, 5, 10])))
    seed("idx", bytes([0]) + images[:-1])
    for file in CASES.glob("*/*ubyte*"):
        data = file.read_bytes()
        if len(data) < 20_000:
            seed("idx", bytes([int("labels" in file.name)]) + data)


def gzips():
    text = b"what is compressed, compressed, compressed"
    whole = gzip.compress(text)
    named = bytearray(whole)
    named[3] = 8
    named[10:10] = b"name\0"
    members = whole + gzip.compress(b"")
    for stream in [whole, bytes(named), members, whole + bytes(20), whole + b"x", whole[:-8], whole[:-3], whole[:12], b"", gzip.compress(bytes(10_000)), gzip.compress(text, 0)]:
        seed("gzip", b"\0" + stream)
    for data in [text, b"", bytes(10_000), bytes(range(256)) * 4]:
        for level in [0, 1, 9]:
            seed("gzip", b"\1" + gzip.compress(data, level)[10:-8])
    for file in CASES.glob("gzip/*/*"):
        data = file.read_bytes()
        if len(data) < 20_000:
            seed("gzip", b"\0" + data)


def safetensors(metadata, **tensors):
    entries, body = [], b""
    for name, (dtype, shape, data) in tensors.items():
        name = name.replace("_", ".")
        shape = ",".join(map(str, shape))
        entries.append(f'"{name}":{{"dtype":"{dtype}","shape":[{shape}],"data_offsets":[{len(body)},{len(body) + len(data)}]}}')
        body += data
    if metadata:
        texts = ",".join(f'"{key}":"{value}"' for key, value in metadata.items())
        entries.insert(0, f'"__metadata__":{{{texts}}}')
    return ("{" + ",".join(entries) + "}").encode(), body


def tensor_files():
    floats = lambda code, *numbers: struct.pack(f"<{len(numbers)}{code}", *numbers)
    whole = lambda header, body: struct.pack("<Q", len(header)) + header + body
    data = [
        safetensors({}, input=("F32", [2, 2], floats("f", 1, 2, 3, 4)), target=("F64", [2, 1], floats("d", 0.5, 1))),
        safetensors({}, input=("F64", [2, 1], floats("d", 1, -2)), target=("F32", [2, 2], floats("f", 0, 1, 1, 0)), label=("I64", [2], floats("q", 1, 0))),
        safetensors({"a": "b"}, input=("F64", [1, 1], floats("d", 1e300)), target=("F32", [1, 3], floats("f", 0, 1, 0)), label=("U8", [1], b"\1"), more=("BF16", [1], b"\1\2")),
        safetensors({}, input=("F32", [0, 2], b""), target=("F32", [0, 2], b"")),
        safetensors({}, input=("F32", [1, 1], floats("f", float("nan"))), target=("F32", [1, 1], floats("f", 1)), label=("F32", [1], floats("f", 1))),
    ]
    for header, body in data:
        seed("tensors", b"\0" + whole(header, body))
        seed("tensors", b"\1" + header + b"\xff" + body)
    for name in ["t0", "t1", "tbig"]:
        seed("tensors", b"\0" + (CASES / "labels" / f"{name}.st").read_bytes())
    weights = [
        (0, safetensors({}, theta_1=("F64", [1, 1], floats("d", 0.5)))),
        (8, safetensors({"format_version": "1"}, theta_1=("F32", [1, 1], floats("f", 0.5)), bias_0=("F64", [1], floats("d", -1)))),
        (2, safetensors({}, theta_1=("F64", [1, 2], floats("d", 1, 2)), theta_2=("F64", [2, 2], floats("d", 1, 2, 3, 4)))),
        (10, safetensors({}, theta_1=("F64", [1, 2], floats("d", 1, 2)), theta_2=("F64", [2, 2], floats("d", 1, 2, 3, 4)), feedback_1=("F64", [1, 2], floats("d", 1, 2)), bias_0=("F64", [1], floats("d", 1)), bias_1=("F64", [2], floats("d", 1, 2)))),
        (0, safetensors({"format_version": "1", "fractions.theta.1": "1/3"}, theta_1=("F64", [1, 1], floats("d", 1 / 3)))),
        (0, safetensors({"fractions.theta.1": "1e3"}, theta_1=("F64", [1, 1], floats("d", 1000)))),
        (0, safetensors({"format_version": "9"}, theta_1=("F64", [1, 1], floats("d", 1e300)))),
    ]
    for selector, (header, body) in weights:
        for feedback in [0, 16]:
            seed("weights", bytes([selector | feedback]) + whole(header, body))
            seed("weights", bytes([selector | feedback | 1]) + header + b"\xff" + body)


def runs():
    with tempfile.TemporaryDirectory() as out:
        recordings = ["phi", "epsilon,format=csv", "x,format=jsonl", "theta", "theta,format=csv", "messages_in,presentations=0..1", "phi_state", "phi,format=csv"]
        run = [FAZIL, "run", "xor", "--set", "timetable.epochs=3", "--set", "network.initial.seed=2", "--out", out]
        for recording in recordings:
            run += ["--record", recording]
        done = subprocess.run(run, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        folder = Path(out) / "xor-1"
        files = ["scenario.ron", "metrics.csv", "predictions.csv", "pictures.json", "summary.json", "sources.json", "records/records.json", "records/phi.parquet", "records/presentations.parquet", "records/epsilon.csv", "records/x.jsonl", "weights/final.safetensors"]
        for k, name in enumerate(files):
            data = (folder / name).read_bytes()[:40_000]
            seed("run_folder", bytes([k]) + data)
            seed("run_folder", bytes([k | 16]) + data[: len(data) // 2])
        for file in [*folder.glob("*.csv"), *folder.glob("records/*")]:
            data = file.read_bytes()
            if file.suffix == ".parquet":
                seed("parquet", data)
            if file.suffix in (".csv", ".jsonl"):
                start = data[:3_000]
                for selector in [0, 2]:
                    seed("text_tables", bytes([selector | int(file.suffix == ".jsonl")]) + start)


scenarios()
edits()
idx_files()
gzips()
tensor_files()
runs()
for folder in sorted(OUT.iterdir()):
    files = list(folder.iterdir())
    print(f"{folder.name}: {len(files)} seeds, {sum(file.stat().st_size for file in files)} bytes")
