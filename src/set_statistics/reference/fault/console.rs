//! The faults about the output of a server.

use super::row::{Breaks, Breaks::Servers, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, Con3, Con4, Con5, Con6, Con7};
use crate::set_statistics::ReferenceProgram::UdpServer;
use crate::set_statistics::console::{format_received, parse_received};
use crate::set_statistics::dialect;
use crate::set_statistics::number::{format_repr, format_str};
use std::sync::atomic::Ordering::Relaxed;

/// The line of a server that is missing, wrong or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerLineFault {
    NoReadyLine,
    OtherReadyLine,
    LowerCaseReadyLine,
    ReadyLineWithPort,
    BannerFirst,
    ReadyTwice,
    OnStandardError,
    NoLists,
    NoSingleLists,
    OtherPrefix,
    OtherCase,
    Bare,
    Quoted,
    Tuple,
    TwoDecimals,
    Sorted,
    FirstFour,
    WithoutSpaces,
    TwelveDigits,
    BareIntegers,
    ListsTwice,
    Announces,
    Reports,
    Separates,
    ListsNonsense,
    /// Each list is printed once more for every nonsense that has come.
    AgainAfterNonsense,
    /// A line holds so many bytes: the numbers that do not fit are left out.
    RoomFor(usize),
    PowersOfTwoInFull,
}

use ServerLineFault::*;

/// A ready line of other words.
pub(super) const OTHER_READY_LINE: &str = "Server is listening";

const fn row(name: &'static str, what: ServerLineFault, clause: Clause, sentence: &'static str) -> DeviationRow {
    DeviationRow {
        name,
        deviation: WrongBehaviour::Console(what),
        breaks: Servers(clause),
        shows: Shows::Always,
        sentence,
    }
}

const fn rare_row(name: &'static str, what: ServerLineFault, clause: Clause, sentence: &'static str) -> DeviationRow {
    DeviationRow { shows: Shows::Sometimes, ..row(name, what, clause, sentence) }
}

pub(super) const ROWS: &[DeviationRow] = &[
    row("no-ready-line", NoReadyLine, Con3, "It does not say that it is ready."),
    row("other-ready-line", OtherReadyLine, Con3, "It says so in other words."),
    row("lower-case-ready-line", LowerCaseReadyLine, Con3, "It says so in lower case."),
    row("ready-line-with-port", ReadyLineWithPort, Con3, "It names its port in the same line."),
    row("banner-first", BannerFirst, Con3, "It prints its version first."),
    row("ready-twice", ReadyTwice, Con7, "It says twice that it is ready."),
    row("on-standard-error", OnStandardError, Con4, "It prints the lists on standard error."),
    row("no-lists", NoLists, Con4, "It does not print what it received."),
    rare_row("no-single-lists", NoSingleLists, Con4, "It does not print a request of one number."),
    row("other-prefix", OtherPrefix, Con4, "It prints `Data:` before a list."),
    row(
        "other-case",
        OtherCase,
        Con4,
        "It prints the other server's prefix: `received` for `Received`, or the reverse.",
    ),
    row("bare", Bare, Con4, "It prints the numbers without brackets."),
    row("quoted", Quoted, Con4, "It prints the texts that it split, as Python prints them."),
    row("tuple", Tuple, Con4, "It prints a tuple."),
    rare_row("two-decimals", TwoDecimals, Con4, "It rounds what it prints to two decimals."),
    rare_row("sorted", Sorted, Con4, "It prints the numbers in their order."),
    rare_row("first-four", FirstFour, Con6, "It prints four numbers and an ellipsis for the rest."),
    row("without-spaces", WithoutSpaces, Con5, "It prints no spaces behind the commas."),
    rare_row("twelve-digits", TwelveDigits, Con5, "It prints twelve digits of each number."),
    rare_row("bare-integers", BareIntegers, Con5, "It prints 9 for 9.0."),
    row("lists-twice", ListsTwice, Con7, "It prints each list twice."),
    row("announces", Announces, Con7, "It announces each request."),
    row("reports", Reports, Con7, "It prints what it answers, too."),
    row("separates", Separates, Con7, "It prints an empty line behind each list."),
    DeviationRow {
        breaks: Breaks::One(UdpServer, Con7),
        ..rare_row("lists-nonsense", ListsNonsense, Con7, "It prints an empty list for what is no request.")
    },
    rare_row(
        "lists-twice-after-nonsense",
        AgainAfterNonsense,
        Con7,
        "It prints each list once more for every nonsense that has come.",
    ),
    rare_row(
        "lists-of-4000-bytes",
        RoomFor(4000),
        Con4,
        "It prints the numbers of which a line of 4000 bytes has room.",
    ),
    rare_row("powers-of-two-in-full", PowersOfTwoInFull, Con5, "It prints 17 digits of 2^-44 and its like, not 16."),
];

impl Injected {
    fn console_deviation(&self) -> Option<ServerLineFault> {
        match self.deviation {
            Some(WrongBehaviour::Console(what)) => Some(what),
            _ => None,
        }
    }

    /// Something has come to the UDP server that is no request.
    pub(super) fn list_nonsense(&self) {
        let line =
            format_received(Transport::Udp, &[], b"").filter(|_| self.console_deviation() == Some(ListsNonsense));
        if let Some(line) = line {
            println!("{line}");
        }
    }

    /// The lines that are printed for a right line: the ready line, or a received list.
    pub(in crate::set_statistics::reference) fn printed_lines(&self, right: &str) -> Vec<String> {
        match self.console_deviation() {
            None => vec![right.to_owned()],
            Some(what) => match read_received_line(right) {
                Some(_) if what == AgainAfterNonsense => vec![right.to_owned(); self.memory.times.load(Relaxed) + 1],
                Some((transport, numbers)) => what.for_list(transport, &numbers, right),
                None => what.for_ready_line(right),
            },
        }
    }
}

/// The transport of the server that prints this line, and the numbers in it.
fn read_received_line(line: &str) -> Option<(Transport, Vec<f64>)> {
    let read = |transport| Some((transport, parse_received(transport, line)?));
    let (transport, numbers) = read(Transport::Tcp).or_else(|| read(Transport::Udp))?;
    Some((transport, numbers.iter().map(|number| number.value).collect()))
}

impl ServerLineFault {
    fn for_ready_line(self, right: &str) -> Vec<String> {
        let right = right.to_owned();
        match self {
            NoReadyLine => Vec::new(),
            OtherReadyLine => vec![OTHER_READY_LINE.to_owned()],
            LowerCaseReadyLine => vec![right.to_lowercase()],
            ReadyLineWithPort => vec![format!("{right} on its port")],
            BannerFirst => vec!["Statistics server 1.0".to_owned(), right],
            ReadyTwice => vec![right.clone(), right],
            _ => vec![right],
        }
    }

    fn for_list(self, transport: Transport, numbers: &[f64], right: &str) -> Vec<String> {
        let right = right.to_owned();
        match self {
            NoLists => Vec::new(),
            NoSingleLists if numbers.len() == 1 => Vec::new(),
            OnStandardError => {
                eprintln!("{right}");
                Vec::new()
            }
            ListsTwice => vec![right.clone(), right],
            Announces => vec!["A request has come".to_owned(), right],
            Reports => vec![right, "The reply has been sent".to_owned()],
            Separates => vec![right, String::new()],
            _ => vec![self.other_list_line(transport, numbers).unwrap_or(right)],
        }
    }

    /// The line for a list, if the fault changes it.
    fn other_list_line(self, transport: Transport, numbers: &[f64]) -> Option<String> {
        let prefix = list_prefix(transport);
        let behind =
            dialect::current().received.for_transport(transport).as_ref().map_or("", |line| line.behind.as_str());
        let joined = |spell: fn(f64) -> String, between: &str| {
            numbers.iter().map(|x| spell(*x)).collect::<Vec<_>>().join(between)
        };
        let text = |numbers: &[f64]| numbers.iter().map(|x| format_repr(*x)).collect::<Vec<_>>().join(" ");
        let listed =
            |numbers: &[f64]| format_received(transport, numbers, text(numbers).as_bytes()).unwrap_or_default();
        let line = match self {
            OtherPrefix => listed(numbers).replacen(prefix, "Data: ", 1),
            OtherCase => listed(numbers).replace(prefix, self::list_prefix(other_transport(transport))),
            Bare => format!("{prefix}{}{behind}", joined(format_repr, ", ")),
            Quoted => format!("{prefix}['{}']{behind}", joined(format_repr, "', '")),
            Tuple => format!("{prefix}({}){behind}", joined(format_repr, ", ")),
            TwoDecimals => format!("{prefix}[{}]{behind}", joined(|x| format!("{x:.2}"), ", ")),
            Sorted => listed(&sort_numbers(numbers)),
            RoomFor(most) => {
                let fits = |count: &usize| listed(&numbers[..*count]).len() <= most;
                listed(&numbers[..(0..=numbers.len()).rev().find(fits).unwrap_or(0)])
            }
            PowersOfTwoInFull => format!("{prefix}[{}]{behind}", joined(spell_power_of_two_in_full, ", ")),
            FirstFour if numbers.len() > 4 => listed(&numbers[..4]).replace(']', ", ...]"),
            WithoutSpaces => format!("{prefix}[{}]{behind}", joined(format_repr, ",")),
            TwelveDigits => format!("{prefix}[{}]{behind}", joined(format_str, ", ")),
            BareIntegers => {
                format!("{prefix}[{}]{behind}", joined(|x| format_repr(x).trim_end_matches(".0").to_owned(), ", "))
            }
            _ => return None,
        };
        Some(line)
    }
}

/// A number that 16 digits, rounded to the nearest, do not read back is spelled with 17. The right digits are others.
fn spell_power_of_two_in_full(x: f64) -> String {
    let (right, full) = (format_repr(x), format!("{x:.16e}"));
    let is_read_back = (0..16).any(|decimals| format!("{x:.decimals$e}").parse() == Ok(x));
    match (right.split_once('e'), full.split_once('e')) {
        (Some((_, exponent)), Some((digits, _))) if !is_read_back => {
            format!("{digits}e{exponent}")
        }
        _ => right,
    }
}

/// The text before the list of this server.
fn list_prefix(transport: Transport) -> &'static str {
    dialect::current().received.for_transport(transport).as_ref().map_or("", |line| line.before.as_str())
}

fn sort_numbers(numbers: &[f64]) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn other_transport(transport: Transport) -> Transport {
    match transport {
        Transport::Tcp => Transport::Udp,
        Transport::Udp => Transport::Tcp,
    }
}
