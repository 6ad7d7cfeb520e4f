//! The `fazil` program: hands its arguments to `cli` and its result to the system.
fn main() {}
