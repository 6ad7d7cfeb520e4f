//! The same data through every reader: the same bits, in every precision and with every scale.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod data_bytes;

use std::io::Write;
use std::path::Path;

use data_bytes::archive;
use fazil::dataset::{Examples, Source};
use fazil::scalar::{Exact, Scalar};
use flate2::Compression;
use flate2::write::GzEncoder;

const N: usize = 12;
const SIDE: usize = 3;
const N_PIXELS: usize = SIDE * SIDE;

/// Pixel `p` of image `k`; every level of a byte may occur.
fn pixel(k: usize, p: usize) -> u8 {
    ((k * 97 + p * 41 + k * p * 13) % 256) as u8
}

fn class(k: usize) -> u8 {
    (k % 3) as u8
}

fn pixels() -> Vec<u8> {
    (0..N * N_PIXELS)
        .map(|at| pixel(at / N_PIXELS, at % N_PIXELS))
        .collect()
}

fn classes() -> Vec<u8> {
    (0..N).map(class).collect()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    // Two members, as pigz and bgzip write them.
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let member = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    [member(first), member(second)].concat()
}

fn npy(descr: &str, is_fortran: bool, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let order = if is_fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let length = (header.len() as u16).to_le_bytes();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        numbers,
    ]
    .concat()
}

fn idx(code: u8, dimensions: &[usize], numbers: &[u8]) -> Vec<u8> {
    let n = dimensions.len() as u8;
    let dimensions: Vec<u8> = dimensions
        .iter()
        .flat_map(|n| (*n as u32).to_be_bytes())
        .collect();
    [&[0, 0, code, n], &dimensions[..], numbers].concat()
}

fn safetensors(dtype: &str, n_bytes: usize, inputs: &[u8]) -> Vec<u8> {
    let (end, all) = (inputs.len(), inputs.len() + N);
    assert_eq!(end, N * N_PIXELS * n_bytes);
    let header = format!(
        "{{\"input\":{{\"dtype\":\"{dtype}\",\"shape\":[{N},{N_PIXELS}],\"data_offsets\":[0,{end}]}},\
         \"label\":{{\"dtype\":\"U8\",\"shape\":[{N}],\"data_offsets\":[{end},{all}]}}}}"
    );
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), inputs, &classes()].concat()
}

fn table() -> String {
    let mut text: String = (0..N_PIXELS).map(|p| format!("p{p},")).collect();
    text.push_str("class\n");
    for k in 0..N {
        (0..N_PIXELS).for_each(|p| text.push_str(&format!("{},", pixel(k, p))));
        text.push_str(&format!("{}\n", class(k)));
    }
    text
}

/// Writes the data in every format, and gives a source for each; SCALE stands for its scale.
fn sources(here: &Path) -> Vec<String> {
    let write = |name: &str, bytes: &[u8]| std::fs::write(here.join(name), bytes).unwrap();
    let (pixels, classes) = (pixels(), classes());
    write("a.csv", table().as_bytes());
    write("a.csv.gz", &zipped(table().as_bytes()));
    let semicolons = table().replace(',', ";").replace('\n', "\r\n");
    write("b.csv", format!("\u{feff}{semicolons}").as_bytes());
    let y = npy("|u1", false, "(12,)", &classes);
    let x = npy("|u1", false, "(12, 3, 3)", &pixels);
    write("x.npy", &x);
    write("y.npy", &y);
    write("a.npz", &archive(&[("x", &x), ("y", &y)]));
    let in_fortran = (0..N_PIXELS).flat_map(|p| (0..N).map(move |k| f32::from(pixel(k, p))));
    let in_fortran: Vec<u8> = in_fortran.flat_map(f32::to_be_bytes).collect();
    write("f.npy", &npy(">f4", true, "(12, 9)", &in_fortran));
    let wide: Vec<u8> = pixels
        .iter()
        .flat_map(|&b| i64::from(b).to_le_bytes())
        .collect();
    write("i.npy", &npy("<i8", false, "(12, 9)", &wide));
    let half = half::f16::from_f32;
    let halves: Vec<u8> = pixels
        .iter()
        .flat_map(|&b| half(b.into()).to_le_bytes())
        .collect();
    write("h.npy", &npy("<f2", false, "(12, 9)", &halves));
    write("x.idx", &idx(0x08, &[N, SIDE, SIDE], &pixels));
    let doubles: Vec<u8> = pixels
        .iter()
        .flat_map(|&b| f64::from(b).to_be_bytes())
        .collect();
    write("d.idx", &zipped(&idx(0x0e, &[N, N_PIXELS], &doubles)));
    write("y.idx", &idx(0x08, &[N], &classes));
    std::fs::create_dir(here.join("mnist")).unwrap();
    for part in ["train", "t10k"] {
        write(
            &format!("mnist/{part}-images-idx3-ubyte"),
            &idx(0x08, &[N, SIDE, SIDE], &pixels),
        );
        write(
            &format!("mnist/{part}-labels-idx1-ubyte"),
            &idx(0x08, &[N], &classes),
        );
    }
    write("u8.st", &safetensors("U8", 1, &pixels));
    let floats: Vec<u8> = pixels
        .iter()
        .flat_map(|&b| f32::from(b).to_le_bytes())
        .collect();
    write("f32.st", &safetensors("F32", 4, &floats));
    write("f16.st", &safetensors("F16", 2, &halves));
    let mut sources: Vec<String> = [
        r#"Csv(train: "HERE/a.csv", label: "class", SCALE)"#,
        r#"Csv(train: "HERE/a.csv.gz", label: "class", SCALE)"#,
        r#"Csv(train: "HERE/b.csv", label: "class", delimiter: ";", SCALE)"#,
        r#"Npy(train: (inputs: "HERE/x.npy", labels: "HERE/y.npy"), SCALE)"#,
        r#"Npy(train: (inputs: "HERE/f.npy", labels: "HERE/y.npy"), SCALE)"#,
        r#"Npy(train: (inputs: "HERE/i.npy", labels: "HERE/y.npy"), SCALE)"#,
        r#"Npy(train: (inputs: "HERE/h.npy", labels: "HERE/y.npy"), SCALE)"#,
        r#"Npz(path: "HERE/a.npz", train: (inputs: "x", labels: "y"), SCALE)"#,
        r#"IdxFiles(train: (inputs: "HERE/x.idx", labels: "HERE/y.idx"), SCALE)"#,
        r#"IdxFiles(train: (inputs: "HERE/d.idx", labels: "HERE/y.idx"), SCALE)"#,
        r#"Idx(path: "HERE/mnist", classes: ["0", "1", "2"], SCALE)"#,
        r#"Tensors(train: "HERE/u8.st", SCALE)"#,
        r#"Tensors(train: "HERE/f32.st", SCALE)"#,
        r#"Tensors(train: "HERE/f16.st", SCALE)"#,
    ]
    .map(str::to_owned)
    .to_vec();
    sources.extend(images(here));
    sources
}

/// The same as PNG files, whose names keep the order; they are grouped by class.
#[cfg(feature = "images")]
fn images(here: &Path) -> Option<String> {
    for k in 0..N {
        let folder = here.join(format!("png/{}", class(k)));
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = (0..N_PIXELS).map(|p| pixel(k, p)).collect();
        let image = image::GrayImage::from_raw(SIDE as u32, SIDE as u32, bytes).unwrap();
        image.save(folder.join(format!("{k:02}.png"))).unwrap();
    }
    Some(r#"ImageFolder(train: "HERE/png", SCALE)"#.to_owned())
}

#[cfg(not(feature = "images"))]
fn images(_: &Path) -> Option<String> {
    None
}

fn load<S: Scalar>(source: &str, here: &Path, scale: &str) -> Examples<S> {
    use ron::extensions::Extensions;
    let text = source
        .replace("HERE", here.to_str().unwrap())
        .replace("SCALE", scale);
    let options = ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES);
    let source: Source = options
        .from_str(&text)
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let split = source.load::<S>(Some(3));
    let split = split.unwrap_or_else(|error| panic!("{text}: {error}"));
    Examples::clone(&split.train)
}

/// The bytes of every number, in an order that does not depend on that of the examples.
fn bits<S: Scalar>(examples: &Examples<S>) -> Vec<Vec<u8>> {
    let of = |k: usize| {
        let mut bytes = Vec::new();
        let numbers = examples.input(k).iter().chain(examples.target(k));
        numbers.for_each(|number| number.append_bytes(&mut bytes));
        bytes
    };
    let mut all: Vec<Vec<u8>> = (0..examples.len()).map(of).collect();
    all.sort();
    all
}

fn compare<S: Scalar>(here: &Path, sources: &[String]) {
    for scale in [
        "scale: Range(low: 0, high: 255)",
        "scale: Range(low: 3, high: 100), input: (-1, 1), target: (0.1, 0.9)",
        "scale: MinMax, input: (-1, 1)",
        "scale: AsIs",
    ] {
        let expected = load::<S>(&sources[0], here, scale);
        assert_eq!(
            (expected.n_inputs, expected.n_outputs, expected.len()),
            (N_PIXELS, 3, N)
        );
        for source in sources {
            let found = load::<S>(source, here, scale);
            assert!(
                bits(&found) == bits(&expected),
                "{source} {scale} {:?}",
                S::PRECISION
            );
        }
    }
}

#[test]
fn every_reader_gives_the_same_bits() {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    let sources = sources(here);
    compare::<f32>(here, &sources);
    compare::<f64>(here, &sources);
    compare::<Exact>(here, &sources);
    // Levels are those of bytes; sums of a standard deviation are made in the order of the examples.
    let of_bytes = |source: &&String| {
        ["x.npy", "a.npz", "x.idx", "mnist", "u8.st", "png"]
            .iter()
            .any(|name| source.contains(name))
    };
    let range = load::<f32>(&sources[0], here, "scale: Range(low: 0, high: 255)");
    for source in sources.iter().filter(of_bytes) {
        assert!(
            bits(&load::<f32>(source, here, "scale: Levels")) == bits(&range),
            "{source}"
        );
    }
    let standard = load::<f32>(&sources[0], here, "scale: Standard");
    for source in sources.iter().filter(|source| !source.contains("png")) {
        assert!(
            bits(&load::<f32>(source, here, "scale: Standard")) == bits(&standard),
            "{source}"
        );
    }
    // The comparison can fail.
    assert!(bits(&load::<f32>(&sources[0], here, "scale: AsIs")) != bits(&standard));
}
