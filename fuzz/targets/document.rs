#![no_main]
//! Has the fuzzer run [`fuzz::document`].

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::document::run(input));
