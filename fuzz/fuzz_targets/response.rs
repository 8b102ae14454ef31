//! Whatever a server answers is read and judged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::protocol::bounds::Expected;
use sockspec::protocol::message::{parse_request, parse_response, read_leniently};
use sockspec::protocol::statistics::Field;

fuzz_target!(|data: (&[u8], &[u8])| {
    let (request, response) = data;
    let strict = parse_response(response);
    let lenient = read_leniently(response);
    if let (Ok(strict), Some(lenient)) = (&strict, &lenient) {
        // By their text, for a value that is no number equals none.
        assert_eq!(strict.each_ref().map(|number| &number.text), lenient.each_ref().map(|number| &number.text));
    }
    let (Ok(numbers), Some(printed)) = (parse_request(request), lenient) else { return };
    let expected = Expected::of(&numbers);
    for (field, number) in Field::ALL.into_iter().zip(&printed) {
        let _ = expected.judge(field, number);
        let _ = number.half_unit();
    }
});
