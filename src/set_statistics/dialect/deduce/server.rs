//! Deduces the dialect of a server from its lines and answers.

use super::numbers::{FoundNumber, find_numbers};
use super::{DialectRemark, ProbeSet};
use crate::set_statistics::dialect::{LinePlaceholder, Numbers, Received, ResponseLayout};
use crate::set_statistics::statistics::Field;
use crate::transcript::Bytes;

/// The observed behaviour of a server that was asked for the results of one set.
#[derive(Debug, Clone, Default)]
pub struct ServerSight {
    /// Its output before the first request.
    pub at_start: String,
    /// Its output from then on.
    pub afterwards: String,
    /// Its answer.
    pub reply: Vec<u8>,
    /// Whether it ended well, by itself, when its client had left.
    pub has_ended: bool,
}

/// The dialect that a server's words and answers show.
#[derive(Debug, Clone)]
pub struct ServerSpeech {
    /// Its ready line; `None`: it prints none.
    pub ready: Option<String>,
    /// Its line for a request; `None`: it prints none.
    pub received: Option<Received>,
    /// How its response is laid out.
    pub response: ResponseLayout,
    /// How its results are printed.
    pub numbers: Numbers,
    /// The observations.
    pub remarks: Vec<DialectRemark>,
}

/// The dialect of this server, which was asked for the results of `set`, sent as `request`. `None`: its answer is no
/// response.
pub fn of_server(sight: &ServerSight, set: &ProbeSet, request: &str) -> Option<ServerSpeech> {
    let mut remarks = Vec::new();
    let (response, decimals) = deduce_response(&sight.reply, set, &mut remarks)?;
    let ready = first_line(&sight.at_start, &mut remarks);
    let received = deduce_received_line(&sight.afterwards, set, request.trim_end(), &mut remarks);
    let numbers = Numbers { integers: *set == ProbeSet::INTEGERS, decimals };
    Some(ServerSpeech { ready, received, response, numbers, remarks })
}

fn first_line(text: &str, remarks: &mut Vec<DialectRemark>) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.next()?;
    if let Some(other) = lines.next() {
        let seen = format!("it prints more than one line before the first client comes: {other:?}; CON-7 = \"off\"?");
        remarks.push(DialectRemark::new_uncertain("clauses", seen));
    }
    Some(first.to_owned())
}

/// The four numbers of a reply: what stands between them and behind them, their order, and their decimals.
fn deduce_response(
    reply: &[u8],
    set: &ProbeSet,
    remarks: &mut Vec<DialectRemark>,
) -> Option<(ResponseLayout, Option<usize>)> {
    let text = std::str::from_utf8(reply).ok()?;
    let found = find_numbers(text);
    let fields: Vec<Field> = found.iter().map(|number| set.find_field(number)).collect::<Option<_>>()?;
    let order: [Field; 4] = fields.try_into().ok()?;
    let is_each = Field::ALL.iter().all(|field| order.contains(field));
    let between: Vec<&str> = found.windows(2).map(|pair| &text[pair[0].end()..pair[1].start]).collect();
    let end = &text[found.last()?.end()..];
    let is_regular = found.first()?.start == 0 && between.iter().all(|other| *other == between[0]);
    if !is_each || !is_regular || between[0].is_empty() {
        let seen = format!("the reply is {}, which no layout of four numbers says", Bytes::from(reply));
        remarks.push(DialectRemark::new_uncertain("response", seen));
        return None;
    }
    let layout = ResponseLayout { separator: between[0].to_owned(), end: end.to_owned(), order };
    Some((layout, fixed_decimals(&found)))
}

/// The decimals that all have, if that is more than any needs, or less.
fn fixed_decimals(found: &[FoundNumber<'_>]) -> Option<usize> {
    let decimals = found.first()?.count_decimals();
    let is_same = found.iter().all(|number| number.count_decimals() == decimals);
    let is_padded = decimals > 1 && found.iter().any(|number| number.text.ends_with('0'));
    (is_same && is_padded).then_some(decimals)
}

/// The line in which the numbers of the set stand.
fn deduce_received_line(
    text: &str,
    set: &ProbeSet,
    request: &str,
    remarks: &mut Vec<DialectRemark>,
) -> Option<Received> {
    let values: Vec<f64> = set.words.iter().filter_map(|word| word.parse().ok()).collect();
    let holds =
        |line: &&str| find_numbers(line).iter().map(|number| number.value).collect::<Vec<_>>().starts_with(&values);
    let line = text.lines().find(holds);
    if let Some(other) = text.lines().find(|other| Some(*other) != line) {
        let seen = format!("it prints another line for a client: {other:?}; CON-7 = \"off\"?");
        remarks.push(DialectRemark::new_uncertain("clauses", seen));
    }
    let received = of_line(line?, request, values.len());
    if received.is_none() {
        remarks.push(DialectRemark::new_uncertain(
            "received",
            format!("the line {:?} holds the numbers in no known way", line?),
        ));
    }
    received
}

fn of_line(line: &str, request: &str, count: usize) -> Option<Received> {
    let placed = |placeholder, start: usize, end: usize| Received {
        before: line[..start].to_owned(),
        placeholder,
        behind: line[end..].to_owned(),
    };
    let found = find_numbers(line);
    let (start, end) = (found.first()?.start, found.get(count - 1)?.end());
    let is_in = |open: char, close: char| line[..start].ends_with(open) && line[end..].starts_with(close);
    let between: Vec<&str> = found[..count].windows(2).map(|pair| &line[pair[0].end()..pair[1].start]).collect();
    let is_separated_by = |text: &str| between.iter().all(|other| *other == text);
    let are_floats = found[..count].iter().all(|number| number.text.contains('.'));
    match line.find(request) {
        _ if is_in('[', ']') && is_separated_by(", ") => Some(placed(LinePlaceholder::List, start - 1, end + 1)),
        Some(at) => Some(placed(LinePlaceholder::Request, at, at + request.len())),
        None if is_separated_by(" ") && are_floats => Some(placed(LinePlaceholder::Numbers, start, end)),
        None => None,
    }
}
