//! What a program wrote to its console, as lines.

use super::{block, diagnostics};
use crate::protocol::role::Side;
use crate::report::plain::plain;
use crate::transcript::{Bytes, Stream, Transcript};

/// Standard output, line by line, bytes escaped; a last line without its line end is marked.
pub fn printed(transcript: &Transcript, program: Side) -> Option<String> {
    let bytes = transcript.printed(program, Stream::Out);
    (!bytes.is_empty()).then(|| block(&format!("console of the {program}"), lines(&bytes)))
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let shown = bytes.split_inclusive(|&byte| byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(line) => format!("| {}", Bytes::from(line)),
        None => format!("| {} (no line end)", Bytes::from(line)),
    });
    shown.collect()
}

/// Standard error, without what depends on the machine.
pub fn complained(transcript: &Transcript, program: Side) -> Option<String> {
    let bytes = transcript.printed(program, Stream::Err);
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = diagnostics::reduced(&text).iter().map(|line| format!("| {}", plain(line))).collect();
    (!lines.is_empty()).then(|| block(&format!("standard error of the {program}"), lines))
}
