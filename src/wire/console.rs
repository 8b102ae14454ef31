//! Changes the lines that a program prints. Pure.

/// The change of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleFault {
    /// The first line is missing.
    FirstLost,
    /// The last line is missing.
    LastLost,
    /// Every second line is missing.
    SecondLost,
    /// Nothing is printed.
    AllLost,
    /// Each line stands there twice.
    Doubled,
    /// The last byte of each line is missing.
    LastByteLost,
    /// A byte stands behind each line.
    Followed(u8),
    /// Small letters are capital, and the reverse.
    OtherCase,
    /// The bytes of a line beyond this number are missing.
    Cut(usize),
    /// It goes to standard error.
    ToErrors,
    /// It comes only when the program ends.
    AtTheEnd,
    /// A line without an end mark, as a prompt is, is missing.
    PromptLost,
    /// A line without an end mark gets one.
    PromptEnded,
}

/// A program's output, on its way. A line is complete at its line feed, or when the program waits behind a prompt.
#[derive(Debug)]
pub struct WholeLines {
    fault: Option<ConsoleFault>,
    /// The bytes that may be the last line.
    held: Vec<u8>,
    /// How many lines have come.
    count: usize,
}

impl WholeLines {
    /// With this fault; without one it passes everything.
    pub fn new(fault: Option<ConsoleFault>) -> WholeLines {
        WholeLines { fault, held: Vec::new(), count: 0 }
    }

    /// The output when the program has written these bytes: one write, as a rule.
    pub fn change_output(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(fault) = self.fault else { return bytes.to_vec() };
        match fault {
            ConsoleFault::AllLost => Vec::new(),
            ConsoleFault::ToErrors => bytes.to_vec(),
            ConsoleFault::AtTheEnd => {
                self.held.extend_from_slice(bytes);
                Vec::new()
            }
            ConsoleFault::LastLost => {
                let before = std::mem::take(&mut self.held);
                let all = [before, bytes.to_vec()].concat();
                let mut ends = all.iter().enumerate().filter(|(at, byte)| **byte == b'\n' && at + 1 < all.len());
                let last = ends.next_back().map_or(0, |(at, _)| at + 1);
                self.held = all[last..].to_vec();
                all[..last].to_vec()
            }
            _ => bytes.split_inclusive(|byte| *byte == b'\n').flat_map(|line| self.change_line(fault, line)).collect(),
        }
    }

    /// The output when the program has ended.
    pub fn finish_output(&mut self) -> Vec<u8> {
        let held = std::mem::take(&mut self.held);
        if self.fault == Some(ConsoleFault::LastLost) { Vec::new() } else { held }
    }

    fn change_line(&mut self, fault: ConsoleFault, line: &[u8]) -> Vec<u8> {
        self.count += 1;
        let is_prompt = !line.ends_with(b"\n");
        let (text, end) = line.split_at(line.len() - usize::from(!is_prompt));
        let changed = match fault {
            ConsoleFault::FirstLost if self.count == 1 => return Vec::new(),
            ConsoleFault::SecondLost if self.count.is_multiple_of(2) => return Vec::new(),
            ConsoleFault::PromptLost if is_prompt => return Vec::new(),
            ConsoleFault::PromptEnded if is_prompt => return [line, b"\n"].concat(),
            ConsoleFault::Doubled => return line.repeat(2),
            ConsoleFault::LastByteLost => text[..text.len().saturating_sub(1)].to_vec(),
            ConsoleFault::Followed(byte) => [text, &[byte]].concat(),
            ConsoleFault::Cut(most) => text[..text.len().min(most)].to_vec(),
            ConsoleFault::OtherCase => {
                let other = |byte: &u8| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { *byte };
                text.iter().map(other).collect()
            }
            _ => text.to_vec(),
        };
        [&changed, end].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, "Name:", "a\nb\n")]
    #[case(Some(ConsoleFault::FirstLost), "", "a\nb\n")]
    #[case(Some(ConsoleFault::LastLost), "", "Name:a\n")]
    #[case(Some(ConsoleFault::SecondLost), "Name:", "b\n")]
    #[case(Some(ConsoleFault::AllLost), "", "")]
    #[case(Some(ConsoleFault::Doubled), "Name:Name:", "a\na\nb\nb\n")]
    #[case(Some(ConsoleFault::LastByteLost), "Name", "\n\n")]
    #[case(Some(ConsoleFault::Followed(b'!')), "Name:!", "a!\nb!\n")]
    #[case(Some(ConsoleFault::OtherCase), "nAME:", "A\nB\n")]
    #[case(Some(ConsoleFault::Cut(2)), "Na", "a\nb\n")]
    #[case(Some(ConsoleFault::AtTheEnd), "", "Name:a\nb\n")]
    #[case(Some(ConsoleFault::PromptLost), "", "a\nb\n")]
    #[case(Some(ConsoleFault::PromptEnded), "Name:\n", "a\nb\n")]
    fn lines_are_changed(#[case] fault: Option<ConsoleFault>, #[case] prompt: &str, #[case] rest: &str) {
        let mut lines = WholeLines::new(fault);
        assert_eq!(lines.change_output(b"Name:"), prompt.as_bytes());
        let mut printed = lines.change_output(b"a\nb\n");
        printed.extend(lines.finish_output());
        assert_eq!(printed, rest.as_bytes());
    }
}
