//! What a client prints.

use super::row::Breaks::{Clients, EachClient};
use super::row::{Row, Shows};
use super::{Deviation, Injected};
use crate::set_statistics::Clause::{self, Con1, Con2, Con6, Con7, TcpC2, UdpC2};
use crate::set_statistics::console::LABELS;
use crate::set_statistics::statistics::{Field, Statistics};

/// Which text of a client is missing, wrong or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompting {
    Prompts(&'static str, &'static str),
    PromptsSwapped,
    PromptsTrimmed,
    PromptsOnLines,
    PromptsInLowerCase,
    Greets,
    LabelsInLowerCase,
    Labels([&'static str; 4]),
    NoLabels,
    HighestFirst,
    MeanFirst,
    WithoutMean,
    OnOneLine,
    TwoSpaces,
    Twice,
    Heading,
    SaysGoodbye,
    SaysWait,
    EmptyLineFirst,
    OnStandardError,
}

use Prompting::*;

const fn row(name: &'static str, what: Prompting, clause: Clause, sentence: &'static str) -> Row {
    Row { name, deviation: Deviation::Prompting(what), breaks: Clients(clause), shows: Shows::Always, sentence }
}

const fn shown(name: &'static str, what: Prompting, sentence: &'static str) -> Row {
    Row { breaks: EachClient(TcpC2, UdpC2), ..row(name, what, Con2, sentence) }
}

const FIRST: &str = "Input integers with space in between: ";
const SECOND: &str = "Enter the length of the set: ";

pub(super) const ROWS: &[Row] = &[
    row("other-first-prompt", Prompts("Numbers: ", SECOND), Con1, "Its first prompt has other words."),
    row("other-second-prompt", Prompts(FIRST, "Length: "), Con1, "Its second prompt has other words."),
    row("no-first-prompt", Prompts("", SECOND), Con1, "It does not ask for the numbers."),
    row("no-second-prompt", Prompts(FIRST, ""), Con1, "It does not ask for the length."),
    row("prompts-swapped", PromptsSwapped, Con1, "It asks for the length first."),
    row("prompts-trimmed", PromptsTrimmed, Con1, "Its prompts end in a colon."),
    row("prompts-on-lines", PromptsOnLines, Con1, "A line feed stands behind its prompts."),
    row("prompts-in-lower-case", PromptsInLowerCase, Con1, "Its prompts are in lower case."),
    row("greets", Greets, Con7, "It greets before it asks."),
    row("labels-in-lower-case", LabelsInLowerCase, Con2, "Its labels are in lower case."),
    row("short-labels", Labels(["Total: ", "Lowest: ", "Highest: ", "Mean: "]), Con2, "Its labels are short."),
    row(
        "average",
        Labels([LABELS[0], LABELS[1], LABELS[2], "The average is: "]),
        Con2,
        "It calls the mean an average.",
    ),
    row(
        "labels-exchanged",
        Labels([LABELS[0], LABELS[2], LABELS[1], LABELS[3]]),
        Con2,
        "It calls the lowest the highest, and the reverse.",
    ),
    row("no-labels", NoLabels, Con6, "It prints the four numbers alone."),
    row("highest-first", HighestFirst, Con2, "It prints the highest before the lowest."),
    row("mean-first", MeanFirst, Con2, "It prints the mean first."),
    row("without-mean", WithoutMean, Con2, "It does not print the mean."),
    row("on-one-line", OnOneLine, Con2, "It prints all on one line."),
    row("two-spaces", TwoSpaces, Con2, "Two spaces stand behind its labels."),
    shown("on-standard-error", OnStandardError, "It prints the results on standard error."),
    row("twice", Twice, Con2, "It prints the results twice."),
    row("heading", Heading, Con7, "It prints a heading before the results."),
    row("says-goodbye", SaysGoodbye, Con7, "It says goodbye."),
    row("says-wait", SaysWait, Con7, "It says that it waits for the server."),
    row("empty-line-first", EmptyLineFirst, Con7, "It prints an empty line before the results."),
];

impl Injected {
    fn prompting(&self) -> Option<Prompting> {
        match self.deviation {
            Some(Deviation::Prompting(what)) => Some(what),
            _ => None,
        }
    }

    /// The two prompts.
    pub(in crate::set_statistics::reference) fn prompts(&self, right: [&str; 2]) -> [String; 2] {
        self.starts();
        let [first, second] = right;
        match self.prompting() {
            Some(Prompts(first, second)) => [first, second].map(str::to_owned),
            Some(PromptsSwapped) => [second, first].map(str::to_owned),
            Some(PromptsTrimmed) => right.map(|prompt| prompt.trim_end().to_owned()),
            Some(PromptsOnLines) => right.map(|prompt| format!("{prompt}\n")),
            Some(PromptsInLowerCase) => right.map(str::to_lowercase),
            Some(Greets) => [format!("Welcome!\n{first}"), second.to_owned()],
            _ => right.map(str::to_owned),
        }
    }

    /// The lines with the results.
    pub(in crate::set_statistics::reference) fn results(
        &self,
        statistics: &Statistics,
        right: [String; 4],
    ) -> Vec<String> {
        if self.deviation.is_none() {
            return right.to_vec();
        }
        let numbers = Field::ALL.map(|field| self.spelled(statistics.get(field)));
        let labelled = |labels: [&str; 4]| -> Vec<String> {
            labels.iter().zip(&numbers).map(|(label, number)| format!("{label}{number}")).collect()
        };
        let mut lines = labelled(LABELS);
        let Some(what) = self.prompting() else { return lines };
        match what {
            LabelsInLowerCase => return lines.iter().map(|line| line.replacen("The", "the", 1)).collect(),
            Labels(labels) => return labelled(labels),
            NoLabels => return numbers.to_vec(),
            HighestFirst => lines.swap(1, 2),
            MeanFirst => lines.rotate_right(1),
            WithoutMean => lines.truncate(3),
            OnOneLine => return vec![lines.join(", ")],
            TwoSpaces => return lines.iter().map(|line| line.replace(": ", ":  ")).collect(),
            Twice => lines.extend(labelled(LABELS)),
            Heading => lines.insert(0, "Results:".to_owned()),
            SaysGoodbye => lines.push("Goodbye!".to_owned()),
            SaysWait => lines.insert(0, "Waiting for the server...".to_owned()),
            EmptyLineFirst => lines.insert(0, String::new()),
            OnStandardError => {
                lines.iter().for_each(|line| eprintln!("{line}"));
                return Vec::new();
            }
            Prompts(..) | PromptsSwapped | PromptsTrimmed | PromptsOnLines | PromptsInLowerCase | Greets => {}
        }
        lines
    }
}
