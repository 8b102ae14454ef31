//! A case file of any text is read, and comes back when it is written, or its mistake is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::case::{parse, to_toml};

const IDS: [&str; 6] =
    ["tcp-server/a/b", "tcp-client/a/b", "udp-server/a/b", "udp-client/a/b", "tcp-pair/a/b", "udp-pair/a/b"];

fuzz_target!(|data: (u8, &str)| {
    let (which, text) = data;
    let id = || IDS[usize::from(which) % IDS.len()].parse().unwrap();
    match parse("case.toml", id(), text) {
        Ok(case) => {
            let written = to_toml(&case);
            assert_eq!(parse("case.toml", id(), &written).expect(&written).steps, case.steps, "{written}");
        }
        Err(error) => {
            let _ = error.render(false);
        }
    }
});
