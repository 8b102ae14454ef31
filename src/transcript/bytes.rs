//! Bytes that a person can read, in files and on screen, and that come back unchanged.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A run of bytes, written as text with escapes: printable ASCII as it is, `\n`, `\r`, `\t`, `\\`, `\"`, and `\xNN`
/// for all else.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Bytes(Vec<u8>);

impl Bytes {
    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Adds others behind them.
    pub fn extend(&mut self, more: &Bytes) {
        self.0.extend_from_slice(&more.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Into<Vec<u8>>> From<T> for Bytes {
    fn from(bytes: T) -> Self {
        Bytes(bytes.into())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in &self.0 {
            match byte {
                b'\'' => f.write_str("'")?,
                0x80.. => write!(f, "\\x{byte:02x}")?,
                _ => write!(f, "{}", std::ascii::escape_default(byte))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// The text has an escape that [`Bytes`] does not write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an escape: write \\n, \\r, \\t, \\\\, \\\" or \\xNN with two hexadecimal digits")]
pub struct ParseBytesError(pub String);

impl FromStr for Bytes {
    type Err = ParseBytesError;

    fn from_str(text: &str) -> Result<Self, ParseBytesError> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            let (byte, length) = read_escape(&rest[at..])?;
            bytes.push(byte);
            rest = &rest[at + length..];
        }
        bytes.extend_from_slice(rest.as_bytes());
        Ok(Bytes(bytes))
    }
}

/// Reads the escape at the start of `text`: the byte, and how long the escape is.
fn read_escape(text: &str) -> Result<(u8, usize), ParseBytesError> {
    let wrong = || ParseBytesError(text.chars().take(4).collect());
    Ok(match text.as_bytes().get(1).ok_or_else(wrong)? {
        b'n' => (b'\n', 2),
        b'r' => (b'\r', 2),
        b't' => (b'\t', 2),
        b'0' => (0, 2),
        quoted @ (b'\\' | b'"' | b'\'') => (*quoted, 2),
        b'x' => (text.get(2..4).and_then(|hex| u8::from_str_radix(hex, 16).ok()).ok_or_else(wrong)?, 4),
        _ => return Err(wrong()),
    })
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let all: Bytes = (0..=255u8).collect::<Vec<_>>().into();
        assert_eq!(all.to_string().parse::<Bytes>().unwrap(), all);
        assert!(all.to_string().is_ascii());
    }

    #[test]
    fn an_unknown_escape_is_named() {
        assert_eq!("a\\q".parse::<Bytes>().unwrap_err(), ParseBytesError("\\q".into()));
        assert!("\\x4".parse::<Bytes>().is_err());
    }
}
