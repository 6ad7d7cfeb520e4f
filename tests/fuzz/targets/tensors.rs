//! Safetensors files of examples and of weights, beside the reference reader.

use std::path::Path;

use fazil::activation::Activation;
use fazil::blueprint::{FeedbackWeights, Weights, check_weights, read_weights, write_weights};
use fazil::dataset::{Source, Split};
use fazil::scalar::{Exact, Scalar};
use fazil::wiring::Wiring;
use safetensors::SafeTensors;

use super::answers::{names_file, place, readable, written};
use super::csv::described;

/// The file of an input. An even first byte: the rest is the file. An odd one: the rest up to a
/// byte 0xff is the header's text, to which its length is added.
fn file(bytes: &[u8]) -> Option<Vec<u8>> {
    let (&selector, rest) = bytes.split_first()?;
    if selector % 2 == 0 {
        return Some(rest.to_vec());
    }
    let end = rest.iter().position(|&byte| byte == 0xff);
    let header = &rest[..end.unwrap_or(rest.len())];
    let numbers = rest.get(header.len() + 1..).unwrap_or_default();
    Some([&(header.len() as u64).to_le_bytes(), header, numbers].concat())
}

/// The file holds examples.
pub fn tensors(bytes: &[u8]) {
    let Some(file) = file(bytes) else {
        return;
    };
    let path = written("examples.safetensors", &file);
    described(&path);
    let text = format!("Tensors((train: {:?}))", path.to_string_lossy());
    let source: Source = ron::from_str(&text).expect("this is a file that a scenario can name");
    let extent = source.extent();
    // Of labels alone, a network of three outputs reads no more than three classes.
    let (single, double) = (source.load::<f32>(Some(3)), source.load::<f64>(Some(3)));
    let exact = source.load::<Exact>(Some(3));
    if let Err(error) = &extent {
        names_file(error, &path);
        assert!(double.is_err(), "examples without an extent");
    }
    for error in [single.as_ref().err(), exact.as_ref().err()]
        .into_iter()
        .flatten()
    {
        names_file(error, &path);
    }
    // The other way round, F64 does not hold every integer.
    assert!(double.is_err() || exact.is_ok(), "refused by Exact alone");
    let double = match double {
        Ok(double) => double,
        Err(error) => {
            names_file(&error, &path);
            assert!(single.is_err(), "accepted in single precision alone");
            return;
        }
    };
    let extent = extent.expect("it was read").expect("files have one");
    assert_eq!(extent.n_train, double.train.len());
    assert_eq!(
        [extent.n_inputs, extent.n_outputs],
        [double.train.n_inputs, double.train.n_outputs]
    );
    double.notes.iter().for_each(|note| drop(readable(note)));
    for (label, n) in double.train.labels.iter().flatten().zip(1..) {
        assert!(
            (*label as usize) < double.train.n_outputs.max(2),
            "example {n} has class {label}"
        );
    }
    same(&double, &file);
}

/// The reference reader finds the same numbers.
fn same(split: &Split<f64>, file: &[u8]) {
    let reference = SafeTensors::deserialize(file);
    let reference = match reference {
        Ok(reference) => reference,
        // Of tensors that nobody reads, this program asks no type.
        Err(error) if error.to_string().contains("unknown variant") => return,
        Err(error) => panic!("safetensors refuses it: {error}"),
    };
    for (name, found) in [
        ("input", &split.train.inputs),
        ("target", &split.train.targets),
    ] {
        let tensor = match reference.tensor(name) {
            Ok(tensor) => tensor,
            // A label alone stands for a target of one class.
            Err(_) if name == "target" && reference.tensor("label").is_ok() => continue,
            Err(error) => panic!("it was read: {error}"),
        };
        // Half precision and integers are held to their own tests (tests/same_data.rs).
        if !matches!(
            tensor.dtype(),
            safetensors::Dtype::F32 | safetensors::Dtype::F64
        ) {
            continue;
        }
        let expected = floats(tensor.dtype(), tensor.data());
        assert!(
            found.iter().map(|x| x.to_bits()).eq(expected),
            "tensor {name}"
        );
    }
}

fn floats(dtype: safetensors::Dtype, bytes: &[u8]) -> Box<dyn Iterator<Item = u64> + '_> {
    match dtype {
        safetensors::Dtype::F32 => {
            let words = bytes.as_chunks().0.iter();
            Box::new(words.map(|&word| f64::from(f32::from_le_bytes(word)).to_bits()))
        }
        _ => {
            let words = bytes.as_chunks().0.iter();
            Box::new(words.map(|&word| f64::from_le_bytes(word).to_bits()))
        }
    }
}

/// The file holds the weights of a network, which the bits of its first byte describe.
pub fn weights(bytes: &[u8]) {
    let (Some(file), Some(selector)) = (file(bytes), bytes.first()) else {
        return;
    };
    let path = written("weights.safetensors", &file);
    let widths: &[usize] = match selector >> 1 & 3 {
        0 => &[1, 1],
        1 => &[1, 2, 2],
        2 => &[2, 3, 2],
        _ => &[1, 1, 2, 1],
    };
    let has_bias = selector & 8 == 8;
    let feedback = match selector & 16 {
        0 => FeedbackWeights::Mirrored,
        _ => FeedbackWeights::Independent { seed: 1 },
    };
    let wiring = Wiring::chain(widths, Activation::ReLU, has_bias);
    let header = check_weights(&path, &wiring, feedback);
    let exact = read_weights::<Exact>(&path, &wiring, feedback);
    let double = read_weights::<f64>(&path, &wiring, feedback);
    let single = read_weights::<f32>(&path, &wiring, feedback);
    if let Err(error) = &header {
        names_file(error, &path);
    }
    let is_read = [
        checked(exact, &path, &wiring),
        checked(double, &path, &wiring),
        checked(single, &path, &wiring),
    ];
    assert!(
        is_read[1] || !is_read[0] && !is_read[2],
        "only double precision is refused"
    );
}

/// Weights that were read are written, and read back to the same bits.
fn checked<S: Scalar>(
    read: Result<Weights<S>, fazil::blueprint::WeightsFileError>,
    path: &Path,
    wiring: &Wiring,
) -> bool {
    let weights = match read {
        Ok(weights) => weights,
        Err(error) => {
            names_file(&error, path);
            return false;
        }
    };
    let copy = place("again.safetensors");
    write_weights(&copy, wiring, &weights).expect("weights can be written");
    let again = read_weights(&copy, wiring, FeedbackWeights::Mirrored);
    let again = again.expect("what is written is read");
    assert_eq!(again, weights);
    assert_eq!(again.blake3(), weights.blake3());
    true
}
