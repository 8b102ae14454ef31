//! Judges the console of a server under test: its ready line, one line per request, nothing else.

use super::cause;
use super::client_console::extra_line;
use super::likeness::find_nearest;
use super::passage;
use super::reply;
use crate::case::{Expectation, Payload, Step};
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::bounds::{Agreement, is_same_to_twelve_digits, judge_repeated};
use crate::set_statistics::console::{format_received, parse_received, ready_line};
use crate::set_statistics::dialect;
use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::{PrintedNumber, format_repr};
use crate::transcript::{Bytes, Happening, Stream};

/// Judges the console of every run of the server: it may have been started more than once.
pub(super) fn judge_server_console(hearing: &Hearing<'_>, docket: &mut Docket) {
    if !hearing.is_under_test(Side::Server) {
        return;
    }
    let pages = lines_of_runs(hearing);
    let complete = !hearing.transcript.was_killed(Side::Server);
    for page in &pages {
        judge_first_line(hearing, docket, page, complete);
    }
    judge_received(hearing, docket, &pages, complete);
}

/// The lines of each run.
fn lines_of_runs(hearing: &Hearing<'_>) -> Vec<Vec<String>> {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for seen in &hearing.transcript.seen {
        match &seen.what {
            Happening::Started { program: Side::Server } => texts.push(Vec::new()),
            Happening::NotReady { program: Side::Server } => {
                texts.pop();
            }
            Happening::Printed { program: Side::Server, stream: Stream::Out, bytes } => {
                if let Some(text) = texts.last_mut() {
                    text.extend_from_slice(bytes.as_slice());
                }
            }
            _ => {}
        }
    }
    texts.iter().map(|text| String::from_utf8_lossy(text).split_terminator('\n').map(str::to_owned).collect()).collect()
}

fn judge_first_line(hearing: &Hearing<'_>, docket: &mut Docket, page: &[String], complete: bool) {
    let Some(wanted) = ready_line(hearing.transport()) else { return };
    match page.first() {
        Some(line) if line == wanted => docket.pass_clause(Clause::Con3),
        None if !complete => docket.skip_clause(Clause::Con3, "the server was killed before it had printed anything"),
        Some(_) => docket.break_clause(Clause::Con3, other_first_line(page, wanted)),
        None => {
            docket.break_clause(Clause::Con3, Evidence::new("the server prints nothing").expecting(wanted));
        }
    }
}

/// The evidence against a first line that is not the ready line. If that is empty, the first line with text is shown.
fn other_first_line(page: &[String], wanted: &str) -> Evidence {
    let Some(line) = page.iter().find(|line| !line.trim().is_empty()) else {
        return Evidence::new("the server prints nothing but empty lines").expecting(wanted);
    };
    let before = page.iter().position(|line| line == wanted);
    let evidence = match before {
        None => Evidence::new("the server's first line is not the ready line"),
        Some(1) => Evidence::new("a line stands before the ready line"),
        Some(number) => Evidence::new(format!("{number} lines stand before the ready line")),
    };
    let shown = if line == wanted { &page[0] } else { line };
    evidence
        .with_comparison(wanted, Bytes::from(shown.as_bytes()).to_string())
        .caused_by(before.map(|_| cause::WRAPPER))
}

/// How like the line for a request another must be to stand in its place, from 0 to 1.
const ALIKE: f64 = 0.5;
/// The most lines that are examined.
const MOST_LINES: usize = 1000;

/// A line that says what was received, whatever stands before the list.
struct ReceivedLine<'l> {
    line: &'l str,
    numbers: Vec<PrintedNumber>,
    to_the_letter: bool,
}

fn judge_received(hearing: &Hearing<'_>, docket: &mut Docket, pages: &[Vec<String>], complete: bool) {
    let ready = ready_line(hearing.transport());
    let mut lines: Vec<&str> = pages.iter().flat_map(|page| besides_ready(page, ready)).collect();
    let asked = collect_expected_lines(hearing);
    let with_line =
        |(text, request): (Vec<u8>, Vec<f64>)| Some((format_received(hearing.transport(), &request, &text)?, request));
    let mut requests: Vec<(String, Vec<f64>)> =
        answered_requests(hearing, &asked).into_iter().filter_map(with_line).collect();
    // Most lines are as they should be: what is in them need not be read.
    requests.retain(|(wanted, _)| !is_there(wanted, &mut lines, docket));
    let (entries, others): (Vec<_>, Vec<_>) =
        lines.into_iter().map(|line| read_entry(hearing, line).ok_or(line)).partition(Result::is_ok);
    let mut entries: Vec<ReceivedLine<'_>> = entries.into_iter().flatten().collect();
    let mut extra: Vec<&str> = others.into_iter().filter_map(Result::err).collect();
    for (wanted, request) in requests {
        let found = entries.iter().position(|entry| has_same_numbers(entry, &request));
        match found.map(|at| entries.remove(at)) {
            Some(entry) if entry.to_the_letter => judge_spelling(docket, &entry, &request, &wanted),
            Some(entry) => {
                let evidence = Evidence::new("the server's line for a request is wrong");
                let evidence = evidence.with_comparison(wanted, entry.line).caused_by(cause::of_line(entry.line));
                docket.break_clause(Clause::Con4, evidence);
            }
            None if !complete => docket.skip_clause(Clause::Con4, "the server was killed before it had printed all"),
            None => {
                let nearest = take_nearest(&wanted, &mut entries, &mut extra);
                docket.break_clause(Clause::Con4, no_line(&wanted, nearest));
            }
        }
    }
    if !may_print_other_lists(hearing, &asked) {
        extra.extend(entries.iter().map(|entry| entry.line));
    }
    match others_first(&extra, ready, pages) {
        Some(line) => {
            let more = extra_line("the server", all_that_a_server_prints(hearing.transport()), line);
            docket.break_clause(Clause::Con7, more);
        }
        None => docket.pass_clause(Clause::Con7),
    }
}

fn all_that_a_server_prints(transport: Transport) -> &'static str {
    let lines = dialect::current().received.for_transport(transport).is_some();
    match (ready_line(transport), lines) {
        (Some(_), true) => "its ready line and one line a request",
        (Some(_), false) => "its ready line",
        (None, true) => "one line a request",
        (None, false) => "what it should: nothing",
    }
}

/// Removes the line that looks most like the missing one, so that it is not also reported as one too many.
fn take_nearest<'l>(wanted: &str, entries: &mut Vec<ReceivedLine<'l>>, extra: &mut Vec<&'l str>) -> Option<&'l str> {
    let all = entries.iter().map(|entry| entry.line).chain(extra.iter().copied());
    let nearest = find_nearest(all.take(MOST_LINES), wanted, ALIKE)?;
    match entries.iter().position(|entry| entry.line == nearest) {
        Some(at) => drop(entries.remove(at)),
        None => extra.retain(|line| !std::ptr::eq(*line, nearest)),
    }
    Some(nearest)
}

fn no_line(wanted: &str, nearest: Option<&str>) -> Evidence {
    match nearest {
        Some(line) => Evidence::new("the server answers a request, and prints another line for it than it should")
            .with_comparison(wanted, Bytes::from(line).to_string()),
        None => Evidence::new("the server answers a request, and prints no line for it").expecting(wanted),
    }
}

/// Takes the line out if it is there to the letter, and says so.
fn is_there(wanted: &str, lines: &mut Vec<&str>, docket: &mut Docket) -> bool {
    let found = lines.iter().position(|line| *line == wanted);
    if let Some(at) = found {
        lines.remove(at);
        docket.pass_clause(Clause::Con4);
        docket.pass_clause(Clause::Con5);
    }
    found.is_some()
}

/// The lines of one run but the ready line, which a server prints once.
fn besides_ready<'l>(page: &'l [String], ready: Option<&str>) -> impl Iterator<Item = &'l str> {
    let place = page.iter().position(|line| Some(line.as_str()) == ready);
    page.iter().enumerate().filter(move |(at, _)| Some(*at) != place).map(|(_, line)| line.as_str())
}

/// The first line that should not be there; one that stands in the ready line's place is CON-3's.
fn others_first<'l>(extra: &[&'l str], ready: Option<&str>, pages: &[Vec<String>]) -> Option<&'l str> {
    // Looked for once a page: a program that prints without an end has a hundred thousand lines.
    let lacks_ready = |page: &&Vec<String>| ready.is_some_and(|ready| page.iter().all(|line| line != ready));
    let without_ready = pages.iter().filter(lacks_ready);
    let instead_of_ready: Vec<&str> = without_ready.filter_map(|page| page.first().map(String::as_str)).collect();
    let mut others = extra.iter().copied().filter(|line| !instead_of_ready.contains(line));
    let first = others.next()?;
    Some(std::iter::once(first).chain(others).find(|line| !line.trim().is_empty()).unwrap_or(first))
}

fn read_entry<'l>(hearing: &Hearing<'_>, line: &'l str) -> Option<ReceivedLine<'l>> {
    if let Some(numbers) = parse_received(hearing.transport(), line) {
        return Some(ReceivedLine { line, numbers, to_the_letter: true });
    }
    // A list may stand in another, as in a tuple that holds a text and the list.
    let starts = line.char_indices().filter(|(_, c)| matches!(c, '[' | '{' | '(')).map(|(at, _)| at);
    let numbers = starts.filter_map(|at| read_list(&line[at..])).next()?;
    Some(ReceivedLine { line, numbers, to_the_letter: false })
}

/// The numbers of a list in brackets, which is all of the text.
fn read_list(list: &str) -> Option<Vec<PrintedNumber>> {
    let inner = list.trim_end().trim_start_matches(['[', '{', '(']).trim_end_matches([']', '}', ')']);
    let words = inner.split([',', ' ', ';']).filter(|word| !word.is_empty());
    words.map(|word| PrintedNumber::parse(word.as_bytes())).collect()
}

/// Whether the line holds the request's numbers, to 12 digits.
fn has_same_numbers(entry: &ReceivedLine<'_>, request: &[f64]) -> bool {
    let same = |(number, &value): (&PrintedNumber, &f64)| {
        let source = PrintedNumber::parse(format_repr(value).as_bytes());
        source.is_some_and(|source| judge_repeated(&source, number) == Agreement::Right)
            || is_same_to_twelve_digits(value, number)
    };
    entry.numbers.len() == request.len() && entry.numbers.iter().zip(request).all(same)
}

/// Says how a line is spelled that holds the right numbers, and is not there to the letter.
fn judge_spelling(docket: &mut Docket, entry: &ReceivedLine<'_>, request: &[f64], wanted: &str) {
    docket.pass_clause(Clause::Con4);
    let as_python = |(number, &value): (&PrintedNumber, &f64)| number.text == format_repr(value);
    let what = if entry.numbers.iter().zip(request).all(as_python) {
        "the list is not laid out as Python 2 prints it"
    } else {
        "the numbers of the list are not spelled as Python 2 prints them"
    };
    docket.break_clause(Clause::Con5, Evidence::new(what).with_comparison(wanted, entry.line));
}

/// A request whose statistics the case expects.
struct ExpectedLine<'c> {
    on: &'c str,
    of: &'c Payload,
    /// Whether they came: a server that read something else says so too.
    is_answered: bool,
}

fn collect_expected_lines<'c>(hearing: &Hearing<'c>) -> Vec<ExpectedLine<'c>> {
    let one = |at: usize, on: &'c str, of: &'c Payload| ExpectedLine {
        on,
        of,
        is_answered: is_answered(hearing, at, on, of),
    };
    // Wherever the reply went, the request was answered.
    let somewhere = |at: usize, of: &'c Payload, peers: &'c [(String, String)]| {
        peers.iter().map(|(_, on)| one(at, on, of)).find(|line| line.is_answered)
    };
    let all = hearing.expectations().flat_map(|(at, what, _)| match what {
        Expectation::Statistics { on, of } => vec![one(at, on, of)],
        Expectation::StatisticsOfEach { on, of } => of.iter().map(|of| one(at, on, of)).collect(),
        Expectation::AnsweredOn { of, peers, .. } => somewhere(at, of, peers).into_iter().collect(),
        _ => Vec::new(),
    });
    all.collect()
}

/// The requests that were answered rightly, and their numbers, in the order of the case.
fn answered_requests(hearing: &Hearing<'_>, asked: &[ExpectedLine<'_>]) -> Vec<(Vec<u8>, Vec<f64>)> {
    let all = asked.iter().filter(|asked| asked.is_answered).map(|asked| asked.of.to_vec());
    let read = |request: Vec<u8>| parse_request(&request).ok().map(|numbers| (request, numbers));
    all.chain(answered_through_the_relay(hearing)).filter_map(read).collect()
}

/// Whether a right reply came: over UDP in one of the datagrams, for others may have come before it.
fn is_answered(hearing: &Hearing<'_>, at: usize, on: &str, of: &Payload) -> bool {
    let request = of.to_vec();
    match hearing.transport() {
        Transport::Tcp => reply::is_readable(&request, &hearing.bytes_for_expectation(on, at)),
        Transport::Udp => {
            hearing.pieces_for_expectation(on, at).iter().any(|piece| reply::is_readable(&request, piece))
        }
    }
}

/// The requests that reached the server of a pair in one piece each, and were answered rightly.
fn answered_through_the_relay(hearing: &Hearing<'_>) -> Vec<Vec<u8>> {
    let is_answered =
        |asked: &[u8], answers: &[(Vec<u8>, _)]| answers.iter().any(|(answer, _)| reply::is_readable(asked, answer));
    let all = passage::collect_exchanges(hearing).into_iter().filter(|exchange| exchange.pieces.len() == 1);
    all.filter(|exchange| is_answered(&exchange.asked_bytes(), &exchange.answers))
        .map(|exchange| exchange.asked_bytes())
        .collect()
}

/// Whether something reached the server of a pair whose effect is unknown.
fn was_asked_more(hearing: &Hearing<'_>) -> bool {
    let exchanges = passage::collect_exchanges(hearing);
    passage::wire_of_case(hearing).is_some() && exchanges.len() != answered_through_the_relay(hearing).len()
}

/// Whether lists may be printed besides those of the answered requests: nobody knows what the server makes of something
/// that it was sent. A server that prints a list for `hello`, or one line twice, has no such excuse.
fn may_print_other_lists(hearing: &Hearing<'_>, asked: &[ExpectedLine<'_>]) -> bool {
    use Expectation::{AnsweredOn, Observed, OneOf};
    let is_open = |what: &Expectation| matches!(what, OneOf { .. } | Observed { .. } | AnsweredOn { .. });
    was_asked_more(hearing)
        || hearing.expectations().any(|(_, what, _)| is_open(what))
        || asked.iter().any(|asked| !asked.is_answered)
        || asks_more_than_it_knows(hearing, asked) && was_sent_more_numbers(hearing, asked)
}

/// Whether something that may hold a number was sent besides the answered requests.
fn was_sent_more_numbers(hearing: &Hearing<'_>, asked: &[ExpectedLine<'_>]) -> bool {
    let mut answered: Vec<Vec<u8>> =
        asked.iter().filter(|asked| asked.is_answered).map(|asked| asked.of.to_vec()).collect();
    let sent = hearing.case.steps.iter().filter_map(|step| match step {
        Step::Send { payload, .. } => Some(payload.to_vec()),
        _ => None,
    });
    for sent in sent {
        if let Some(at) = answered.iter().position(|of| *of == sent) {
            answered.swap_remove(at);
        } else if may_hold_number(&sent) {
            return true;
        }
    }
    false
}

/// Whether a lenient server may find a number in these bytes.
fn may_hold_number(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    !text.is_ascii() || text.contains(|c: char| c.is_ascii_digit()) || text.contains("inf") || text.contains("nan")
}

/// Whether the case sends something whose statistics it does not expect.
fn asks_more_than_it_knows(hearing: &Hearing<'_>, asked: &[ExpectedLine<'_>]) -> bool {
    let knows = |peer: &str| asked.iter().any(|asked| asked.on == peer);
    hearing.case.steps.iter().any(|step| matches!(step, Step::Send { peer, .. } if !knows(peer)))
        || hearing.expectations().any(|(_, what, _)| matches!(what, Expectation::NoStatistics { .. }))
}
