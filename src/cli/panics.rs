//! Panics that are reported elsewhere, and therefore not by the default hook.

/// A panic inside an agent is caught and reported with its name, and one over the bytes of a wrong
/// Parquet file with the file's; the default hook's words
/// about threads and backtraces would only hide that.
pub(super) fn quiet_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::engine::literal::is_working() && !crate::record::is_guarded() {
            default(info);
        }
    }));
}
