//! A difference between two implementations, in plain words, and by a name for programs.

use crate::differential::{Channel, DifferenceGroup, DifferenceKind, InputClass, SpellingDifference, Worth};
use crate::protocol::role::{Role, Side};

/// `one answers, the other does not, given a number with underscores`; `names` are those of the two implementations.
pub fn describe_difference(group: &DifferenceGroup, names: &[String; 2]) -> String {
    let what = describe_kind(group, names);
    match group.input {
        None | Some(InputClass::Nothing) => what,
        Some(input) => format!("{what}, given {}", describe_input(input, group.role)),
    }
}

/// The kind's name for programs: `answers`, `spelling/digits`, `named/TCP-S-9`.
pub fn kind_name(kind: DifferenceKind) -> String {
    let plain = |name: &str| name.to_owned();
    match kind {
        DifferenceKind::Answers => plain("answers"),
        DifferenceKind::Ends => plain("ends"),
        DifferenceKind::Value(worth) => format!("value/{}", worth_name(worth)),
        DifferenceKind::Spelling(spelling) => format!("spelling/{}", spelling_name(spelling)),
        DifferenceKind::Layout => plain("layout"),
        DifferenceKind::Datagrams => plain("datagrams"),
        DifferenceKind::Sender => plain("sender"),
        DifferenceKind::Text => plain("text"),
        DifferenceKind::Complains => plain("complains"),
        DifferenceKind::Restart => plain("restart"),
        DifferenceKind::Named(clause) => format!("named/{clause}"),
        DifferenceKind::Clause(clause) => format!("clause/{clause}"),
        DifferenceKind::LeftOpen => plain("left-open"),
    }
}

/// The channel in which a difference shows, in plain words.
pub const fn describe_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Reply => "in the reply",
        Channel::Sent => "in what is sent",
        Channel::Console => "on the console",
        Channel::Errors => "on standard error",
        Channel::Life => "in how it behaves",
    }
}

fn describe_kind(group: &DifferenceGroup, names: &[String; 2]) -> String {
    let plain = |text: &str| text.to_owned();
    match (group.kind, group.role.side()) {
        (DifferenceKind::Answers, Side::Server) => plain("one answers, the other does not"),
        (DifferenceKind::Answers, Side::Client) => plain("one prints results, the other does not"),
        (DifferenceKind::Ends, Side::Server) => plain("one ends, the other goes on, or ends otherwise"),
        (DifferenceKind::Ends, Side::Client) => plain("they do not end alike"),
        (DifferenceKind::Value(worth), _) => describe_worth(worth, names),
        (DifferenceKind::Spelling(how), _) => plain(describe_spelling(how)),
        (DifferenceKind::Layout, _) => plain("the same numbers, with something else between or round them"),
        (DifferenceKind::Datagrams, _) => plain("not as many datagrams"),
        (DifferenceKind::Sender, _) => plain("the answer takes another way"),
        (DifferenceKind::Text, _) => plain("another text"),
        (DifferenceKind::Complains, _) => plain("one says something, the other nothing"),
        (DifferenceKind::Restart, _) => plain("one comes up again after a stop, the other does not"),
        (DifferenceKind::Named(clause), _) => format!("{clause}, as its behaviours are named"),
        (DifferenceKind::Clause(clause), _) => format!("they do not keep to {clause} alike"),
        (DifferenceKind::LeftOpen, _) => plain("not to the letter, which the protocol leaves open"),
    }
}

fn describe_worth(worth: Worth, names: &[String; 2]) -> String {
    let [left, right] = names;
    match worth {
        Worth::BothRight => "other numbers, and both are right by NUM-3: another order or method of summing".to_owned(),
        Worth::LeftRight => format!("other numbers, and only those of {left} are right"),
        Worth::RightRight => format!("other numbers, and only those of {right} are right"),
        Worth::NeitherRight => "other numbers, and neither are right".to_owned(),
        Worth::OrderDependent => "other numbers, where the order of summing decides (NUM-6)".to_owned(),
        Worth::Unmeasured => "other numbers".to_owned(),
    }
}

const fn worth_name(worth: Worth) -> &'static str {
    match worth {
        Worth::BothRight => "both-right",
        Worth::LeftRight => "left-right",
        Worth::RightRight => "right-right",
        Worth::NeitherRight => "neither-right",
        Worth::OrderDependent => "order-dependent",
        Worth::Unmeasured => "unmeasured",
    }
}

const fn describe_spelling(spelling: SpellingDifference) -> &'static str {
    match spelling {
        SpellingDifference::Digits => "the same numbers to 12 digits, and more digits or fewer",
        SpellingDifference::Notation => "the same numbers, with an exponent or without",
        SpellingDifference::Sign => "the same numbers, with another sign",
        SpellingDifference::Zeros => "the same numbers, with more zeros or fewer",
        SpellingDifference::Name => "the same values, by other names",
    }
}

const fn spelling_name(spelling: SpellingDifference) -> &'static str {
    match spelling {
        SpellingDifference::Digits => "digits",
        SpellingDifference::Notation => "notation",
        SpellingDifference::Sign => "sign",
        SpellingDifference::Zeros => "zeros",
        SpellingDifference::Name => "name",
    }
}

/// A program's input, in plain words.
fn describe_input(input: InputClass, role: Role) -> &'static str {
    match (input, role.side()) {
        (InputClass::Numbers, _) => "plain numbers",
        (InputClass::UnusualNumbers, _) => "a number of NUM-2's (a value's name, out of range, white space round it)",
        (InputClass::LineEnd, _) => "a line end behind the last number",
        (InputClass::TooLong, _) => "more bytes than must be answered",
        (InputClass::Empty, _) => "no bytes at all",
        (InputClass::Spaces, _) => "two spaces in a row, or one at either end",
        (InputClass::Underscores, _) => "a number with underscores",
        (InputClass::ForeignDigits, _) => "digits that are not ASCII",
        (InputClass::ForeignSpace, _) => "white space that is not ASCII",
        (InputClass::WhiteSpace, _) => "numbers joined by other white space than one space",
        (InputClass::Nul, _) => "a NUL byte",
        (InputClass::Hexadecimal, _) => "a hexadecimal number",
        (InputClass::Comma, _) => "a comma in a number",
        (InputClass::Lookalike, _) => "something that only looks like a number",
        (InputClass::Words, _) => "words",
        (InputClass::NoText, _) => "bytes that are no text",
        (InputClass::NoRequest, _) => "something that is no request",
        (InputClass::Count, _) => "another count of numbers than four",
        (InputClass::Layout, _) => "four numbers that are not laid out as a response",
        (InputClass::Pieces, Side::Server) => "a request in pieces",
        (InputClass::Pieces, Side::Client) => "a reply in pieces",
        (InputClass::SeveralReplies, _) => "several replies",
        (InputClass::Strays, _) => "replies from elsewhere",
        (InputClass::Late, _) => "a reply that comes late",
        (InputClass::NoReply, _) => "no reply",
        (InputClass::Closed, _) => "a close without a reply",
        (InputClass::Reset, _) => "a reset",
        (InputClass::Leaves, _) => "a client that leaves",
        (InputClass::HalfCloses, _) => "a client that ends its sending side",
        (InputClass::Refused, _) => "nobody who listens",
        (InputClass::PortTaken, _) => "a port that is taken",
        (InputClass::Nothing, _) => "nothing",
    }
}
