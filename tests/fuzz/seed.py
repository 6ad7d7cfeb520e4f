#!/usr/bin/env python3
"""Writes the seeds of the corpora: what scenarios, tests, ../shared/cases and runs hold.

    tests/fuzz/seed.py FAZIL FOLDER

FAZIL is the program, FOLDER gets a folder for each target. Afterwards merge FOLDER into
tests/fuzz/corpus with `.ci/fuzz --minimise FOLDER`.
"""
import gzip
import hashlib
import io
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
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
faults.lesions=[(at: 3, what: "value/1/0")]
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


def tables():
    classes = "x,y,kind\n1,2,cat\n3,4.5,dog\n-0.5,1e-3,cat\n5,6,dog\n"
    for text in [
        "kind" + ",x,y\ncat,1,2\ndog,3,4.5\ncat,-0.5,1e-3\ndog,5,6\n",
        "label,x\r\n0,1\r\n1,2\r\n2,3\r\n",
        '"a b","x ""y"""\n"1","2"\n2, 3 \n',
        "\ufeffk,x\n0,16777217\n1,9007199254740993\n",
        "k,x\n0,1,5\n1,\n\n",
        "k,x\n0,NaN\n1,inf\n1,n/a\n",
        "k,x,x\n7,1,1\n",
        "0,1\n1,2\n0,3",
        "k\n1\n",
        classes,
    ]:
        for first in range(0, 256, 37):
            delimiter = ",;\t|"[first >> 1 & 3]
            seed("csv", bytes([first, first >> 3]) + text.replace(",", delimiter).encode())
        seed("csv", b"\0\0" + text.encode())
        seed("csv", b"\0\1" + text.encode())
    seed("csv", b"\0\0" + "k,x\n0,1\n".encode("utf-16"))
    for file in CASES.glob("**/*.csv"):
        seed("csv", b"\0\0" + file.read_bytes()[:3_000])


def npy(descr, shape, numbers, order="False"):
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode(), numbers


def array_files():
    def whole(header, numbers, version=1):
        length = struct.pack("<H" if version == 1 else "<I", len(header))
        return b"\x93NUMPY" + bytes([version, 0]) + length + header + numbers

    floats = struct.pack("<6f", 1, 2, 3, 4, 5, 6.5)
    arrays = [
        npy("<f4", "(2, 3)", floats),
        npy("<f4", "(2, 3)", floats, "True"),
        npy(">f8", "(3, 2)", struct.pack(">6d", 1, 2, 3, 4, 5, -6)),
        npy("<f2", "(2, 3)", struct.pack("<6e", 1, 2, 3, 4, 5, 6.5)),
        npy("|u1", "(4, 1)", bytes([0, 1, 2, 1])),
        npy("|u1", "(4,)", bytes([0, 1, 2, 1])),
        npy("<i8", "(3,)", struct.pack("<3q", 0, 2, 1)),
        npy(">i2", "(2, 2)", struct.pack(">4h", -1, 2, 300, 4)),
        npy("<u8", "(2, 1)", struct.pack("<2Q", 2**53, 1)),
        npy("<f4", "()", floats[:4]),
        npy("<f4", "(0, 3)", b""),
        npy("|b1", "(2,)", b"\0\1"),
        npy("|O", "(2,)", b"\0" * 16),
        npy("<f4", "(2, 3, 1)", floats, "True"),
    ]
    for k, (header, numbers) in enumerate(arrays):
        for roles in [0, 2, 4, 6]:
            seed("npy", bytes([roles | (k % 4) << 4]) + whole(header, numbers, 1 + k % 3))
            seed("npy", bytes([roles | 1]) + header + b"\xff" + numbers)
        seed("npy", bytes([8]) + whole(header, numbers))
        labels = whole(*npy("|u1", "(2,)", b"\0\1"))
        for selector in [1, 3, 5, 7]:
            seed("npz", bytes([selector | (k % 4) << 4]) + whole(header, numbers) + b"\xff\xff" + labels)
        for method in [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2][: 2 + (k == 0)]:
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", method) as archive:
                archive.writestr("x.npy", whole(header, numbers))
                archive.writestr("y.npy", labels)
            seed("npz", bytes([0 if k % 2 else 4]) + file.getvalue())


def png(width, height, depth, kind, data, more=b"", interlaced=0):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def jpeg(width, height, factors, frame=0xC0):
    """Two levels of grey, by the shortest tables there are."""
    def segment(marker, data):
        return bytes([0xFF, marker]) + struct.pack(">H", 2 + len(data)) + data

    high = max(factors)
    components = b"".join(bytes([k + 1, factor * 17, 0]) for k, factor in enumerate(factors))
    n_units = -(-width // (8 * high)) * -(-height // (8 * high))
    end = "0" if frame == 0xC0 else ""
    unit = ("0" + end) * sum(factor * factor for factor in factors)
    bits = "101000" + end + unit[len("0" + end) :] + unit * (n_units - 1)
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    scan = bytes([len(factors)]) + b"".join(bytes([k + 1, 0]) for k in range(len(factors)))
    scan += bytes([0, 63 if frame == 0xC0 else 0, 0])
    return (
        b"\xff\xd8"
        + segment(0xDB, bytes([0]) + bytes([8] * 64))
        + segment(frame, struct.pack(">BHHB", 8, height, width, len(factors)) + components)
        + segment(0xC4, bytes([0x00, 1, 1] + [0] * 14 + [0, 4]))
        + segment(0xC4, bytes([0x10, 1] + [0] * 15 + [0]))
        + segment(0xDA, scan)
        + data
        + b"\xff\xd9"
    )


def images():
    rows = lambda height, bytes_of_row: b"".join(b"\0" + bytes_of_row for _ in range(height))
    palette = struct.pack(">I", 6) + b"PLTE" + bytes([0, 0, 0, 255, 200, 9])
    palette += struct.pack(">I", zlib.crc32(palette[4:]))
    pngs = [
        png(2, 3, 8, 0, rows(3, b"\x10\xf0")),
        png(2, 3, 8, 2, rows(3, bytes(range(0, 60, 10)))),
        png(9, 2, 1, 0, rows(2, b"\xa5\x80")),
        png(4, 1, 2, 0, rows(1, b"\x1b")),
        png(3, 1, 4, 3, rows(1, b"\x01\x10"), palette),
        png(2, 1, 16, 0, rows(1, b"\1\2\3\4")),
        png(2, 1, 8, 6, rows(1, bytes(range(8)))),
        png(2, 1, 8, 4, rows(1, bytes(4))),
        png(2, 2, 8, 0, rows(1, b"\7") * 2 + rows(1, b"\7\7"), interlaced=1),
        png(60_000, 60_000, 8, 2, b""),
    ]
    jpegs = [
        jpeg(8, 8, [1]),
        jpeg(5, 3, [1, 1, 1]),
        jpeg(33, 17, [2, 1, 1]),
        jpeg(16, 16, [1, 1, 1, 1]),
        jpeg(20, 9, [1], 0xC2),
        jpeg(20, 9, [2, 1, 1], 0xC2),
        jpeg(60_000, 60_000, [1])[:200],
    ]
    for k, file in enumerate([*pngs, *jpegs]):
        for selector in [0, 1, 4]:
            seed("image", bytes([selector]) + file)
        seed("image", bytes([k % 8]) + file[: len(file) * 2 // 3])


def factors():
    lines = """learning.phi.t_d=1..=3
faults.activity_noise=0,1e-5,1e-4
learning.alpha=0.01..=0.05:0.02
learning.rule=FaZIL,ZIL,IL(t_c: 20)
network.widths=[2, 3, 1],[2, 4, 1]
network.widths[1]=1..=4:3
network.initial.seed=SEED
learning.alpha=1/3..=1:1/3
timetable.prediction_ticks=[7, 12],[10, 15]
timetable.epochs=3..=1:-1
learning.phi=Exact(t_d: 4),Never
name="a, (b",c
timetable.batch=1..8
learning.alpha=1,,2
learning.alpha=1..=x
learning.alpha=0..=1:0
data.test=0.5,0.9
data=Xor(),Digits(test: 0.5)""".splitlines()
    for k, line in enumerate(lines):
        for selector in [k % 6, 16 | (k + 1) % 6, 48]:
            seed("over", bytes([selector]) + line.encode())
        seed("over", bytes([k % 6]) + "\n".join([line, lines[k - 3]]).encode())


def checkpoints():
    """What tests/fuzz/targets/checkpoint.rs runs, stopped before its first presentation."""
    target = (ROOT / "tests/fuzz/targets/checkpoint.rs").read_text()
    graph = target.split('const GRAPH: &str = r#"')[1].split('"#;')[0]
    changes = [
        ["engine.kind=Literal"],
        ["engine.kind=Packed"],
        ["learning.rule=ZIL", "learning.feedback=Tonic", "timetable.prediction=Imposed", "timetable.prediction_ticks=0", "timetable.perturbation=0.1"],
        ["faults.activity_noise=1e-3", 'faults.lesions=[(at: 2, what: "value/1/0")]', "precision=F32"],
        [graph, "engine.kind=Literal"],
        [graph, "engine.kind=Packed"],
    ]
    for k, edits in enumerate(changes):
        with tempfile.TemporaryDirectory() as out:
            run = [FAZIL, "run", "xor", "--max-time", "0.000001s", "--out", out]
            for edit in ["timetable.epochs=4", "timetable.batch=2", "network.initial.seed=2", *edits]:
                run += ["--set", edit]
            subprocess.run(run, capture_output=True)
            file = (Path(out) / "xor-1" / "checkpoint.fazil").read_bytes()
        seed("checkpoint", bytes([k << 2]) + file)
        sealed = file[len(b"fazil checkpoint\n") + 4 + 1 + 32 + 65 :]
        seed("checkpoint", bytes([k << 2 | 1]) + sealed)
        for at in range(0, 600, 40):
            seed("checkpoint", bytes([k << 2 | 2]) + struct.pack("<HB", at, 255))
            seed("checkpoint", bytes([k << 2 | 3]) + struct.pack("<HBHB", at, 0, 2 * at, 128))
        seed("checkpoint", bytes([k << 2 | 2]) + struct.pack("<H", 500))
        seed("checkpoint", bytes([k << 2 | 2]))


tables()
array_files()
images()
factors()
checkpoints()
scenarios()
edits()
idx_files()
gzips()
tensor_files()
runs()
for folder in sorted(OUT.iterdir()):
    files = list(folder.iterdir())
    print(f"{folder.name}: {len(files)} seeds, {sum(file.stat().st_size for file in files)} bytes")
