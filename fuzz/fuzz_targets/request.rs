//! Whatever a client sends is read as a request or not, and a request has statistics that its own formatting satisfies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::protocol::bounds::Expected;
use sockspec::protocol::message::{format_response, parse_request, parse_response};

fuzz_target!(|data: &[u8]| {
    if let Ok(numbers) = parse_request(data) {
        let response = format_response(&Expected::of(&numbers).statistics());
        parse_response(response.as_bytes()).expect("what is formatted as a response is one");
    }
});
