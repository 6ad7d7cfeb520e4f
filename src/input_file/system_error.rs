//! The words of a failure of the operating system.

/// The words of a failure without the number that Rust adds to those of the system.
pub(crate) fn without_number(cause: &impl std::fmt::Display) -> String {
    let said = cause.to_string();
    let number = said.rfind(" (os error ").filter(|_| said.ends_with(')'));
    said[..number.unwrap_or(said.len())].to_owned()
}
