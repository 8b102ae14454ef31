//! The judge of a protocol that is a folder: what came is compared with what its cases say, message by message.
//!
//! A case lists every message. A message beyond its expectations breaks the clause of the last expectation on that
//! client or socket, unless the protocol's messages have no end. In a pair, a program that got a wrong request is not
//! blamed for its answer.

mod client;
mod ear;
mod end;
mod file;
mod server;
mod unit;

use super::docket::Docket;
use super::hearing::Hearing;
use super::{Evidence, Finding, Judge, Verdict};
use crate::case::{Case, Expectation, Matcher, ReplyOrigin, Step};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use crate::protocol::{AtTheEnd, Unit};
use crate::transcript::{Bytes, Transcript};
use client::Sent;
use ear::{Ear, HeardFrom};
use server::Wanted;

/// The judge of a protocol that is a folder.
#[derive(Debug)]
pub struct GeneralJudge;

impl Judge for GeneralJudge {
    fn judge_case(&self, case: &Case, transcript: &Transcript) -> Vec<Finding> {
        let hearing = Hearing::new(case, transcript);
        let mut docket = Docket::new();
        let over = case_over(&hearing);
        for (step, what, clause) in hearing.expectations() {
            docket.turn_to(Some(step));
            docket.turn_to_side(hearing.side_to_blame(side_of(what)));
            match over {
                Some((last, reason)) if step >= last => docket.skip_clause(clause, reason),
                _ => judge_one(&hearing, &mut docket, step, what, clause),
            }
        }
        if over.is_none() {
            judge_leftovers(&hearing, &mut docket);
        }
        let mut findings = docket.into_findings(&case.clauses, |clause| hearing.bound_side(clause));
        excuse_the_partner(&mut findings);
        findings
    }

    fn is_settled(&self, case: &Case, at: usize, transcript: &Transcript) -> bool {
        let Some(Step::Expect { what, .. }) = case.steps.get(at) else { return true };
        let hearing = Hearing::new(case, transcript);
        match what {
            Expectation::Reply { .. } => {
                wanted_reply(what).is_none_or(|wanted| server::is_answered(&hearing, at, &wanted))
            }
            Expectation::NamedReply { on, names, .. } => server::is_named(&hearing, at, on, names),
            Expectation::Nothing { on } => server::has_more(&hearing, at, on.as_deref()),
            Expectation::Closed { on } => hearing.is_closed(on),
            Expectation::Sends { on, what, .. } => client::has_sent(&hearing, at, on.as_deref(), what),
            Expectation::Prints { what } => client::has_printed(&hearing, at, what),
            Expectation::Exit { .. } => hearing.client_ended(),
            _ => false,
        }
    }

    fn is_unserved(&self, case: &Case, at: usize, transcript: &Transcript) -> bool {
        match case.steps.get(at) {
            Some(Step::Expect { what: Expectation::Reply { on, optional: false, .. }, .. }) => {
                !Ear::before_step(&Hearing::new(case, transcript), HeardFrom::Server(on), at).has_rest(Some(at))
            }
            _ => false,
        }
    }

    fn is_over(&self, case: &Case, at: usize, transcript: &Transcript) -> bool {
        let Some(Step::Expect { what, .. }) = case.steps.get(at) else { return false };
        ends_the_case(&Hearing::new(case, transcript), at, what).is_some()
    }

    fn is_told(&self, _case: &Case, _transcript: &Transcript) -> bool {
        true
    }

    fn is_relayed_answer(&self, _case: &Case, _transcript: &Transcript) -> bool {
        false
    }
}

fn judge_one(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, what: &Expectation, clause: ClauseId) {
    match what {
        Expectation::Reply { .. } => {
            if let Some(wanted) = wanted_reply(what) {
                server::judge_reply(hearing, docket, at, clause, &wanted);
            }
        }
        Expectation::NamedReply { on, names, otherwise } => match server::excuse_for_silence(hearing, at) {
            Some(reason) => docket.skip_clause(clause, reason),
            None if server::fails_silently(hearing, at, on) => {
                docket.skip_clause(
                    clause,
                    format!("the server fails, and answers nothing{}", hearing.exit_suffix(Side::Server)),
                );
            }
            None => docket.note_behaviour(clause, server::choose_reply_name(hearing, at, on, names, otherwise)),
        },
        Expectation::Nothing { on } => server::judge_nothing(hearing, docket, at, clause, on.as_deref()),
        Expectation::Closed { on } => server::judge_closed(hearing, docket, at, clause, on),
        Expectation::Sends { on, what, when, optional, .. } => {
            let wanted = Sent { on: on.as_deref(), what, when: *when, optional: *optional };
            client::judge_sends(hearing, docket, at, clause, &wanted);
        }
        Expectation::File { name, what } => file::judge_file(hearing, docket, at, clause, name, what.as_ref()),
        Expectation::Prints { what } => client::judge_prints(hearing, docket, at, clause, what),
        Expectation::Exit { how, between } => end::judge_exit(hearing, docket, at, clause, *how, *between),
        _ => docket.skip_clause(clause, "the protocol knows no such expectation"),
    }
}

/// The demands of an expectation of replies.
fn wanted_reply(what: &Expectation) -> Option<Wanted<'_>> {
    match what {
        Expectation::Reply { on, what, times, from, when, optional, .. } => {
            Some(Wanted { on, what, times: *times, from: *from, when: *when, optional: *optional })
        }
        _ => None,
    }
}

/// The first expectation that is not met and ends the case, and why.
fn case_over<'a>(hearing: &Hearing<'a>) -> Option<(usize, &'a str)> {
    hearing.expectations().find_map(|(step, what, _)| Some((step, ends_the_case(hearing, step, what)?)))
}

/// Why the case says nothing more, if this expectation at step `at` says so and is not met.
fn ends_the_case<'a>(hearing: &Hearing<'a>, at: usize, what: &'a Expectation) -> Option<&'a str> {
    let (channel, what, reason) = match what {
        Expectation::Reply { on, what, or_skip: Some(reason), .. } => (HeardFrom::Server(on), what, reason),
        Expectation::Sends { on, what, or_skip: Some(reason), .. } => (HeardFrom::Client(on.as_deref()), what, reason),
        _ => return None,
    };
    let message = Ear::before_step(hearing, channel, at).take_message(at, what);
    (!message.is_some_and(|message| message.is_as_expected(what))).then_some(reason)
}

/// The side that the expectation is about.
fn side_of(what: &Expectation) -> Side {
    match what {
        Expectation::Sends { .. } | Expectation::Prints { .. } | Expectation::Exit { .. } => Side::Client,
        _ => Side::Server,
    }
}

/// Judges the messages beyond those that the case expected.
fn judge_leftovers(hearing: &Hearing<'_>, docket: &mut Docket) {
    let end = hearing.case.steps.len();
    let mut channels: Vec<(HeardFrom<'_>, usize, ClauseId)> = Vec::new();
    for (step, what, clause) in hearing.expectations() {
        let channel = match what {
            Expectation::Reply { on, from, .. } if *from != ReplyOrigin::Any => HeardFrom::Server(on),
            Expectation::Sends { on, .. } => HeardFrom::Client(on.as_deref()),
            _ => continue,
        };
        channels.retain(|(known, ..)| *known != channel);
        channels.push((channel, step, clause));
    }
    for (channel, step, clause) in channels {
        let side = channel.side();
        let roles = hearing.case.id.subject().roles();
        let Some(role) = roles.iter().find(|role| role.side() == side && role.unit() != Unit::Stream) else { continue };
        let mut ear = Ear::before_step(hearing, channel, end);
        ear.take_late_messages(end);
        let is_open = role.at_the_end() == AtTheEnd::Open && ear.is_rest_behind_the_end();
        if !ear.has_rest(None) || is_open || is_told_of(hearing, docket, channel) {
            continue;
        }
        docket.turn_to(Some(step));
        docket.turn_to_side(hearing.side_to_blame(side));
        if docket.evidence_against(clause).is_none() {
            let evidence = Evidence::new(format!("the {side} sends more than is expected"));
            docket
                .break_clause(clause, evidence.with_comparison("nothing more", escape_bytes(&ear.untaken_bytes(None))));
        }
    }
}

/// Whether an expectation that nothing comes on this channel says already that something did.
fn is_told_of(hearing: &Hearing<'_>, docket: &Docket, channel: HeardFrom<'_>) -> bool {
    let (HeardFrom::Server(peer) | HeardFrom::Client(Some(peer))) = channel else { return false };
    hearing.expectations().any(|(_, what, clause)| match what {
        Expectation::Nothing { on } => {
            on.as_ref().is_none_or(|on| on == peer)
                && docket.evidence_against(clause).is_some_and(|flaw| flaw.observed.is_some())
        }
        _ => false,
    })
}

/// In a pair: a program that got a wrong request, or a wrong answer, is not to blame for what follows.
fn excuse_the_partner(findings: &mut [Finding]) {
    let broken = findings.iter().filter(|finding| finding.verdict.evidence().is_some());
    let first =
        broken.filter(|finding| finding.side.is_some()).min_by_key(|finding| finding.step.unwrap_or(usize::MAX));
    let Some((first, step)) = first.and_then(|finding| Some((finding.side?, finding.step))) else { return };
    for finding in findings.iter_mut() {
        let follows = finding.side.is_some_and(|side| side != first) && finding.step > step;
        if follows && finding.verdict.evidence().is_some() {
            finding.verdict = Verdict::Skipped(format!("the {first} had made a mistake before"));
        }
    }
}

/// The expected text, to stand beside the observed one.
fn describe_expected(what: &Matcher) -> String {
    match what {
        Matcher::Text(payload) => escape_bytes(&payload.to_vec()),
        other => other.to_string(),
    }
}

/// Bytes as they are shown to people.
fn escape_bytes(bytes: &[u8]) -> String {
    Bytes::from(bytes).to_string()
}
