//! The `fazil` program: hands its arguments to `cli` and its exit code to the system.

fn main() -> std::process::ExitCode {
    fazil::cli::main()
}
