//! The faults about the output of a client.

use super::row::Breaks::{Clients, EachClient};
use super::row::{DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{self, Con1, Con2, Con6, Con7, TcpC2, UdpC2};
use crate::set_statistics::console::result_labels;
use crate::set_statistics::dialect;
use crate::set_statistics::statistics::{Field, Statistics};

/// The text of a client that is missing, wrong or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompting {
    OtherFirst(&'static str),
    OtherSecond(&'static str),
    PromptsSwapped,
    PromptsTrimmed,
    PromptsOnLines,
    PromptsInLowerCase,
    Greets,
    LabelsInLowerCase,
    ShortLabels,
    AverageForMean,
    LabelsExchanged,
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

const fn row(name: &'static str, what: Prompting, clause: Clause, sentence: &'static str) -> DeviationRow {
    DeviationRow {
        name,
        deviation: WrongBehaviour::Prompting(what),
        breaks: Clients(clause),
        shows: Shows::Always,
        sentence,
    }
}

const fn shown_row(name: &'static str, what: Prompting, sentence: &'static str) -> DeviationRow {
    DeviationRow { breaks: EachClient(TcpC2, UdpC2), ..row(name, what, Con2, sentence) }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("other-first-prompt", OtherFirst("Numbers: "), Con1, "Its first prompt has other words."),
    row("other-second-prompt", OtherSecond("Length: "), Con1, "Its second prompt has other words."),
    row("no-first-prompt", OtherFirst(""), Con1, "It does not ask for the numbers."),
    row("no-second-prompt", OtherSecond(""), Con1, "It does not ask for the length."),
    row("prompts-swapped", PromptsSwapped, Con1, "It asks for the length first."),
    row("prompts-trimmed", PromptsTrimmed, Con1, "Its prompts end in a colon."),
    row("prompts-on-lines", PromptsOnLines, Con1, "A line feed stands behind its prompts."),
    row("prompts-in-lower-case", PromptsInLowerCase, Con1, "Its prompts are in lower case."),
    row("greets", Greets, Con7, "It greets before it asks."),
    row("labels-in-lower-case", LabelsInLowerCase, Con2, "Its labels are in lower case."),
    row("short-labels", ShortLabels, Con2, "Its labels are short."),
    row("average", AverageForMean, Con2, "It calls the mean an average."),
    row("labels-exchanged", LabelsExchanged, Con2, "It calls the lowest the highest, and the reverse."),
    row("no-labels", NoLabels, Con6, "It prints the four numbers alone."),
    row("highest-first", HighestFirst, Con2, "It prints the highest before the lowest."),
    row("mean-first", MeanFirst, Con2, "It prints the mean first."),
    row("without-mean", WithoutMean, Con2, "It does not print the mean."),
    row("on-one-line", OnOneLine, Con2, "It prints all on one line."),
    row("two-spaces", TwoSpaces, Con2, "Two spaces stand behind its labels."),
    shown_row("on-standard-error", OnStandardError, "It prints the results on standard error."),
    row("twice", Twice, Con2, "It prints the results twice."),
    row("heading", Heading, Con7, "It prints a heading before the results."),
    row("says-goodbye", SaysGoodbye, Con7, "It says goodbye."),
    row("says-wait", SaysWait, Con7, "It says that it waits for the server."),
    row("empty-line-first", EmptyLineFirst, Con7, "It prints an empty line before the results."),
];

impl Injected {
    fn prompting_deviation(&self) -> Option<Prompting> {
        match self.deviation {
            Some(WrongBehaviour::Prompting(what)) => Some(what),
            _ => None,
        }
    }

    /// The two prompts.
    pub(in crate::set_statistics::reference) fn choose_prompts(&self, right: [&str; 2]) -> [String; 2] {
        self.note_start();
        let [first, second] = right;
        match self.prompting_deviation() {
            Some(OtherFirst(first)) => [first, second].map(str::to_owned),
            Some(OtherSecond(second)) => [first, second].map(str::to_owned),
            Some(PromptsSwapped) => [second, first].map(str::to_owned),
            Some(PromptsTrimmed) => right.map(|prompt| prompt.trim_end().to_owned()),
            Some(PromptsOnLines) => right.map(|prompt| format!("{prompt}\n")),
            Some(PromptsInLowerCase) => right.map(str::to_lowercase),
            Some(Greets) => [format!("Welcome!\n{first}"), second.to_owned()],
            _ => right.map(str::to_owned),
        }
    }

    /// The lines with the results.
    pub(in crate::set_statistics::reference) fn choose_result_lines(
        &self,
        statistics: &Statistics,
        right: Vec<String>,
    ) -> Vec<String> {
        if self.deviation.is_none() {
            return right;
        }
        let number = |field: &Field| self.spell_result(statistics.get(*field));
        let labelled = |label: &dyn Fn(Field) -> String| -> Vec<String> {
            result_labels().iter().map(|(field, _)| format!("{}{}", label(*field), number(field))).collect()
        };
        let own = |field: Field| dialect::current().labels.label_for(field).to_owned();
        let mut lines = labelled(&own);
        let Some(what) = self.prompting_deviation() else { return lines };
        match what {
            LabelsInLowerCase => return lines.iter().map(|line| lower_first_letter(line)).collect(),
            ShortLabels => return labelled(&|field| format!("{}: ", capitalize_first_letter(field.as_str()))),
            AverageForMean => {
                return labelled(&|field| if field == Field::Mean { average_label() } else { own(field) });
            }
            LabelsExchanged => return labelled(&|field| own(exchange_field(field))),
            NoLabels => return result_labels().iter().map(|(field, _)| number(field)).collect(),
            HighestFirst => exchange_lines(&mut lines),
            MeanFirst => lines.rotate_right(1),
            WithoutMean => lines.truncate(lines.len() - 1),
            OnOneLine => return vec![lines.join(", ")],
            TwoSpaces => return lines.iter().map(|line| line.replace(": ", ":  ")).collect(),
            Twice => lines.extend(labelled(&own)),
            Heading => lines.insert(0, "Results:".to_owned()),
            SaysGoodbye => lines.push("Goodbye!".to_owned()),
            SaysWait => lines.insert(0, "Waiting for the server...".to_owned()),
            EmptyLineFirst => lines.insert(0, String::new()),
            OnStandardError => {
                lines.iter().for_each(|line| eprintln!("{line}"));
                return Vec::new();
            }
            OtherFirst(_) | OtherSecond(_) | PromptsSwapped | PromptsTrimmed | PromptsOnLines | PromptsInLowerCase
            | Greets => {}
        }
        lines
    }
}

/// A line whose label begins with a small letter.
fn lower_first_letter(line: &str) -> String {
    line[..1].to_lowercase() + &line[1..]
}

fn capitalize_first_letter(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

/// A label of the mean in other words.
fn average_label() -> String {
    let own = dialect::current().labels.label_for(Field::Mean);
    let other = own.replace("mean", "average");
    if other == own { "The mean value is: ".to_owned() } else { other }
}

/// The lowest for the highest, and the reverse.
fn exchange_field(field: Field) -> Field {
    match field {
        Field::Lowest => Field::Highest,
        Field::Highest => Field::Lowest,
        other => other,
    }
}

/// Exchanges the lines of the lowest and the highest.
fn exchange_lines(lines: &mut [String]) {
    let place = |wanted: Field| result_labels().iter().position(|(field, _)| *field == wanted);
    if let (Some(lowest), Some(highest)) = (place(Field::Lowest), place(Field::Highest)) {
        lines.swap(lowest, highest);
    }
}
