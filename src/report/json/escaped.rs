//! JSON that may be shown on a terminal: what a terminal could act on is escaped.

use crate::report::plain::acts_on_a_terminal;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Writes the value as JSON on one line.
pub fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaped)).map_err(io::Error::from)
}

/// serde_json escapes the ASCII control characters that JSON demands; this one escapes the others too.
struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut start = 0;
        for (at, found) in fragment.match_indices(acts_on_a_terminal) {
            out.write_all(&fragment.as_bytes()[start..at])?;
            found.encode_utf16().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
            start = at + found.len();
        }
        out.write_all(&fragment.as_bytes()[start..])
    }
}
