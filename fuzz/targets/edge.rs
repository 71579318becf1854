#![no_main]
//! Has the fuzzer run [`fuzz::edge`].

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::edge::run(input));
