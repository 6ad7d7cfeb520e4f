#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fazil_fuzz::watched(fazil_fuzz::targets::csv, bytes));
