//! Files with bytes changed, lost, added or doubled: whatever stands in them, they are read or
//! refused, without a panic and without memory for what a header only says.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::path::Path;

use fazil::activation::Activation;
use fazil::blueprint::{FeedbackWeights, Initial, Weights, read_weights, write_weights};
use fazil::dataset::Source;
use fazil::scalar::Exact;
use fazil::wiring::Wiring;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

/// One thing that happens to the bytes of a file.
#[derive(Clone, Debug)]
enum Damage {
    /// A byte is another one.
    Changed(usize, u8),
    /// Eight bytes are all ones, as a length of a header may be.
    Huge(usize),
    /// The file ends here.
    Cut(usize),
    /// Bytes follow its end.
    Added(Vec<u8>),
    /// A part of it stands there twice.
    Doubled(usize, usize),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = || prop_oneof![0..64_usize, any::<usize>()];
    let damage = prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Changed(at, byte)),
        1 => at().prop_map(Damage::Huge),
        1 => at().prop_map(Damage::Cut),
        1 => prop::collection::vec(any::<u8>(), 1..20).prop_map(Damage::Added),
        1 => (at(), at()).prop_map(|(start, end)| Damage::Doubled(start, end)),
    ];
    prop::collection::vec(damage, 1..4)
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let n = bytes.len().max(1);
        match damage {
            Damage::Changed(at, byte) => {
                if let Some(place) = bytes.get_mut(at % n) {
                    *place = *byte;
                }
            }
            Damage::Huge(at) => bytes
                .iter_mut()
                .skip(at % n)
                .take(8)
                .for_each(|b| *b = 0xff),
            Damage::Cut(at) => bytes.truncate(at % n),
            Damage::Added(more) => bytes.extend(more),
            Damage::Doubled(start, end) => {
                let (start, end) = ((start % n).min(end % n), (start % n).max(end % n));
                let part = bytes[start..end.min(bytes.len())].to_vec();
                bytes.splice(start..start, part);
            }
        }
    }
    bytes
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn idx(dimensions: &[u32], n_bytes: usize) -> Vec<u8> {
    let magic = 0x800 + u32::try_from(dimensions.len()).unwrap();
    let words = [&[magic], dimensions].concat();
    let header = words.iter().flat_map(|word| word.to_be_bytes());
    header.chain((0..n_bytes).map(|k| (k % 3) as u8)).collect()
}

fn npy(descr: &str, shape: &str, n_bytes: usize) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = (header.len() as u16).to_le_bytes();
    let start = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes()].concat();
    start
        .into_iter()
        .chain((0..n_bytes).map(|k| (k % 3) as u8))
        .collect()
}

fn archive(arrays: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Peak of the address space [KiB], which any reservation counts towards; `None` elsewhere than
/// on Linux.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmPeak"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Files here are below 10 KiB; nobody needs more address space for them than this [KiB].
const MOST: u64 = 400 << 10;

fn assert_modest(before: Option<u64>) {
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after < before + MOST, "{before} KiB became {after}");
    }
}

/// The message of an error is for a person: not empty, nothing raw for a terminal.
fn assert_readable<T, E: std::fmt::Display>(read: Result<T, E>) {
    if let Err(error) = read {
        let message = error.to_string();
        assert!(message.len() > 20, "{message}");
        let is_raw = |c: char| c.is_control() && c != '\n';
        assert!(!message.contains(is_raw), "{message:?}");
    }
}

fn load(text: &str) {
    let source: Source = ron::from_str(text).unwrap();
    assert_readable(source.extent());
    assert_readable(source.load::<f32>(None));
    assert_readable(source.load::<f32>(Some(3)));
}

fn write_idx(directory: &Path, damaged_name: &str, is_zipped: bool, damages: &[Damage]) {
    for name in ["train", "t10k"] {
        for (file, bytes) in [
            (format!("{name}-images-idx3-ubyte"), idx(&[4, 2, 3], 24)),
            (format!("{name}-labels-idx1-ubyte"), idx(&[4], 4)),
        ] {
            let is_damaged = file.starts_with(damaged_name);
            let bytes = match (is_zipped, is_damaged) {
                // Inside and outside of the compression.
                (true, true) if damages.len().is_multiple_of(2) => zipped(&damaged(bytes, damages)),
                (true, true) => damaged(zipped(&bytes), damages),
                (false, true) => damaged(bytes, damages),
                (_, false) => bytes,
            };
            std::fs::write(directory.join(file), bytes).unwrap();
        }
    }
}

fn wiring() -> Wiring {
    Wiring::chain(&[2, 3, 2], Activation::ReLU, true)
}

fn weights<S: fazil::scalar::Scalar>() -> Weights<S> {
    let initial = Initial::Uniform {
        seed: 1,
        low: "-1".parse().unwrap(),
        high: 1.into(),
    };
    initial.draw(&wiring(), FeedbackWeights::Mirrored).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_idx_files_are_read_or_refused(
        name in prop_oneof![Just("train-images"), Just("train-labels"), Just("t10k-images")],
        is_zipped in any::<bool>(),
        damages in damages(),
    ) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        write_idx(directory.path(), name, is_zipped, &damages);
        load(&format!("Idx(path: Some({:?}))", directory.path()));
        assert_modest(before);
    }

    #[test]
    fn damaged_tensor_files_are_read_or_refused(damages in damages()) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.st");
        let header = r#"{"input":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"label":{"dtype":"I64","shape":[3],"data_offsets":[60,84]},"target":{"dtype":"F32","shape":[3,3],"data_offsets":[24,60]}}"#;
        let length = (header.len() as u64).to_le_bytes();
        let bytes = [&length[..], header.as_bytes(), &[0; 84]].concat();
        std::fs::write(&path, damaged(bytes, &damages)).unwrap();
        load(&format!("Tensors((train: {path:?}))"));
        assert_modest(before);
    }

    #[test]
    fn damaged_tables_are_read_or_refused(damages in damages(), is_zipped in any::<bool>()) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.csv");
        let table = b"x,\"y\",kind\n1,2.5,a\n-3,\"4e2\",b\n5,.5,a\n".to_vec();
        let bytes = if is_zipped { zipped(&table) } else { table };
        std::fs::write(&path, damaged(bytes, &damages)).unwrap();
        load(&format!("Csv((train: {path:?}, label: Some(\"kind\"), scale: Standard))"));
        load(&format!("Csv((train: {path:?}, targets: [\"x\"], ignore: [\"kind\"]))"));
        assert_readable(fazil::dataset::view(&path));
        assert_modest(before);
    }

    #[test]
    fn damaged_arrays_are_read_or_refused(damages in damages(), is_archive in any::<bool>()) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let (x, y) = (npy("<f4", "(3, 2)", 24), npy("|u1", "(3,)", 3));
        std::fs::write(path("y.npy"), &y).unwrap();
        let damaged_file = match is_archive {
            false => {
                std::fs::write(path("x.npy"), damaged(x, &damages)).unwrap();
                let (x, y) = (path("x.npy"), path("y.npy"));
                load(&format!("Npy((train: (inputs: {x:?}, labels: Some({y:?}))))"));
                x
            }
            true => {
                let archive = archive(&[("x", &x), ("y", &y)]);
                std::fs::write(path("a.npz"), damaged(archive, &damages)).unwrap();
                let file = path("a.npz");
                load(&format!("Npz((path: {file:?}, train: (inputs: \"x\", labels: Some(\"y\"))))"));
                file
            }
        };
        assert_readable(fazil::dataset::view(&damaged_file));
        assert_modest(before);
    }

    #[test]
    fn damaged_idx_files_of_any_type_are_read_or_refused(damages in damages(), code in 8..15_u8) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        let (x, y) = (directory.path().join("x"), directory.path().join("y"));
        let mut bytes = idx(&[4, 2], 64);
        bytes[2] = code;
        std::fs::write(&x, damaged(bytes, &damages)).unwrap();
        std::fs::write(&y, idx(&[4], 4)).unwrap();
        load(&format!("IdxFiles((train: (inputs: {x:?}, labels: Some({y:?}))))"));
        assert_readable(fazil::dataset::view(&x));
        assert_modest(before);
    }

    #[test]
    fn damaged_weight_files_are_read_or_refused(damages in damages(), is_exact in any::<bool>()) {
        let before = peak();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("w.st");
        match is_exact {
            true => write_weights(&path, &wiring(), &weights::<Exact>()).unwrap(),
            false => write_weights(&path, &wiring(), &weights::<f64>()).unwrap(),
        }
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, damaged(bytes, &damages)).unwrap();
        let (widths, mirrored) = ([2, 3, 2], FeedbackWeights::Mirrored);
        assert_readable(read_weights::<Exact>(&path, &Wiring::chain(&widths, Activation::ReLU, true), mirrored));
        assert_readable(read_weights::<f32>(&path, &Wiring::chain(&widths, Activation::ReLU, true), mirrored));
        assert_modest(before);
    }
}

/// What the cases above damage can be read when it is whole.
#[test]
fn whole_files_are_read() {
    let directory = tempfile::tempdir().unwrap();
    for is_zipped in [false, true] {
        write_idx(directory.path(), "none", is_zipped, &[]);
        let text = format!("Idx(path: Some({:?}))", directory.path());
        let source: Source = ron::from_str(&text).unwrap();
        assert_eq!(source.load::<f32>(Some(3)).unwrap().train.len(), 4);
    }
}
