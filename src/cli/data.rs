//! `fazil data`: what is in files of examples.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::{plain, printer};
use crate::dataset::view;

#[derive(Args, Debug)]
pub(super) struct DataArguments {
    /// Tables (CSV), NumPy arrays (.npy, .npz), IDX files, safetensors files, images, or folders
    /// of them; compressed with gzip or not.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Describes each file; those that cannot be read are named, and the others described all the same.
pub(super) fn data_command(arguments: &DataArguments) -> Done {
    let mut code = ExitCode::SUCCESS;
    for file in &arguments.files {
        match view(file) {
            Ok(text) => printer::say_part(&text),
            Err(error) => {
                printer::tell(&format!("error: {}", plain(&error.to_string())));
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}
