#![no_main]
//! Has the fuzzer run [`fuzz::cursor`].

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::cursor::run(input));
