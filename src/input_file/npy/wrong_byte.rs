//! What is wrong at a byte of an array file.

use crate::input_file::error::Kind;

pub(super) fn wrong(byte: u64, problem: String) -> Kind {
    Kind::Npy { byte, problem }
}
