//! The expectations of a case, in plain words.

use crate::case::{Behaviour, ExitExpectation, Expectation, Matcher, NamedPattern, Payload, ReplyOrigin, When};
use std::time::Duration;

/// The expectation, as the end of a sentence that begins with "expect".
pub fn describe_expectation(what: &Expectation) -> String {
    use Expectation as E;
    match what {
        E::Statistics { on, of } => format!("the statistics of {} on {on}", of),
        E::StatisticsOfEach { on, of } => {
            let all: Vec<String> = of.iter().map(Payload::to_string).collect();
            format!("the statistics of {} on {on}, in any order", all.join(", "))
        }
        E::Nothing { on: Some(on) } => format!("nothing more on {on}"),
        E::Nothing { on: None } => "nothing more anywhere".to_owned(),
        E::NoStatistics { on } => format!("no statistics on {on}"),
        E::Closed { on } => format!("the other side of {on} to close"),
        E::OneOf { on, behaviours, otherwise } => {
            format!("on {} one of: {}", on.join(", "), list_behaviours(behaviours, otherwise))
        }
        E::AnsweredOn { of, peers, otherwise } => {
            let all = peers.iter().map(|(name, peer)| format!("{name} (on {peer})")).chain([otherwise.clone()]);
            format!("the statistics of {}: {}", of, all.collect::<Vec<_>>().join(", "))
        }
        E::Observed { on } => format!("whatever comes on {on}"),
        E::Message { text } => format!("the message {} and nothing else", text),
        E::Length { text } => format!("the length {} after the message", text),
        E::LengthHeldBack { message } => format!("the message {} alone, before a reply", message),
        E::RelayedStatistics { of } => {
            format!("the server to answer with the statistics of {}, and the client to print them", of)
        }
        E::Results { of } => format!("the client to print the results in {}", of),
        E::PrintsOneOf { behaviours, otherwise } => {
            format!("the client to print one of: {}", list_behaviours(behaviours, otherwise))
        }
        E::Reply { on, what, times, from, when, optional, .. } => {
            let count = if *times == 1 { String::new() } else { format!("{times} times ") };
            let from = match from {
                ReplyOrigin::AskedPort => "",
                ReplyOrigin::NewPort => " from a new port",
                ReplyOrigin::Any => " from anywhere",
            };
            format!("{}{count}{what} on {on}{from}{}", at_most(*optional), describe_timing(*when))
        }
        E::NamedReply { on, names, otherwise } => {
            let seen = |one: &NamedPattern| one.what.as_ref().map_or_else(|| "nothing".to_owned(), Matcher::to_string);
            let named = names.iter().map(|one| format!("{} ({})", one.name, seen(one)));
            format!("on {on} one of: {}", named.chain([otherwise.clone()]).collect::<Vec<_>>().join(", "))
        }
        E::Sends { on, what, when, optional, .. } => {
            let place = on.as_ref().map_or_else(String::new, |on| format!(" to {on}"));
            format!("the client to send {}{what}{place}{}", at_most(*optional), describe_timing(*when))
        }
        E::File { name, what: Some(what) } => format!("the file {name} to hold {what}"),
        E::File { name, what: None } => format!("no file {name}"),
        E::Prints { what } => format!("the program to print {what}"),
        E::Exit { how, between } => {
            format!("the program to end {}{}", describe_exit(*how), describe_time_range(*between))
        }
    }
}

fn at_most(optional: bool) -> &'static str {
    if optional { "nothing or " } else { "" }
}

fn describe_timing(when: When) -> String {
    let after = when.not_before.map_or_else(String::new, |time| format!(", not before {} s", time.as_secs_f64()));
    let within = when.within.map_or_else(String::new, |time| format!(", within {} s", time.as_secs_f64()));
    format!("{after}{within}")
}

fn list_behaviours(behaviours: &[Behaviour], otherwise: &str) -> String {
    let named = behaviours.iter().map(|behaviour| {
        let shows: Vec<_> = behaviour.shows.iter().map(Payload::to_string).collect();
        format!("{} ({})", behaviour.name, shows.join(" then "))
    });
    named.chain([otherwise.to_owned()]).collect::<Vec<_>>().join(", ")
}

fn describe_exit(how: ExitExpectation) -> &'static str {
    match how {
        ExitExpectation::Success => "with exit code 0",
        ExitExpectation::Failure => "with an error message and a non-zero exit code",
        ExitExpectation::NonZero => "with another exit code than 0",
        ExitExpectation::Orderly => "with exit code 0, or with an error message, and by no signal",
        ExitExpectation::Any => "in any way",
    }
}

fn describe_time_range(between: Option<(Duration, Duration)>) -> String {
    between.map_or_else(String::new, |(from, to)| {
        format!(", between {} s and {} s after its last input", from.as_secs_f64(), to.as_secs_f64())
    })
}
