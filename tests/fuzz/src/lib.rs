//! What every fuzz target does around its function: count the memory that it holds at once.

#[path = "../targets/mod.rs"]
pub mod targets;

use std::sync::Once;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most bytes that reading one input may hold at once. Inputs are a few KiB; the largest
/// honest need is that of a gzip stream, which may hold a thousand times its own length.
const MOST: usize = 256 << 20;

/// libFuzzer's hook ends the process at every panic, at those as well that the program catches: over
/// the bytes of a wrong Parquet file.
fn quiet_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !fazil::record::is_guarded() {
            default(info);
        }
    }));
}

/// Does what a target does, within bounded memory.
///
/// # Panics
/// If more than [`MOST`] bytes were held at once, or where the target does.
pub fn watched(target: fn(&[u8]), bytes: &[u8]) {
    static HOOK: Once = Once::new();
    HOOK.call_once(quiet_panics);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    target(bytes);
    let held = MEMORY.peak_usage().saturating_sub(before);
    assert!(
        held <= MOST,
        "{held} bytes were held at once for {} bytes of input",
        bytes.len()
    );
}
