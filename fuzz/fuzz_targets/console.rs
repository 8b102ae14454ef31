//! Whatever a server prints is read as a line about a request or not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::protocol::console::{format_received, parse_received};
use sockspec::protocol::role::Transport;

fuzz_target!(|line: &str| {
    for transport in [Transport::Tcp, Transport::Udp] {
        if let Some(numbers) = parse_received(transport, line) {
            let values: Vec<f64> = numbers.iter().map(|number| number.value).collect();
            assert!(parse_received(transport, &format_received(transport, &values)).is_some(), "{values:?}");
        }
    }
});
