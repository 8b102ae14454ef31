//! A difference between two implementations, in plain words, and by a name for programs.

use crate::differential::{Channel, Group, Input, Kind, Spelling, Worth};
use crate::protocol::role::{Role, Side};

/// `one answers, the other does not, given a number with underscores`; `names` are those of the two implementations.
pub fn difference(group: &Group, names: &[String; 2]) -> String {
    let what = kind(group, names);
    match group.input {
        None | Some(Input::Nothing) => what,
        Some(input) => format!("{what}, given {}", given(input, group.role)),
    }
}

/// The kind's name for programs: `answers`, `spelling/digits`, `named/TCP-S-9`.
pub fn kind_name(kind: Kind) -> String {
    let plain = |name: &str| name.to_owned();
    match kind {
        Kind::Answers => plain("answers"),
        Kind::Ends => plain("ends"),
        Kind::Value(worth) => format!("value/{}", worth_name(worth)),
        Kind::Spelling(spelling) => format!("spelling/{}", spelling_name(spelling)),
        Kind::Layout => plain("layout"),
        Kind::Datagrams => plain("datagrams"),
        Kind::Sender => plain("sender"),
        Kind::Text => plain("text"),
        Kind::Complains => plain("complains"),
        Kind::Restart => plain("restart"),
        Kind::Named(clause) => format!("named/{clause}"),
        Kind::Clause(clause) => format!("clause/{clause}"),
        Kind::LeftOpen => plain("left-open"),
    }
}

/// Where a difference shows, in plain words.
pub const fn place(channel: Channel) -> &'static str {
    match channel {
        Channel::Reply => "in the reply",
        Channel::Sent => "in what is sent",
        Channel::Console => "on the console",
        Channel::Errors => "on standard error",
        Channel::Life => "in how it behaves",
    }
}

fn kind(group: &Group, names: &[String; 2]) -> String {
    let plain = |text: &str| text.to_owned();
    match (group.kind, group.role.side()) {
        (Kind::Answers, Side::Server) => plain("one answers, the other does not"),
        (Kind::Answers, Side::Client) => plain("one prints results, the other does not"),
        (Kind::Ends, Side::Server) => plain("one ends, the other goes on, or ends otherwise"),
        (Kind::Ends, Side::Client) => plain("they do not end alike"),
        (Kind::Value(worth), _) => value(worth, names),
        (Kind::Spelling(how), _) => plain(spelling(how)),
        (Kind::Layout, _) => plain("the same numbers, with something else between or round them"),
        (Kind::Datagrams, _) => plain("not as many datagrams"),
        (Kind::Sender, _) => plain("the answer takes another way"),
        (Kind::Text, _) => plain("another text"),
        (Kind::Complains, _) => plain("one says something, the other nothing"),
        (Kind::Restart, _) => plain("one comes up again after a stop, the other does not"),
        (Kind::Named(clause), _) => format!("{clause}, as its behaviours are named"),
        (Kind::Clause(clause), _) => format!("they do not keep to {clause} alike"),
        (Kind::LeftOpen, _) => plain("not to the letter, which the protocol leaves open"),
    }
}

fn value(worth: Worth, names: &[String; 2]) -> String {
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

const fn spelling(spelling: Spelling) -> &'static str {
    match spelling {
        Spelling::Digits => "the same numbers to 12 digits, and more digits or fewer",
        Spelling::Notation => "the same numbers, with an exponent or without",
        Spelling::Sign => "the same numbers, with another sign",
        Spelling::Zeros => "the same numbers, with more zeros or fewer",
        Spelling::Name => "the same values, by other names",
    }
}

const fn spelling_name(spelling: Spelling) -> &'static str {
    match spelling {
        Spelling::Digits => "digits",
        Spelling::Notation => "notation",
        Spelling::Sign => "sign",
        Spelling::Zeros => "zeros",
        Spelling::Name => "name",
    }
}

/// What a program was given, in plain words.
fn given(input: Input, role: Role) -> &'static str {
    match (input, role.side()) {
        (Input::Numbers, _) => "plain numbers",
        (Input::UnusualNumbers, _) => "a number of NUM-2's (a value's name, out of range, white space round it)",
        (Input::LineEnd, _) => "a line end behind the last number",
        (Input::TooLong, _) => "more bytes than must be answered",
        (Input::Empty, _) => "no bytes at all",
        (Input::Spaces, _) => "two spaces in a row, or one at either end",
        (Input::Underscores, _) => "a number with underscores",
        (Input::ForeignDigits, _) => "digits that are not ASCII",
        (Input::ForeignSpace, _) => "white space that is not ASCII",
        (Input::WhiteSpace, _) => "numbers joined by other white space than one space",
        (Input::Nul, _) => "a NUL byte",
        (Input::Hexadecimal, _) => "a hexadecimal number",
        (Input::Comma, _) => "a comma in a number",
        (Input::Lookalike, _) => "something that only looks like a number",
        (Input::Words, _) => "words",
        (Input::NoText, _) => "bytes that are no text",
        (Input::NoRequest, _) => "something that is no request",
        (Input::Count, _) => "another count of numbers than four",
        (Input::Layout, _) => "four numbers that are not laid out as a response",
        (Input::Pieces, Side::Server) => "a request in pieces",
        (Input::Pieces, Side::Client) => "a reply in pieces",
        (Input::SeveralReplies, _) => "several replies",
        (Input::Strays, _) => "replies from elsewhere",
        (Input::Late, _) => "a reply that comes late",
        (Input::NoReply, _) => "no reply",
        (Input::Closed, _) => "a close without a reply",
        (Input::Reset, _) => "a reset",
        (Input::Leaves, _) => "a client that leaves",
        (Input::HalfCloses, _) => "a client that ends its sending side",
        (Input::Refused, _) => "nobody who listens",
        (Input::PortTaken, _) => "a port that is taken",
        (Input::Nothing, _) => "nothing",
    }
}
