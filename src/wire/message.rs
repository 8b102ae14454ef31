//! One message on the wire.

/// A message: what it says, and what marks its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Its content.
    pub(super) body: Vec<u8>,
    /// Its end mark, if it has one: a line feed, with the carriage return before it.
    pub(super) end: Vec<u8>,
}

impl Message {
    /// One without an end mark.
    pub(super) fn without_end_mark(body: Vec<u8>) -> Message {
        Message { body, end: Vec::new() }
    }

    /// A message that may be a line: its line feed, and a carriage return before it, are not part of its content.
    pub(super) fn from_line(mut body: Vec<u8>) -> Message {
        let mut end = Vec::new();
        if body.last() == Some(&b'\n') {
            let at = body.len() - if body.ends_with(b"\r\n") { 2 } else { 1 };
            end = body.split_off(at);
        }
        Message { body, end }
    }

    /// The same end mark behind another text.
    pub(super) fn with_body(&self, body: Vec<u8>) -> Message {
        Message { body, end: self.end.clone() }
    }

    /// All its bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        [self.body, self.end].concat()
    }
}
