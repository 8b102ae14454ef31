//! The console output of a program, as lines.

use super::{diagnostics, render_block};
use crate::case::Case;
use crate::protocol::role::Side;
use crate::report::plain::plain;
use crate::transcript::{Bytes, Happening, Stream, Transcript};

/// Standard output, line by line, bytes escaped. A last line without its line end is marked. If a server may answer in
/// any order, the lines behind its first are sorted.
pub fn render_stdout(case: &Case, transcript: &Transcript, program: Side) -> Option<String> {
    let bytes = transcript.printed_bytes(program, Stream::Out);
    let mut lines = console_lines(&bytes);
    if program == Side::Server
        && case.peers_with_replies_in_any_order().next().is_some()
        && let [_, rest @ ..] = &mut lines[..]
    {
        rest.sort();
    }
    (!bytes.is_empty()).then(|| render_block(&format!("console of the {program}"), lines))
}

fn console_lines(bytes: &[u8]) -> Vec<String> {
    let shown = bytes.split_inclusive(|&byte| byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(line) => format!("| {}", Bytes::from(line)),
        None => format!("| {} (no line end)", Bytes::from(line)),
    });
    shown.collect()
}

/// Standard error, without what depends on the machine, and without the program's output when the harness leaves or
/// asks it to stop. The way a trial ends is the harness's affair.
pub fn render_stderr(transcript: &Transcript, program: Side) -> Option<String> {
    let mut bytes = Vec::new();
    let mut stopping = false;
    for seen in &transcript.seen {
        match &seen.what {
            Happening::StopAsked { program: p, .. } if *p == program => stopping = true,
            Happening::Left { .. } if seen.step.is_none() => stopping = true,
            Happening::Started { program: p } if *p == program => stopping = false,
            Happening::Printed { program: p, stream: Stream::Err, bytes: more } if *p == program && !stopping => {
                bytes.extend_from_slice(more.as_slice());
            }
            _ => {}
        }
    }
    let text: String =
        bytes.utf8_chunks().map(|part| part.valid().to_owned() + &escape_bytes(part.invalid())).collect();
    let lines: Vec<_> =
        diagnostics::reduce_diagnostics(&text).iter().map(|line| format!("| {}", plain(line))).collect();
    (!lines.is_empty()).then(|| render_block(&format!("standard error of the {program}"), lines))
}

/// Bytes that are no text.
fn escape_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}
