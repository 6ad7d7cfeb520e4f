//! Why examples could not be loaded, in words.

use std::fmt;

use super::{Announced, Kind};
use crate::input_file::without_number;

impl fmt::Display for Kind {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => write!(f, "{error}"),
            Self::Io(error) => write!(f, "cannot be read ({})", without_number(error)),
            Self::File(error) => write!(f, "{}", error.problem()),
            Self::NoDirectory => write!(f, "is a file, expected the directory of the four IDX files"),
            Self::NoTraining => write!(f, "no example to learn from"),
            Self::HandedOver => write!(f, "the examples are arrays of the program that wrote the scenario, and in no file; expected a source such as Tensors"),
            Self::Widths { what, train, test } =>
                write!(f, "the {what} of test examples hold {test} numbers, those of training examples {train}"),
            Self::Range { what, low, high, precision } =>
                write!(f, "the {what} range ({low}, {high}) is too wide for {precision:?}"),
            Self::Fraction(found) => write!(f, "test is {found}, expected a fraction in [0, 1)"),
            Self::PairLength { name, found, expected } =>
                write!(f, "{name} holds {found} numbers, expected {expected}"),
            Self::TooLarge { name, number, precision } =>
                write!(f, "{name} holds {number}, too large for {precision:?}"),
            Self::Magic { found, expected } =>
                write!(f, "starts with the magic number {found:#010x}{}, expected {expected:#010x} ({})", in_brackets(*found), idx_name(*expected).unwrap_or_default()),
            Self::NoIdx { found } =>
                write!(f, "is not an IDX file: bytes 0 to 3 are {found:#010x}, expected 0x000008 to 0x00000e and the number of dimensions"),
            Self::Short { found, expected, announced: None } =>
                write!(f, "ends after {found} bytes (uncompressed), expected a header of {expected}"),
            Self::Short { found, expected, announced: Some(announced) } =>
                write!(f, "ends after {found} bytes (uncompressed), expected {expected}: its header announces {}", entries(announced)),
            Self::Long { expected, announced } =>
                write!(f, "goes on after {expected} bytes (uncompressed), where its header ends it: it announces {}", entries(announced)),
            Self::NoPixels { rows, columns } =>
                write!(f, "images are {rows}x{columns} pixels, expected at least 1x1"),
            Self::ImageShapes { found: [rows, columns], expected: [n, m], others } =>
                write!(f, "images are {rows}x{columns} pixels, expected {n}x{m}, as in {}", others.display()),
            Self::Count { labels, n_labels, n_images } =>
                write!(f, "holds {n_images} images, but {} holds {n_labels} labels", labels.display()),
            Self::TooFew { found, asked } =>
                write!(f, "holds {found} examples, {asked} are asked for"),
            Self::Label { position, found, n_outputs, n_needed } =>
                write!(f, "label {position} (counted from 0) is {found}, expected at most {}: the network has {n_outputs} outputs, and the labels need {n_needed}", n_outputs.saturating_sub(1)),
            Self::EmptyRange { what, low } =>
                write!(f, "the range of the {what}s begins and ends at {low}, expected two different numbers"),
            Self::Spread { what, column, precision } =>
                write!(f, "column {column} of the {what}s (counted from 0) cannot be scaled: over the training examples its numbers lie too far apart or too close together for {precision:?}"),
            Self::Scaled { which, what, row, column, precision } =>
                write!(f, "the {what} of {which} example {row}, column {column} (counted from 0, in the order of the split), is too large for {precision:?} once it is scaled"),
            Self::TwoTests => write!(f, "there are test examples, and hold_out would make others: leave one of them out"),
            Self::AnswersDiffer => write!(f, "training examples have classes and test examples numbers, or the other way round, expected the same"),
            Self::NoStrata => write!(f, "the examples have no classes, and a stratified split needs them: say stratified: false"),
            Self::LabelCount { n_labels, n } => write!(f, "holds {n_labels} labels, and there are {n} inputs"),
            Self::Told(text) => f.write_str(text),
            Self::Field { problem, expected, .. } => write!(f, "{problem}, expected {expected}"),
            _ => self.fmt_of_array(f),
        }
    }
}

impl Kind {
    /// What is wrong with an array or a tensor.
    #[rustfmt::skip] // As above.
    fn fmt_of_array(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, present } =>
                write!(f, "no tensor '{name}'; it holds {present}"),
            Self::Shape { name, found, expected } =>
                write!(f, "tensor '{name}' is {found:?}, expected {expected}"),
            Self::Type { name, found, readable, first: None } =>
                write!(f, "tensor '{name}' is {found}; {readable} can be read"),
            Self::Type { name, found, readable, first: Some((row, number)) } =>
                write!(f, "tensor '{name}' is {found} ({number:?} at row {row}, counted from 0); {readable} can be read"),
            Self::NotFinite { name, row, column, found } =>
                write!(f, "{name} holds {found:?} at row {row}, column {column} (counted from 0), expected finite numbers"),
            Self::Unrepresentable { name, row, column, found, precision } =>
                write!(f, "{name} holds {found:?} at row {row}, column {column} (counted from 0), too large for {precision:?}"),
            Self::ArrayShape { name, found, expected } => write!(f, "{name} is of the shape {found:?}, expected {expected}"),
            Self::FractionalLabel { name, row, found } =>
                write!(f, "{name} holds the label {found:?} at row {row} (counted from 0), expected a whole number"),
            Self::Inexact { name, row, column, found, precision } =>
                write!(f, "{name} holds {found} at row {row}, column {column} (counted from 0), an integer that {precision:?} does not hold exactly"),
            _ => unreachable!("bug: {self:?} is about no tensor"),
        }
    }
}

/// What an IDX magic number stands for, where it is one.
fn idx_name(magic: u32) -> Option<String> {
    let [0, 0, element, n_dimensions] = magic.to_be_bytes() else {
        return None;
    };
    let element = match element {
        0x08 if n_dimensions == 3 => return Some("IDX, images".to_owned()),
        0x08 if n_dimensions == 1 => return Some("IDX, labels".to_owned()),
        0x08 => "bytes",
        0x09 => "signed bytes",
        0x0b => "2-byte integers",
        0x0c => "4-byte integers",
        0x0d => "4-byte floats",
        0x0e => "8-byte floats",
        _ => return None,
    };
    Some(format!("IDX, {element} in {n_dimensions} dimensions"))
}

fn in_brackets(magic: u32) -> String {
    idx_name(magic).map_or(String::new(), |name| format!(" ({name})"))
}

/// What an IDX header announces: so many entries of such a shape.
fn entries(Announced { dimensions, size }: &Announced) -> String {
    match dimensions.split_first() {
        Some((n, [])) if *size == 1 => format!("{n} entries of 1 byte"),
        Some((n, [])) => format!("{n} entries of {size} bytes"),
        Some((n, shape)) => {
            let shape: Vec<String> = shape.iter().map(u32::to_string).collect();
            let numbers = match size {
                1 => "bytes".to_owned(),
                size => format!("numbers of {size} bytes"),
            };
            format!("{n} entries of {} {numbers}", shape.join("x"))
        }
        None => "nothing".to_owned(),
    }
}
