//! The texts of a dialect's programs: ready lines, prompts and labels.

use crate::protocol::role::Transport;
use crate::set_statistics::statistics::Field;

/// Something that each transport has for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfEach<T> {
    /// Over TCP.
    pub tcp: T,
    /// Over UDP.
    pub udp: T,
}

impl<T> OfEach<T> {
    /// The value for this transport.
    pub fn for_transport(&self, transport: Transport) -> &T {
        match transport {
            Transport::Tcp => &self.tcp,
            Transport::Udp => &self.udp,
        }
    }
}

impl<T> OfEach<Option<T>> {
    /// Whether neither has any.
    pub fn is_off(&self) -> bool {
        self.tcp.is_none() && self.udp.is_none()
    }
}

/// The published ready lines.
pub(super) fn published_ready_lines() -> OfEach<Option<String>> {
    let line = |transport: &str| Some(format!("{transport} server has started and is ready to receive"));
    OfEach { tcp: line("TCP"), udp: line("UDP") }
}

/// The prompts of a client; the cursor stays behind each. An empty prompt is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompts {
    /// For the numbers.
    pub message: String,
    /// For the length.
    pub length: String,
}

impl Default for Prompts {
    fn default() -> Prompts {
        Prompts {
            message: "Input integers with space in between: ".to_owned(),
            length: "Enter the length of the set: ".to_owned(),
        }
    }
}

impl Prompts {
    /// Whether nothing is asked.
    pub fn is_off(&self) -> bool {
        self.message.is_empty() && self.length.is_empty()
    }

    /// Both, one behind the other, as they stand on a console.
    pub fn joined_text(&self) -> String {
        format!("{}{}", self.message, self.length)
    }
}

/// The result lines of a client, in the order in which they are printed: the field of each, and the text before the
/// number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The lines; a result that is not printed has none.
    pub lines: Vec<(Field, String)>,
}

impl Default for Labels {
    fn default() -> Labels {
        let published =
            ["The total of all numbers is: ", "The lowest number is: ", "The highest number is: ", "The mean is: "];
        Labels { lines: Field::ALL.into_iter().zip(published.map(str::to_owned)).collect() }
    }
}

impl Labels {
    /// Whether the lines are bare numbers.
    pub fn are_empty(&self) -> bool {
        self.lines.iter().all(|(_, label)| label.is_empty())
    }

    /// The label before this result; empty if it is not printed.
    pub fn label_for(&self, field: Field) -> &str {
        self.lines.iter().find(|(own, _)| *own == field).map_or("", |(_, label)| label)
    }
}
