//! How programs of set-statistics are judged.
//!
//! Each expectation of the case is judged against what was seen up to its step. The console, the endpoints and the rest
//! are judged against the whole transcript. One deviation breaks its own clause; the others are still judged. In a pair
//! each finding is about one side: the side that deviates is blamed, and never its partner.

mod blame;
mod carriage_return;
mod cause;
mod client;
mod client_console;
mod endpoint;
mod exit;
mod impression;
mod info;
mod likeness;
mod pair;
mod passage;
mod prompts;
mod reply;
mod result_lines;
mod segments;
mod served;
mod server;
mod server_console;
mod session;
mod several;
mod silence;
mod unserved;

pub use impression::{OtherProtocol, StatisticsImpression};

use crate::case::{Case, Expectation, Step};
use crate::judge::docket::Docket;
use crate::judge::hearing::Hearing;
use crate::judge::{Finding, Judge, Verdict};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use crate::set_statistics::Clause;
use crate::transcript::Transcript;

/// The judge of set-statistics.
#[derive(Debug)]
pub struct SetStatisticsJudge;

impl Judge for SetStatisticsJudge {
    fn is_about_addresses(&self) -> bool {
        true
    }

    fn judge_case(&self, case: &Case, transcript: &Transcript) -> Vec<Finding> {
        judge_transcript(case, transcript)
    }

    fn is_settled(&self, case: &Case, at: usize, transcript: &Transcript) -> bool {
        is_settled(case, at, transcript)
    }

    fn is_unserved(&self, case: &Case, at: usize, transcript: &Transcript) -> bool {
        is_unserved(case, at, transcript)
    }

    fn is_told(&self, case: &Case, transcript: &Transcript) -> bool {
        is_told(case, transcript)
    }

    fn is_relayed_answer(&self, case: &Case, transcript: &Transcript) -> bool {
        is_relayed_answer(case, transcript)
    }

    fn explaining_clauses(&self, finding: &Finding) -> Vec<ClauseId> {
        super::presumes::find_explaining_clauses(finding)
    }

    fn new_impression(&self) -> Option<Box<dyn crate::judge::Impression>> {
        Some(Box::new(StatisticsImpression::default()))
    }
}

/// Judges what was seen when `case` was played: one finding a clause, in the protocol's order.
pub fn judge_transcript(case: &Case, transcript: &Transcript) -> Vec<Finding> {
    let hearing = Hearing::new(case, transcript);
    let mut docket = Docket::new();
    for (step, what, clause) in hearing.expectations() {
        docket.turn_to(Some(step));
        docket.turn_to_side(hearing.side_to_blame(side_of(what)));
        judge_expectation(&hearing, &mut docket, step, what, clause);
    }
    docket.turn_to(None);
    docket.turn_to_side(hearing.side_to_blame(Side::Server));
    endpoint::judge_server(&hearing, &mut docket);
    server_console::judge_server_console(&hearing, &mut docket);
    docket.turn_to_side(hearing.side_to_blame(Side::Client));
    endpoint::judge_client(&hearing, &mut docket);
    client_console::judge_client_console(&hearing, &mut docket);
    client::judge_leftovers(&hearing, &mut docket);
    segments::judge_segments(&hearing, &mut docket);
    session::judge_session(&hearing, &mut docket);
    let mut findings = docket.into_findings(&case.clauses, |clause| hearing.bound_side(clause));
    if let Some(reason) = client::excuse_for_what_was_typed(&hearing) {
        let broken = findings.iter_mut().filter(|finding| finding.verdict.evidence().is_some());
        broken.for_each(|finding| finding.verdict = Verdict::Skipped(reason.to_owned()));
    }
    findings
}

fn judge_expectation(hearing: &Hearing<'_>, docket: &mut Docket, step: usize, what: &Expectation, clause: ClauseId) {
    match what {
        Expectation::Statistics { on, of } => server::judge_statistics(hearing, docket, step, clause, on, of),
        Expectation::StatisticsOfEach { on, of } => {
            several::judge_statistics_of_each(hearing, docket, step, clause, on, of)
        }
        Expectation::Nothing { on } => server::judge_silence(hearing, docket, step, clause, on.as_deref()),
        Expectation::NoStatistics { on } => server::no_statistics(hearing, docket, step, clause, on),
        Expectation::Closed { on } => server::judge_closed(hearing, docket, step, clause, on),
        Expectation::OneOf { on, behaviours, otherwise } => {
            match info::heard_nothing(hearing, step, on).then(|| server::excuse_if_dead(hearing, step)).flatten() {
                Some(reason) => docket.skip_clause(clause, reason),
                None => {
                    docket.note_behaviour(clause, info::name_of_replies(hearing, step, on, behaviours, otherwise));
                    server::judge_pieces(hearing, docket, step, clause, on, behaviours);
                }
            }
        }
        Expectation::AnsweredOn { of, peers, otherwise } => {
            docket.note_behaviour(clause, info::answered_on(hearing, step, of, peers, otherwise));
        }
        Expectation::Observed { on } => docket.note_behaviour(clause, info::describe_observed(hearing, step, on)),
        Expectation::Message { text } => client::judge_message(hearing, docket, step, clause, text),
        Expectation::Length { text } => client::judge_length(hearing, docket, step, clause, text),
        Expectation::LengthHeldBack { message } => client::held_back(hearing, docket, step, clause, message),
        Expectation::Results { of } => client_console::judge_results(hearing, docket, step, clause, of),
        Expectation::RelayedStatistics { of } => pair::judge_relayed(hearing, docket, step, clause, of),
        Expectation::PrintsOneOf { behaviours, otherwise } => match client::was_given_nothing(hearing, step) {
            Some(reason) => docket.skip_clause(clause, reason),
            None => docket.note_behaviour(clause, info::name_of_printed(hearing, behaviours, otherwise)),
        },
        Expectation::Exit { how, between } => exit::judge_exit(hearing, docket, step, clause, *how, *between),
        Expectation::Reply { .. }
        | Expectation::NamedReply { .. }
        | Expectation::Sends { .. }
        | Expectation::File { .. }
        | Expectation::Prints { .. } => docket.skip_clause(clause, "the protocol knows no such expectation"),
    }
}

/// The side that the expectation is about.
fn side_of(what: &Expectation) -> Side {
    match what {
        Expectation::Statistics { .. }
        | Expectation::StatisticsOfEach { .. }
        | Expectation::Nothing { .. }
        | Expectation::NoStatistics { .. }
        | Expectation::Closed { .. }
        | Expectation::OneOf { .. }
        | Expectation::AnsweredOn { .. }
        | Expectation::Reply { .. }
        | Expectation::File { .. }
        | Expectation::NamedReply { .. }
        | Expectation::Observed { .. } => Side::Server,
        Expectation::Message { .. }
        | Expectation::Length { .. }
        | Expectation::LengthHeldBack { .. }
        | Expectation::Results { .. }
        | Expectation::RelayedStatistics { .. }
        | Expectation::PrintsOneOf { .. }
        | Expectation::Sends { .. }
        | Expectation::Prints { .. }
        | Expectation::Exit { .. } => Side::Client,
    }
}

/// Whether the server's console shows all that it must show for what was seen so far. Then the server may be asked to
/// stop.
pub fn is_told(case: &Case, transcript: &Transcript) -> bool {
    let hearing = Hearing::new(case, transcript);
    let mut docket = Docket::new();
    server_console::judge_server_console(&hearing, &mut docket);
    [Clause::Con3, Clause::Con4].into_iter().all(|clause| docket.evidence_against(clause).is_none())
}

/// Whether the server of a pair has given a right answer to what has reached it. Then the wait for its answer can end.
pub fn is_relayed_answer(case: &Case, transcript: &Transcript) -> bool {
    let hearing = Hearing::new(case, transcript);
    passage::collect_exchanges(&hearing).iter().any(pair::is_answered)
}

/// Whether the step expects statistics, and nothing at all has come.
pub fn is_unserved(case: &Case, at: usize, transcript: &Transcript) -> bool {
    match case.steps.get(at) {
        Some(Step::Expect {
            what: Expectation::Statistics { on, .. } | Expectation::StatisticsOfEach { on, .. },
            ..
        }) => Hearing::new(case, transcript).pieces_for_expectation(on, at).is_empty(),
        _ => false,
    }
}

/// Whether the expectation of step `at` is met already, or can no longer be, so that waiting on is of no use.
pub fn is_settled(case: &Case, at: usize, transcript: &Transcript) -> bool {
    let Some(Step::Expect { what, .. }) = case.steps.get(at) else { return true };
    let hearing = Hearing::new(case, transcript);
    match what {
        Expectation::Statistics { on, of } => server::is_answered(&hearing, at, on, of),
        Expectation::StatisticsOfEach { on, of } => hearing.pieces_for_expectation(on, at).len() >= of.len(),
        Expectation::Nothing { on } => !server::collect_extra_bytes(&hearing, at, on.as_deref()).is_empty(),
        Expectation::NoStatistics { on } | Expectation::Closed { on } => hearing.is_closed(on),
        Expectation::OneOf { .. } | Expectation::AnsweredOn { .. } => false,
        Expectation::Reply { .. }
        | Expectation::NamedReply { .. }
        | Expectation::Sends { .. }
        | Expectation::Prints { .. }
        | Expectation::File { .. } => true,
        Expectation::Observed { on } => !hearing.bytes_for_expectation(on, at).is_empty() || hearing.is_closed(on),
        Expectation::Message { text } => client::has_sent(&hearing, at, text.to_vec().len()),
        Expectation::Length { text } => client::has_sent(&hearing, at, text.to_vec().len()),
        Expectation::LengthHeldBack { message } => client::goes_on(&hearing, at, message),
        Expectation::Results { of } => client_console::are_printed(&hearing, of) || hearing.client_ended(),
        Expectation::RelayedStatistics { .. } => pair::is_over(&hearing),
        Expectation::PrintsOneOf { .. } | Expectation::Exit { .. } => hearing.client_ended(),
    }
}
